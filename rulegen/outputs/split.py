"""Cut to the sizes that targets take, with names that stay when something is inserted elsewhere.

A group is cut by its own rules' windows, never by counting across forecasts; a resource is cut by the hash of the
forecasts' names, so a new forecast moves at most the one part that it overfills.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from rulegen.durations import Duration
from rulegen.errors import OutputError
from rulegen.model.rule import Group, Rule

MOST_RULES = 20
"""Mimir's default `ruler_max_rules_per_rule_group`; also a sensible length of one evaluation."""

MOST_BYTES = 250 * 1024
"""The operator takes 512 KiB, but `kubectl apply` keeps a copy in an annotation that may have 256 KiB."""


def split_group(group: Group) -> list[Group]:
    """Cut a group that is too long at its windows: rules without a window stay, each window gets a group of its own.

    Raises:
        OutputError: one window alone has too many rules.
    """
    if len(group.rules) <= MOST_RULES:
        return [group]
    parts: dict[str, list[Rule]] = {}
    for rule in group.rules:
        parts.setdefault(rule.labels.get("window", ""), []).append(rule)
    longest = max(parts.values(), key=len)
    if len(longest) > MOST_RULES:
        raise OutputError(
            f"group {group.name}: {len(longest)} rules stay together, a group may have {MOST_RULES};"
            " spread the alerts of the forecast over two entries"
        )
    return [
        replace(group, name=f"{group.name}-{window}" if window else group.name, rules=tuple(rules))
        for window, rules in parts.items()
    ]


def share(groups: list[Group], stem: str) -> list[Group]:
    """Merge the groups that may be merged, by interval, because servers bound their number.

    Args:
        groups: of one catalog file or resource.
        stem: what the merged groups are named after.
    """
    result = [group for group in groups if not group.shareable]
    alike: dict[tuple[Duration, Duration | None], dict[str, Group]] = {}
    for group in groups:
        if group.shareable:
            alike.setdefault((group.interval, group.query_offset), {})[group.name] = group
    for (interval, late), members in sorted(alike.items(), key=lambda item: item[0][0]):
        sizes = {name: len(group.rules) for name, group in members.items()}
        for suffix, names in split_parts(sizes, MOST_RULES).items():
            name = "-".join(
                part for part in ("forecast", stem, f"avg{interval}", late and f"late{late}", suffix) if part
            )
            rules = tuple(rule for member in names for rule in members[member].rules)
            result.append(Group(name, interval, rules, late))
    return result


def split_parts(sizes: Mapping[str, int], most: int = MOST_BYTES) -> dict[str, list[str]]:
    """Spread forecasts over parts that are small enough.

    Args:
        sizes: name → bytes (or rules).
        most: the same of a part.

    Returns:
        Suffix of the part → names in their order; one part with an empty suffix when all fit.

    Raises:
        OutputError: one alone is too large.
    """
    return dict(_parts(list(sizes), "", lambda name: sizes[name], most))


def _parts(names: list[str], prefix: str, size: Callable[[str], int], most: int) -> Iterable[tuple[str, list[str]]]:
    if sum(map(size, names)) <= most:
        return [(prefix, names)]
    if len(names) == 1:
        raise OutputError(f"{names[0]}: {size(names[0])} is more than the {most} that fit together")
    deeper: dict[str, list[str]] = {}
    for name in names:
        digest = hashlib.sha256(name.encode()).hexdigest()
        deeper.setdefault(digest[: len(prefix) + 1], []).append(name)
    return [part for key in sorted(deeper) for part in _parts(deeper[key], key, size, most)]
