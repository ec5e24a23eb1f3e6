"""Costs as a table."""

from rulegen.model.cost import GroupCost


def cost_table(groups: list[GroupCost], total_per_s: float) -> str:
    """One line per group, the dearest first, and the total."""
    lines = [f"{'samples/s':>12} {'samples':>12} {'series':>8} {'every':>7}  group"]
    for group in sorted(groups, key=lambda g: (-g.samples_per_s, g.group)):
        lines.append(
            f"{group.samples_per_s:12.1f} {group.samples:12.0f} {group.series:8.0f} {group.interval_s:6g}s  {group.group}"
        )
    lines.append(f"{total_per_s:12.1f} in all")
    return "\n".join(lines) + "\n"
