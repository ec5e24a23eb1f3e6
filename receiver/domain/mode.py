"""How freely a forecast may act: dry-run, approve, auto; and what bounds that beside the catalog."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Mode(StrEnum):
    """In order of trust. dry-run: say what would be done. approve: ask a person. auto: do it."""

    DRY_RUN = "dry-run"
    APPROVE = "approve"
    AUTO = "auto"

    @property
    def rank(self) -> int:
        """0, 1, 2."""
        return list(Mode).index(self)


def lower(one: Mode, other: Mode) -> Mode:
    """Return the one that trusts less."""
    return min(one, other, key=lambda mode: mode.rank)


@dataclass(frozen=True, slots=True)
class ModeLimit:
    """What the catalog's mode is bounded by.

    Attributes:
        reason: for people.
        pinned: whether a person said so, not the scorecard.
    """

    mode: Mode
    reason: str
    pinned: bool


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a scorecard says about one alert, as far as it bears on trust.

    Attributes:
        true, false: judged pages.
        independent: incidents with judged pages.
        precision: share of the judged pages that were true; `precision_high` is the upper end of its 95 % interval.
        precision_low: the lower end of it, or of the share of true incidents where that is lower still.
        lead_s: median lead time of the crossings caught.
        helped: verified actions that worked or slowed it; `in_vain` those without effect.
        helped_high: upper end of the 95 % interval of the share that helped.
    """

    severity: str
    true: int
    false: int
    independent: int
    precision: float | None
    precision_low: float | None
    precision_high: float | None
    lead_s: float | None
    helped: int
    in_vain: int
    helped_high: float | None


@dataclass(frozen=True, slots=True)
class ModeChange:
    """One change on record.

    Attributes:
        id: number in the store.
        by: a person's name, or `scorecard`.
        pinned: whether a person said so.
        mode: the bound from then on; None = a person took theirs away.
        evidence: what it rests on, as JSON data; empty for a person's.
    """

    id: int
    forecast: str
    at_s: float
    by: str
    pinned: bool
    mode: Mode | None
    reason: str
    evidence: tuple[Mapping[str, Any], ...]
