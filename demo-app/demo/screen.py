"""Draws the story with rich: bars, forecasts, milestones."""

import math
import re
from io import StringIO
from pathlib import Path

from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from demo.story import Milestone, ResourceState, Story

_BAR_WIDTH = 26
_PICTURE_WIDTH = 150
_FONT_FACE = re.compile(r"@font-face \{.*?\}", re.DOTALL)
_STYLES = ((0.85, "red"), (0.6, "yellow"), (0.0, "green"))
_VERDICT_STYLES = {"confirmed": "bold red", "refuted": "cyan", "inconclusive": "yellow"}


def render(story: Story, title: str, milestones: int = 14) -> Panel:
    """Return the screen as it stands; `milestones` newest lines of the story are shown."""
    lines = [_milestone(milestone) for milestone in story.milestones[-milestones:]]
    heading = Text.assemble((f" t = {story.at_s:5.1f} s ", "reverse"), "  1 s here is 1 min of the shipped catalog")
    return Panel(Group(heading, "", _resources(story), "", *lines), title=f"[bold]{title}", border_style="blue")


def print_new(console: Console, story: Story, already: int) -> int:
    """Print the milestones after the first `already`; return how many there are. For output that is not a terminal."""
    for milestone in story.milestones[already:]:
        console.print(_milestone(milestone), soft_wrap=True)
    return len(story.milestones)


def save_picture(path: Path, *parts: RenderableType) -> None:
    """Save what a terminal would show as an SVG that fetches nothing from anywhere."""
    console = Console(record=True, file=StringIO(), width=_PICTURE_WIDTH)
    for part in parts:
        console.print(part)
    console.save_svg(str(path), title="make demo")
    path.write_text(_FONT_FACE.sub("", path.read_text()))


def _resources(story: Story) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    for header in ("pod, or claim", "used of what there is", "", "alert", "runs out in (80 %)", "verdict"):
        table.add_column(header, no_wrap=True)
    for name, state in sorted(story.resources.items()):
        table.add_row(
            name, _bar(state.utilization), f"{state.utilization:4.0%}", state.alert, _eta(state), _verdict(state)
        )
    return table


def _bar(utilization: float) -> ProgressBar:
    style = next(style for bound, style in _STYLES if utilization >= bound or bound == 0.0)
    return ProgressBar(
        total=1.0, completed=min(utilization, 1.0), width=_BAR_WIDTH, complete_style=style, finished_style=style
    )


def _eta(state: ResourceState) -> str:
    if state.assessed is None or state.assessed.verdict == "inconclusive":
        return ""
    lower, middle, upper = (f"{eta:.0f} s" if math.isfinite(eta) else "never" for eta in state.assessed.eta_s)
    return middle if middle == "never" and lower == "never" else f"{middle} ({lower} to {upper})"


def _verdict(state: ResourceState) -> Text:
    if state.assessed is None:
        return Text("")
    verdict = state.assessed.verdict
    sure = "" if verdict == "inconclusive" else f" p={state.assessed.probability:.2f}"
    return Text(f"{verdict}{sure}", style=_VERDICT_STYLES.get(verdict, ""))


def _milestone(milestone: Milestone) -> Text:
    return Text.assemble((f"{milestone.at_s:6.1f} s  ", "dim"), (f"{milestone.sign} {milestone.text}", milestone.style))
