"""What a backtest found, as frozen values: one forecast, and the whole run."""

from dataclasses import dataclass

from receiver.backtest.advice import Advice
from receiver.backtest.beside import Assumed
from receiver.backtest.cache import Key
from receiver.backtest.dryrun import DryRun
from receiver.backtest.history import History
from receiver.backtest.verdicts import AlertVerdict
from receiver.domain.spell import Spell
from receiver.policy.model import ForecastPolicy


@dataclass(frozen=True, slots=True)
class Coverage:
    """What there was to look at.

    Attributes:
        series: how many.
        days: series-days watched.
        first_s: oldest sample, None without any; seconds since the epoch.
        last_s: newest sample.
        missing_ratio: share of the evaluations without a sample, between each series' first and last one.
        silences: when there was nothing of any series.
    """

    series: int
    days: float
    first_s: float | None
    last_s: float | None
    missing_ratio: float
    silences: tuple[Spell, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """A series worth looking at.

    Attributes:
        title: what it shows.
        at_s: around when, seconds since the epoch.
        told: when the alert fired and was believed.
    """

    title: str
    severity: str
    key: Key
    at_s: float
    told: tuple[Spell, ...]


@dataclass(frozen=True)
class ForecastFindings:
    """One forecast; `history` is None when there is no data.

    Attributes:
        notes: what a reader must know of the data before believing the numbers.
    """

    name: str
    entry: ForecastPolicy
    history: History | None
    coverage: Coverage
    verdicts: tuple[AlertVerdict, ...]
    advice: tuple[Advice, ...]
    dry_run: DryRun
    examples: tuple[Example, ...]
    notes: tuple[str, ...]

    @property
    def remedies(self) -> tuple[str, ...]:
        """The actions that its entry names, in the order of its ladder."""
        ladder = self.entry.remediation
        return tuple(rung.action for rung in ladder.rungs if rung.action != "none") if ladder else ()


@dataclass(frozen=True)
class Findings:
    """The whole run; times in seconds since the epoch.

    Attributes:
        source: where the history came from, for people.
        closed: whether range selectors include their old end (Prometheus before 3).
        restarts: when Prometheus started again, None when it does not scrape itself.
    """

    source: str
    start_s: float
    end_s: float
    catalog_hash: str
    closed: bool
    restarts: tuple[float, ...] | None
    assumed: Assumed
    forecasts: tuple[ForecastFindings, ...]
