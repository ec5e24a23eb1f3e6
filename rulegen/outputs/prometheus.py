"""Prometheus rule files; also what Thanos Ruler reads."""

from typing import Any

from rulegen.model.rule import AlertingRule, Group, Rule
from rulegen.outputs.yamlfile import dump


def rule_file(groups: list[Group], source: str) -> str:
    """The rule file of one catalog file."""
    return dump({"groups": [group_data(group) for group in groups]}, source)


def group_data(group: Group) -> dict[str, Any]:
    """A group as Prometheus names its fields."""
    return {
        "name": group.name,
        "interval": str(group.interval),
        **({"query_offset": str(group.query_offset)} if group.query_offset is not None else {}),
        "rules": [_rule_data(rule) for rule in group.rules],
    }


def _rule_data(rule: Rule) -> dict[str, Any]:
    if isinstance(rule, AlertingRule):
        return {
            "alert": rule.alert,
            "expr": rule.expr,
            "for": str(rule.pending),
            **({"keep_firing_for": str(rule.keep_firing)} if rule.keep_firing is not None else {}),
            "labels": dict(rule.labels),
            "annotations": dict(rule.annotations),
        }
    return {"record": rule.record, "expr": rule.expr, "labels": dict(rule.labels)}
