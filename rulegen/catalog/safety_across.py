"""Budgets and maintenance windows across the files of a run: budgets once, names once, no window for an unknown forecast."""

from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

from rulegen.catalog import positions, schema
from rulegen.catalog.problems import Reporter
from rulegen.catalog.suggest import hint
from rulegen.model.safety import Budgets, MaintenanceWindow


@dataclass
class SafetySeen:
    """What the files before said.

    Attributes:
        budgets: the file that has them.
        windows: name → its file.
        selected: forecasts that windows name, each with who reports about it and where it stands.
    """

    budgets: Path | None = None
    windows: dict[str, Path] = field(default_factory=dict)
    selected: list[tuple[str, Reporter, positions.Path]] = field(default_factory=list)


def safety_of(
    frame: schema.CatalogFile | None, path: Path, seen: SafetySeen, report: Reporter
) -> tuple[Budgets | None, tuple[MaintenanceWindow, ...]]:
    """What one file says; a second say on the same thing is reported."""
    if frame is None:
        return None, ()
    if frame.budgets is not None:
        if seen.budgets is not None:
            report.add(
                ("budgets",), f"there are budgets in {seen.budgets} already; they are of all files of a run", key=True
            )
        seen.budgets = seen.budgets or path
    for index, window in enumerate(frame.maintenance):
        at = ("maintenance", index)
        if window.name in seen.windows:
            report.add((*at, "name"), f"{window.name!r} is taken already in {seen.windows[window.name]}")
        seen.windows.setdefault(window.name, path)
        names = enumerate(window.forecasts)
        seen.selected.extend((name, report, (*at, "forecasts", number)) for number, name in names)
    budgets = frame.budgets.compiled() if frame.budgets else None
    return budgets, tuple(window.compiled() for window in frame.maintenance)


def check_selected(seen: SafetySeen, known: Collection[str]) -> None:
    """Report the forecasts that windows name and no file has."""
    for name, report, at in seen.selected:
        if name not in known:
            report.add(at, f"no forecast has this name; {hint(name, known)}")
