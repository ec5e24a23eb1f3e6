"""The live forecasts as a list: what runs out, when, how sure that is, and what was done."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from receiver.domain.remediation import Remediation


@dataclass(frozen=True, slots=True)
class Listed:
    """An alert episode with its newest look.

    Attributes:
        labels: the alert's.
        status: firing or resolved, as Alertmanager said last.
        state: open, closed or dead.
        looked_at_s: when it was last assessed, seconds since the epoch, None = not yet.
        verdict: of that look, None likewise.
        probability: of running out within the horizon, None = not known.
        runs_out_from_s: 10 % point of when it runs out, seconds since the epoch, None = does not, or not known.
        runs_out_at_s: 50 % point.
        runs_out_to_s: 90 % point.
        held_by: the guard that held, None = nothing held or nobody looked.
        plan: what would be or was done, as text.
        remediation: the newest of this episode.
        approval_id: the question that waits for an answer.
    """

    episode_id: int
    labels: Mapping[str, str]
    status: str
    state: str
    first_seen_s: float
    last_seen_s: float
    looked_at_s: float | None = None
    verdict: str | None = None
    probability: float | None = None
    runs_out_from_s: float | None = None
    runs_out_at_s: float | None = None
    runs_out_to_s: float | None = None
    held_by: str | None = None
    plan: str | None = None
    remediation: Remediation | None = None
    approval_id: str | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """How much there is of what.

    Attributes:
        live: open episodes.
        confirmed: of those, believed at the newest look.
        running: changes whose effect is not known yet.
        leased: changes on loan.
        waiting: questions that can still be answered.
        dead: episodes that nobody works on any more.
    """

    live: int = 0
    confirmed: int = 0
    running: int = 0
    leased: int = 0
    waiting: int = 0
    dead: int = 0


@dataclass(frozen=True, slots=True)
class Overview:
    """One page of the list.

    Attributes:
        found: how many rows there are on all pages.
        forecasts: names of the forecasts that have live episodes, for choosing.
    """

    rows: tuple[Listed, ...]
    found: int
    counts: Counts
    forecasts: tuple[str, ...] = field(default=())
