"""Catalogs together with the way back: from a finding about a forecast to the line that its author wrote."""

from dataclasses import dataclass
from pathlib import Path as FilePath

from rulegen.catalog.positions import Document, Path, dotted
from rulegen.errors import CatalogError, CatalogProblemsError
from rulegen.model.finding import Finding, Located
from rulegen.model.forecast import Catalog, Forecast


@dataclass(frozen=True, slots=True)
class Origin:
    """A forecast and where it was written: its file, and its index among the file's entries."""

    forecast: Forecast
    path: FilePath
    document: Document
    index: int

    def locate(self, finding: Finding) -> Located:
        """The finding with its file, line and column."""
        path = ("forecasts", self.index, *finding.field)
        line, column = self.document.place(path)
        return Located(
            finding.check,
            finding.level,
            str(self.path),
            line,
            column,
            dotted(path),
            finding.message,
            finding.accepted,
        )

    def problem(self, field: Path, message: str) -> CatalogError:
        """What is wrong with a field of the entry, at its place."""
        path = ("forecasts", self.index, *field)
        line, column = self.document.place(path)
        return CatalogError(self.path, line, column, dotted(path), message)


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a run works on.

    Attributes:
        catalogs: in the order of their files.
        origins: of every entry that could be compiled, also of entries that contradict themselves.
        problems: in no order; nothing may be generated while there is one.
    """

    catalogs: list[Catalog]
    origins: list[Origin]
    problems: list[CatalogError]

    @property
    def forecasts(self) -> list[Forecast]:
        """Every forecast of every file."""
        return [origin.forecast for origin in self.origins]


def refuse(problems: list[CatalogError]) -> None:
    """Stop a run that has problems.

    Raises:
        CatalogProblemsError: with all of them, in the order of files and lines.
    """
    if problems:
        raise CatalogProblemsError(sorted(problems, key=lambda p: (str(p.path), p.line, p.column)))
