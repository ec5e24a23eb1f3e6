"""`remediation` and its `then`: what the entry's actions are about, one after the other, and whether that makes sense.

An action of `then` says only what differs: everything else is as in `remediation` itself. What it is about follows from the
action where nobody says it: a claim, a pod, or the workload that the actions before it are about.
"""

from dataclasses import replace

from rulegen.catalog import schema
from rulegen.catalog.positions import Path
from rulegen.catalog.problems import Reporter
from rulegen.model.forecast import Load, Promotion, Remediation, Target
from rulegen.promql import inspect
from rulegen.promql.labels import lost

_OF_ACTIONS = {
    "expand-volume": Target("PersistentVolumeClaim", "persistentvolumeclaim"),
    "resize-memory": Target("Pod", "pod"),
}
"""What is about no workload."""
_NO_WORKLOADS = frozenset(target.kind for target in _OF_ACTIONS.values())
_ON_SOMETHING = frozenset({"scale", "restart", *_OF_ACTIONS})


def compiled(written: schema.Remediation, mode: str | None) -> Remediation:
    """Fill in the whole ladder."""
    load = None if written.load is None else Load(written.load, inspect.grouping(written.load) or ())
    first, *then = (_rung(one, _target(one, written), mode) for one in rungs_of(written))
    return replace(first, load=load, promotion=_promotion(written), then=tuple(then))


def rungs_of(written: schema.Remediation) -> list[schema.Rung]:
    """Every action with what it inherits."""
    differs = [{name: getattr(one, name) for name in one.model_fields_set} for one in written.then]
    return [written, *(written.model_copy(update={"target": None} | changes) for changes in differs)]


def check_ladder(entry: schema.AnyEntry, at: Path, report: Reporter) -> None:
    """Report what contradicts itself within the ladder of an entry."""
    written = entry.remediation
    actions = [rung.action for rung in rungs_of(written)]
    for index, rung in enumerate(rungs_of(written)):
        here = at if index == 0 else (*at, "then", index - 1)
        if index and rung.action in (*actions[:index], "none"):
            report.add(
                (*here, "action"), f"{rung.action!r} is no further action; each stands once, and none is no action"
            )
        if rung.action in _OF_ACTIONS and rung.mode != "dry-run" and rung.max_bytes is None:
            report.add(here, f"max_bytes is missing: how large may {rung.action} make it?", key=True)
        _check_target(entry, rung.action, _target(rung, written), here, report)
        if rung.action == "webhook" and rung.mode != "dry-run" and rung.url is None:
            report.add(here, "url is missing: what shall be called?", key=True)
    if written.then and written.action == "none":
        report.add((*at, "then"), "there is nothing that it could follow: action is none", key=True)
    _check_load(entry, at, report)


def _check_target(entry: schema.AnyEntry, action: str, target: Target, here: Path, report: Reporter) -> None:
    label = target.name_label
    if target.kind != "owner" and label is None:
        report.add((*here, "target"), "name_label is missing: which by-label holds the object's name?")
    if target.kind == "owner" and label is not None:
        report.add(
            (*here, "target", "name_label"), "the owner is found from the alert's pod; leave it out, or name the kind"
        )
    fitting = _OF_ACTIONS.get(action)
    unfit = target.kind in _NO_WORKLOADS if fitting is None else target.kind != fitting.kind
    if unfit and action in _ON_SOMETHING:
        what = (
            f"is about a {fitting.kind}"
            if fitting
            else "is about a workload: owner, Deployment, StatefulSet, Kind.group"
        )
        report.add((*here, "target", "kind"), f"{action} {what}, not about {target.kind}")
    if label is not None and label not in entry.by:
        report.add((*here, "target", "name_label"), f"{label!r} is not one of the by-labels {', '.join(entry.by)}")


def _check_load(entry: schema.AnyEntry, at: Path, report: Reporter) -> None:
    query = entry.remediation.load
    if query is None:
        return
    labels = inspect.grouping(query)
    if not labels or not set(labels) <= set(entry.by) or lost(query, labels):
        some = ", ".join(entry.by[:2])
        report.add(
            (*at, "load"), f"aggregate it by some of the by-labels, which find its series: sum by ({some}) (...)"
        )


def _target(rung: schema.Rung, first: schema.Rung) -> Target:
    said = rung.target
    if said is None and not {rung.action, first.action} & _OF_ACTIONS.keys():
        said = first.target
    return _OF_ACTIONS.get(rung.action, Target("owner", None)) if said is None else Target(said.kind, said.name_label)


def _rung(written: schema.Rung, target: Target, mode: str | None) -> Remediation:
    return Remediation(
        action=written.action,
        mode=mode or written.mode,
        on_deadline=written.on_deadline,
        gitops=written.gitops,
        nodes=written.nodes,
        severities=tuple(written.severities),
        target=target,
        max_step=written.max_step,
        max_replicas=written.max_replicas,
        cooldown=written.cooldown,
        lease=written.lease,
        settle=written.settle,
        max_bytes=written.max_bytes,
        max_step_ratio=written.max_step_ratio,
        class_cooldowns=tuple(sorted(written.class_cooldowns.items())),
        max_expansions=written.max_expansions,
        url=written.url,
        promotion=None,
    )


def _promotion(written: schema.Remediation) -> Promotion | None:
    rule = written.promotion
    return None if rule is None else Promotion(rule.min_evidence, rule.precision, rule.lead or written.settle)
