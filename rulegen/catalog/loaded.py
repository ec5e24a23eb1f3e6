"""Catalogs together with the way back: from a finding about a forecast to the line that its author wrote."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from rulegen.catalog.positions import Document, dotted
from rulegen.model.finding import Finding, Located
from rulegen.model.forecast import Catalog, Forecast


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a forecast was written: its file, and its index among the file's entries."""

    path: Path
    document: Document
    index: int


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a run works on.

    Attributes:
        catalogs: in the order of their files.
        origins: forecast name → where it was written.
    """

    catalogs: list[Catalog]
    origins: Mapping[str, Origin]

    @property
    def forecasts(self) -> list[Forecast]:
        """Every forecast of every file."""
        return [forecast for catalog in self.catalogs for forecast in catalog.forecasts]

    def locate(self, finding: Finding) -> Located:
        """The finding with its file, line and column."""
        origin = self.origins[finding.forecast]
        path = ("forecasts", origin.index, *finding.field)
        line, column = origin.document.place(path)
        return Located(
            finding.check,
            finding.level,
            str(origin.path),
            line,
            column,
            dotted(path),
            finding.message,
            finding.accepted,
        )
