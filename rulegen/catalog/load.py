"""Find the catalog files, read them all, report every problem at once."""

import glob
import os
from pathlib import Path

import yaml
from pydantic import ValidationError

from rulegen.catalog import schema
from rulegen.catalog.autoscale import AutoscaleSeen, check_across
from rulegen.catalog.compile import compile_entry
from rulegen.catalog.loaded import Loaded, Origin, refuse
from rulegen.catalog.mutes_across import check_rings
from rulegen.catalog.positions import Document
from rulegen.catalog.problems import Reporter
from rulegen.catalog.safety_across import SafetySeen, check_selected, safety_of
from rulegen.catalog.suggest import hint
from rulegen.conventions import alert_name
from rulegen.errors import CatalogError, CatalogProblemsError
from rulegen.model.forecast import Catalog

_SUFFIXES = (".yaml", ".yml")
_OF_PATTERNS = frozenset("*?[\\")


def find(arguments: list[str]) -> list[Path]:
    """Files that the arguments name: files, folders (their YAML files) or globs.

    Raises:
        CatalogProblemsError: an argument that matches nothing; an empty run must not look like a clean one.
    """
    problems, found = [], set()
    for argument in arguments:
        written = argument if not os.path.lexists(argument) else glob.escape(argument)
        matches = [Path(match) for match in glob.glob(written, recursive=True)]  # noqa: PTH207 - absolute and relative
        try:
            files = {file for match in matches for file in _files_in(match)}
        except OSError as error:
            problems.append(CatalogError(Path(argument), 0, 0, "", f"cannot be read: {error}"))
            continue
        if not files:
            problems.append(CatalogError(Path(argument), 0, 0, "", "no catalog file matches"))
        found |= files
    if problems:
        raise CatalogProblemsError(problems)
    return sorted(found)


def load(paths: list[Path], mode: str | None = None) -> Loaded:
    """Catalog files that have no problem.

    Args:
        paths: as `find` gives them.
        mode: overrides `remediation.mode` of every entry when given.

    Raises:
        CatalogProblemsError: with every problem of every file.
    """
    loaded = survey(paths, mode)
    refuse(loaded.problems)
    return loaded


def survey(paths: list[Path], mode: str | None = None) -> Loaded:
    """Read, validate and compile as far as it goes, for callers that have more to say than the problems found here.

    Args:
        paths: as `find` gives them.
        mode: overrides `remediation.mode` of every entry when given.
    """
    problems: list[CatalogError] = []
    seen = _Seen()
    catalogs = [catalog for path in paths if (catalog := _load_file(path, mode, seen, problems)) is not None]
    if len(catalogs) == len(paths):  # a file that cannot be read may hold any name
        check_selected(seen.safety, seen.names)
    problems.extend(problem for report in seen.reports for problem in report.problems)
    problems.extend(check_rings(seen.origins))
    return Loaded(catalogs, seen.origins, problems)


class _Seen:
    """What may appear once in a run, with the file where it did, and what was made of it."""

    def __init__(self) -> None:
        self.stems: dict[str, Path] = {}
        self.names: dict[str, Path] = {}
        self.alerts: dict[str, str] = {}
        self.origins: list[Origin] = []
        self.reports: list[Reporter] = []
        self.safety = SafetySeen()
        self.autoscale = AutoscaleSeen()


def _files_in(match: Path) -> list[Path]:
    if match.is_dir():
        named = [file for file in match.iterdir() if file.suffix in _SUFFIXES and file.name[0] != "."]
        return [file for file in named if file.is_file() or not file.exists()]  # a link to nowhere is to be told
    return [match]


def _load_file(path: Path, mode: str | None, seen: _Seen, problems: list[CatalogError]) -> Catalog | None:
    if (other := seen.stems.setdefault(path.stem, path)) != path:
        problems.append(CatalogError(path, 0, 0, "", f"would write over the outputs of {other}; rename one of them"))
    if not path.name.isprintable() or set(path.stem) & _OF_PATTERNS:
        odd = "promtool takes for a pattern, or nobody sees"
        problems.append(CatalogError(path, 0, 0, "", f"outputs are named after it, and it holds what {odd}; rename it"))
    document = _read(path, problems)
    if document is None:
        return None
    report = Reporter(path, document)
    seen.reports.append(report)
    if not isinstance(document.data, dict):
        report.add((), "a catalog is a mapping with the keys version, defaults and forecasts")
        return None
    frame = _frame(document.data, report)
    defaults = frame.defaults if frame else schema.Defaults(runbook_base="https://unknown")
    entries = document.data.get("forecasts")
    forecasts = []
    for index, raw in enumerate(entries if isinstance(entries, list) else []):
        _claim_name(raw, index, path, seen, report)
        entry = _entry(raw, index, report)
        if entry is not None:
            forecast = compile_entry(entry, defaults, mode, ("forecasts", index), report)
            check_across(forecast.autoscalers, forecast.name, ("forecasts", index), path, seen.autoscale, report)
            forecasts.append(forecast)
            seen.origins.append(Origin(forecast, path, document, index))
    budgets, maintenance = safety_of(frame, path, seen.safety, report)
    return Catalog(path.stem, path.name, tuple(forecasts), budgets, maintenance)


def _claim_name(raw: object, index: int, path: Path, seen: _Seen, report: Reporter) -> None:
    """Also for an entry that is wrong otherwise: what names it is not wrong for that."""
    name = raw.get("name") if isinstance(raw, dict) else None
    if isinstance(name, str):
        if name in seen.names:
            report.add(("forecasts", index, "name"), f"{name!r} is taken already in {seen.names[name]}")
        elif (other := seen.alerts.get(alert_name(name))) is not None:
            said = f"its alert {alert_name(name)} is that of {other!r}, too: what mutes one would mute both; rename one"
            report.add(("forecasts", index, "name"), said)
        seen.names.setdefault(name, path)
        seen.alerts.setdefault(alert_name(name), name)


def _read(path: Path, problems: list[CatalogError]) -> Document | None:
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        problems.append(CatalogError(path, 0, 0, "", f"cannot be read: {error}"))
        return None
    try:
        return Document(text)
    except yaml.reader.ReaderError as error:
        line = text.encode()[: error.position].count(b"\n") + 1
        problems.append(CatalogError(path, line, 1, "", f"not YAML: {error.reason}"))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
        problems.append(CatalogError(path, line, column, "", f"not YAML: {error.problem}"))
    return None


def _frame(data: dict[str, object], report: Reporter) -> schema.CatalogFile | None:
    try:
        return schema.CatalogFile.model_validate(data)
    except ValidationError as error:
        report.add_validation(error, (), schema.CatalogFile)
        return None


def _entry(raw: object, index: int, report: Reporter) -> schema.AnyEntry | None:
    at = ("forecasts", index)
    if not isinstance(raw, dict):
        report.add(at, "an entry is a mapping")
        return None
    kind = raw.get("kind")
    model = schema.KINDS.get(kind) if isinstance(kind, str) else None
    if model is None:
        word = "is missing" if kind is None else f"{kind!r} is unknown"
        report.add((*at, "kind"), f"kind {word}; {hint(str(kind), schema.KINDS)}")
        return None
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        report.add_validation(error, at, model)
        return None
