"""What the pages tell people to type exists: commands with their options, targets of make, and files that are named."""

import re
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from receiver.cli import main as receiver
from rulegen.cli.main import cli as rulegen

ROOT = Path(__file__).parents[2]
TRACKED = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
FOLDERS = {path.partition("/")[0] for path in TRACKED if "/" in path}
PAGES = [path for path in TRACKED if path.endswith((".md", ".tpl", "NOTES.txt"))]
PROGRAMS: dict[str, click.Group] = {"receiver": receiver, "rulegen": rulegen}
TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
_BLOCK = re.compile(r"^```sh\n(.*?)^```", re.DOTALL | re.MULTILINE)
_INLINE = re.compile(r"(?<!`)`([^`\n]+|[^`]+?\n[^`]+?)`(?!`)")


def _typed(page: str) -> Iterator[list[str]]:
    """Every line that can be typed, in words: of blocks, and what stands in backticks."""
    text = (ROOT / page).read_text("utf-8")
    blocks = [line for block in _BLOCK.findall(text) for line in block.replace("\\\n", " ").splitlines()]
    inline = _INLINE.findall(re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE))
    for line in [*blocks, *(" ".join(one.split()) for one in inline)]:
        try:
            yield shlex.split(line, comments=True)
        except ValueError:  # half a quotation: no command
            continue


def _objections(words: list[str]) -> list[str]:
    """What a program of ours would not understand."""
    found: list[str] = []
    for place, word in enumerate(words):
        group = PROGRAMS.get(word.rpartition("/")[2])
        if group is not None and (place == 0 or words[place - 1] == "--"):
            found += _misunderstood(group, words[place + 1 :])
    if words[:1] == ["make"] and len(words) > 1:
        found += [f"make {word}" for word in words[1:] if "=" not in word and word not in TARGETS]
    return found


def _misunderstood(group: click.Group, words: list[str]) -> list[str]:
    if not words or not re.fullmatch(r"[a-z-]+", words[0]):
        return []  # the program by itself, its options, or a word in place of any command
    given = group.get_command(click.Context(group), words[0])  # rulegen loads a command when it is asked for
    if given is None:
        return [f"{group.name} {words[0]}"]
    rest = words[1:]
    if isinstance(given, click.Group) and rest and rest[0] in given.commands:
        given, rest = given.commands[rest[0]], rest[1:]
    known = {option for parameter in given.params for option in (*parameter.opts, *parameter.secondary_opts)}
    asked = {word.partition("=")[0] for word in rest if re.match(r"--\w", word)}
    return [f"{group.name} {words[0]} {option}" for option in sorted(asked - known - {"--help"})]


@pytest.mark.parametrize("page", PAGES)
def test_what_is_typed_is_understood(page: str) -> None:
    assert [objection for words in _typed(page) for objection in _objections(words)] == []


@pytest.mark.parametrize("page", PAGES)
def test_a_file_that_is_named_is_there(page: str) -> None:
    """Here, or among what is generated: pages name those as a user has them, who generates into a folder of another name."""
    roots = (ROOT, ROOT / "rules" / "generated")
    named = {words[0] for words in _typed(page) if len(words) == 1}
    paths = {name for name in named if name.partition("/")[0] in FOLDERS and re.fullmatch(r"[\w./-]+\.\w+", name)}
    assert [name for name in sorted(paths) if not any((root / name).exists() for root in roots)] == []


def test_something_is_looked_at() -> None:
    typed = [words for page in PAGES for words in _typed(page)]
    assert len([words for words in typed if words and words[0].rpartition("/")[2] in PROGRAMS]) > 40
    assert len([words for words in typed if words[:1] == ["make"]]) > 10


@pytest.mark.parametrize(
    ("line", "objection"),
    [
        ("receiver histroy", ["main histroy"]),
        (".venv/bin/rulegen generate x --output y", ["cli generate --output"]),
        ("kubectl exec deploy/NAME -- receiver kill-switch on --because x", ["main kill-switch --because"]),
        ("make tests", ["make tests"]),
        ("receiver kill-switch on --reason why", []),
    ],
)
def test_what_nobody_would_understand_is_found(line: str, objection: list[str]) -> None:
    assert _objections(shlex.split(line)) == objection
