"""VMRule custom resources for vmalert.

vmalert writes what it records over the network, so a rule does not see what the rule above it has just recorded. Groups are
taken apart by how deep a rule stands in the chain, and evaluated one after the other within the interval (`eval_offset`).
"""

from collections.abc import Iterator, Mapping

from rulegen import conventions
from rulegen.durations import Duration
from rulegen.model.rule import AlertingRule, Group, Rule
from rulegen.outputs.prometheus import group_data
from rulegen.outputs.yamlfile import dump

_STAGES = 5
_STAGE = {
    conventions.SERIES_UTILIZATION: 0,
    conventions.SERIES_SLOPE: 2,
    conventions.SERIES_LEVEL: 2,
    conventions.SERIES_DRIFT: 2,
    conventions.SERIES_ETA: 3,
    conventions.SERIES_ERROR: 3,
    conventions.SERIES_PREDICTED: 3,
}
"""What is read by what follows; everything unnamed reads the utilisation only. Alerts are last."""


def vm_rule(groups: list[Group], name: str, source: str, labels: Mapping[str, str]) -> str:
    """The resource of one catalog file (or a part of it)."""
    data = []
    for group in groups:
        for stage, part in _stages(group):
            offset = Duration(group.interval.ms * stage // _STAGES) if stage else None
            fields = group_data(part)
            if offset is not None:
                fields = {
                    "name": fields.pop("name"),
                    "interval": fields.pop("interval"),
                    "eval_offset": str(offset),
                    **fields,
                }
            data.append(fields)
    metadata = {"name": name, "labels": {**labels, "app.kubernetes.io/managed-by": "rulegen"}}
    body = {"apiVersion": "operator.victoriametrics.com/v1beta1", "kind": "VMRule", "metadata": metadata}
    return dump({**body, "spec": {"groups": data}}, source)


def _stages(group: Group) -> Iterator[tuple[int, Group]]:
    for stage in range(_STAGES):
        rules = tuple(rule for rule in group.rules if _stage(rule) == stage)
        if rules:
            yield stage, Group(f"{group.name}-stage{stage}", group.interval, rules)


def _stage(rule: Rule) -> int:
    return _STAGES - 1 if isinstance(rule, AlertingRule) else _STAGE.get(rule.record, 1)
