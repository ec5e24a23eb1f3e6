"""Which target takes which field, from which version on: an error or a declared downgrade, never a silent drop."""

from dataclasses import dataclass, replace

from rulegen.errors import OutputError
from rulegen.model.rule import AlertingRule, Group, Rule

Version = tuple[int, int]

OLDEST: Version = (2, 31)


@dataclass(frozen=True, slots=True)
class Field:
    """A field that not every server knows.

    Attributes:
        since: first Prometheus version.
        downgrade: what is lost when it is left out, None when leaving it out would change when an alert fires.
    """

    name: str
    since: Version
    downgrade: str | None


FIELDS = (
    Field("keep_firing_for", (2, 42), "an alert resolves as soon as its forecast recedes"),
    Field("query_offset", (2, 53), None),
)


def fit(groups: list[Group], version: Version) -> tuple[list[Group], list[str]]:
    """Make groups that a server of this version takes.

    Returns:
        The groups, and what was left out with its consequence.

    Raises:
        OutputError: a field is needed that the server does not know.
    """
    notes: dict[str, None] = {}
    fitted = [_fit(group, version, notes) for group in groups]
    return fitted, list(notes)


def _fit(group: Group, version: Version, notes: dict[str, None]) -> Group:
    if group.query_offset is not None and not _known("query_offset", version):
        raise OutputError(f"group {group.name}: query_offset needs Prometheus 2.53, the target is {_text(version)}")
    if _known("keep_firing_for", version):
        return group
    return replace(group, rules=tuple(_rule(rule, version, notes) for rule in group.rules))


def _rule(rule: Rule, version: Version, notes: dict[str, None]) -> Rule:
    if isinstance(rule, AlertingRule) and rule.keep_firing is not None:
        lost = next(field.downgrade for field in FIELDS if field.name == "keep_firing_for")
        notes[f"{rule.alert}: keep_firing_for is left out for Prometheus {_text(version)}: {lost}"] = None
        return replace(rule, keep_firing=None)
    return rule


def _known(name: str, version: Version) -> bool:
    return any(field.name == name and version >= field.since for field in FIELDS)


def _text(version: Version) -> str:
    return f"{version[0]}.{version[1]}"
