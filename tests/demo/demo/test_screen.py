"""The screen shows the story."""

from io import StringIO
from pathlib import Path

from demo import screen
from demo.journal import Assessed
from demo.story import ResourceState, Story
from rich.console import Console


def shown(story: Story) -> str:
    console = Console(file=StringIO(), width=140)
    console.print(screen.render(story, "title"))
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()


def test_a_pod_is_shown_with_level_alert_interval_and_verdict() -> None:
    assessed = Assessed("leak-1", "confirmed", 0.97, (31.2, 38.4, float("inf")))
    story = Story(at_s=61.0, resources={"leak-1": ResourceState(0.62, "firing", assessed)})
    line = next(line for line in shown(story).splitlines() if "leak-1" in line)
    for part in ("62%", "firing", "38 s (31 s to never)", "confirmed p=0.97"):
        assert part in line


def test_what_never_runs_out_says_so_once() -> None:
    never = (float("inf"),) * 3
    story = Story(resources={"steady-1": ResourceState(0.1, "", Assessed("steady-1", "refuted", 0.0, never))})
    line = next(line for line in shown(story).splitlines() if "steady-1" in line)
    assert line.count("never") == 1


def test_the_newest_milestones_are_shown() -> None:
    story = Story()
    for number in range(20):
        story.note("✉", "", f"message {number}")
    assert "message 19" in shown(story)
    assert "message 5 " not in shown(story)


def test_lines_are_printed_once_where_there_is_no_terminal() -> None:
    story = Story()
    console = Console(file=StringIO(), width=140)
    story.note("✉", "", "first")
    already = screen.print_new(console, story, 0)
    story.note("✉", "", "second")
    screen.print_new(console, story, already)
    assert isinstance(console.file, StringIO)
    assert [line.split()[-1] for line in console.file.getvalue().splitlines()] == ["first", "second"]


def test_the_picture_fetches_nothing(tmp_path: Path) -> None:
    path = tmp_path / "demo.svg"
    screen.save_picture(path, screen.render(Story(resources={"leak-1": ResourceState(0.62)}), "a title"))
    svg = path.read_text()
    assert "leak-1" in svg
    assert [word for word in svg.split('"') if word.startswith("http")] == ["http://www.w3.org/2000/svg"]
    assert "url(http" not in svg
