"""What travels through the stages: an episode, and what each stage found out about it."""

from dataclasses import dataclass

from receiver.domain.approval import Approval
from receiver.domain.claim import Claim
from receiver.domain.decision import Decision
from receiver.domain.episode import Episode
from receiver.domain.load import LoadFinding
from receiver.domain.remediation import Remediation
from receiver.domain.series import Series
from receiver.domain.target import Workload
from receiver.domain.verdict import Assessment
from receiver.errors import ReceiverError
from receiver.forecast.question import Question
from receiver.policy.model import AlertPolicy, ForecastPolicy


@dataclass(frozen=True, slots=True)
class Fetched:
    """The series of one alert, or why there is none.

    Attributes:
        at_s: end of the window that was asked for, seconds since the epoch.
    """

    result: Series | ReceiverError
    at_s: float


@dataclass(frozen=True, slots=True)
class Work:
    """One look at one episode. A stage returns a copy with its own part filled in.

    Attributes:
        entry: the policy entry that the alert selects, None when the policy knows none.
        speed: the entry's alert of the same severity, None likewise.
        assessed_at_s: when this look began, seconds since the epoch.
        approval: the question that a person was asked about the plan, None when nobody was.
        fetched: the series that was read for this look, None before.
        question: what `assessment` answers, None when nothing could be asked (no by-label, an ambiguous one).
        workload: the target as the decision saw it, None where it was not read.
        load: whether the growth follows the load, None where nobody asks.
    """

    episode: Episode
    entry: ForecastPolicy | None
    speed: AlertPolicy | None
    assessed_at_s: float
    assessment: Assessment | None = None
    decision: Decision | None = None
    remediation: Remediation | None = None
    approval: Approval | None = None
    fetched: Fetched | None = None
    question: Question | None = None
    workload: Workload | None = None
    load: LoadFinding | None = None

    @property
    def claim(self) -> Claim:
        """What entitles to do this work: the claim on the remediation while there is one, else the one on the episode."""
        held = (self.remediation.claim if self.remediation else None) or self.episode.claim
        if held is None:
            raise AssertionError("work is only done on what was claimed")
        return held
