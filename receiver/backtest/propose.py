"""Writes the recommendations as a patch of the catalog: only the values change, comments and layout stay.

`git apply` and `patch -p1` take it, in the folder that it was made in (for a catalog that is not below that: in /). Every
change stands at its head with the effect it would have had.
"""

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from receiver.backtest.advice import Advice
from receiver.backtest.findings import Findings
from receiver.backtest.report import words
from receiver.errors import ConfigError


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace text[start:end]."""

    start: int
    end: int
    text: str


def propose(found: Findings, catalogs: Path) -> str:
    """Return the patch, empty when nothing is recommended.

    Args:
        catalogs: a catalog file, or a folder of them.

    Raises:
        ConfigError: no catalog there, not YAML, or a forecast with a recommendation is in none of them.
    """
    wanted = {one.name: [advice for advice in one.advice if advice.better is not None] for one in found.forecasts}
    wanted = {name: advices for name, advices in wanted.items() if advices}
    patches, told = [], []
    missing = set(wanted)
    for path in files(catalogs):
        text = _read(path)
        edits: list[Edit] = []
        for name, entry in _entries(text, path):
            if name in missing:
                missing.remove(name)
                edits += _edits(text, entry, wanted[name])
                told += [_line(name, advice) for advice in wanted[name]]
        patches.append(_diff(path, text, _applied(text, edits)))
    if missing:
        raise ConfigError(f"no catalog in {catalogs} has the forecast {', '.join(sorted(missing))}; --propose CATALOG")
    return "".join(f"{line}\n" for line in told) + "".join(patches)


def _line(name: str, advice: Advice) -> str:
    now, better = words.setting(advice, advice.now), words.setting(advice, advice.better)
    return f"{name} {advice.severity} {advice.setting}: {now} -> {better} ({words.effect(advice)})"


def files(catalogs: Path) -> list[Path]:
    """Return the catalog files at a place.

    Raises:
        ConfigError: there are none.
    """
    found = sorted(catalogs.glob("*.yaml")) if catalogs.is_dir() else [catalogs] if catalogs.is_file() else []
    if not found:
        raise ConfigError(f"no catalog at {catalogs}: name its file or folder, --propose CATALOG")
    return found


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: {error}") from error


def _entries(text: str, path: Path) -> Iterator[tuple[str, yaml.MappingNode]]:
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        raise ConfigError(f"{path}: {error}") from error
    for entry in _items(_value(root, "forecasts")):
        name = _value(entry, "name")
        if isinstance(entry, yaml.MappingNode) and isinstance(name, yaml.ScalarNode):
            yield name.value, entry


def _edits(text: str, entry: yaml.MappingNode, advices: Sequence[Advice]) -> Iterator[Edit]:
    thresholds = {}
    for advice in advices:
        if advice.setting.startswith("confidence."):
            thresholds[advice.setting.removeprefix("confidence.")] = words.setting(advice, advice.better)
            continue
        for alert in _items(_value(entry, "alerts")):
            severity = _value(alert, "severity")
            if isinstance(severity, yaml.ScalarNode) and severity.value == advice.severity:
                yield _set(text, alert, advice.setting, words.setting(advice, advice.better))
    if not thresholds:
        return
    confidence = _value(entry, "confidence")
    if confidence is None:
        inside = ", ".join(f"{name}: {value}" for name, value in sorted(thresholds.items()))
        yield _set(text, entry, "confidence", f"{{ {inside} }}")
        return
    for name, value in thresholds.items():
        yield _set(text, confidence, name, value)


def _set(text: str, mapping: yaml.Node, key: str, value: str) -> Edit:
    """Change a key's value, or add the key after the mapping's first one, in the mapping's own style."""
    present = _value(mapping, key)
    if present is not None:
        return Edit(present.start_mark.index, present.end_mark.index, value)
    if not isinstance(mapping, yaml.MappingNode) or not mapping.value:
        raise ConfigError(f"line {mapping.start_mark.line + 1}: there is no mapping to set {key} in")
    first, its_value = mapping.value[0]
    end = its_value.end_mark.index
    if mapping.flow_style:
        return Edit(end, end, f", {key}: {value}")
    end = text.find("\n", end) if "\n" in text[end:] else len(text)  # a comment stays with its line
    return Edit(end, end, f"\n{' ' * first.start_mark.column}{key}: {value}")


def _value(node: yaml.Node | None, key: str) -> yaml.Node | None:
    if not isinstance(node, yaml.MappingNode):
        return None
    return next((value for name, value in node.value if name.value == key), None)


def _items(node: yaml.Node | None) -> list[yaml.Node]:
    return list(node.value) if isinstance(node, yaml.SequenceNode) else []


def _applied(text: str, edits: Sequence[Edit]) -> str:
    for edit in sorted(edits, key=lambda edit: edit.start, reverse=True):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


def _diff(path: Path, before: str, after: str) -> str:
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    name = _named(path)
    lines = difflib.unified_diff(old, new, f"a/{name}", f"b/{name}")
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def _named(path: Path) -> str:
    """As seen from the current folder, from / where it is not below that."""
    whole, here = path.resolve(), Path.cwd()
    return (whole.relative_to(here) if whole.is_relative_to(here) else whole.relative_to(whole.anchor)).as_posix()
