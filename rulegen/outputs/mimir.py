"""A rule namespace for Mimir's ruler, as `mimirtool rules load` reads it."""

from rulegen.errors import OutputError
from rulegen.model.rule import Group
from rulegen.outputs.prometheus import group_data
from rulegen.outputs.yamlfile import dump

MOST_GROUPS = 70
"""Mimir's default `ruler_max_rule_groups_per_tenant`; all namespaces of a tenant count."""


def namespace(groups: list[Group], stem: str, source: str) -> str:
    """The namespace of one catalog file; its groups are split already (`outputs.split`)."""
    return dump({"namespace": f"forecast-{stem}", "groups": [group_data(group) for group in groups]}, source)


def check_tenant(groups: int, most: int) -> None:
    """Refuse what the ruler would refuse.

    Raises:
        OutputError: more groups than a tenant may have.
    """
    if groups > most:
        raise OutputError(
            f"mimir: {groups} rule groups, but a tenant may have {most}: spread the catalogs over tenants, or raise"
            " ruler_max_rule_groups_per_tenant and say so with --mimir-max-groups"
        )
