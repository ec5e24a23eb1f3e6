"""Costs as a table."""

from rulegen.model.cost import GroupCost


def cost_table(groups: list[GroupCost], budget_per_s: float | None) -> str:
    """One line per group, the dearest first, and the total.

    Args:
        budget_per_s: samples per second that all groups together may load, None without a budget.
    """
    lines = [f"{'samples/s':>12} {'samples':>12} {'series':>8} {'every':>7}  group"]
    for group in sorted(groups, key=lambda g: (-g.samples_per_s, g.group)):
        lines.append(
            f"{group.samples_per_s:12.1f} {group.samples:12.0f} {group.series:8.0f} {group.interval_s:6g}s  {group.group}"
        )
    lines.append(_total(groups, budget_per_s))
    return "\n".join(lines) + "\n"


def _total(groups: list[GroupCost], budget_per_s: float | None) -> str:
    per_s = sum(group.samples_per_s for group in groups)
    once = sum(group.samples for group in groups)
    total = f"in all: {per_s:.1f} samples/s; {once:.0f} samples when every group is evaluated once"
    if budget_per_s is None:
        return f"{total}; no budget given"
    word = "over" if per_s > budget_per_s else "within"
    return f"{total}; {word} the budget of {budget_per_s:g} samples/s ({100 * per_s / budget_per_s:.0f} %)"
