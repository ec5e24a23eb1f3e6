"""A question to a person: may this plan be carried out?"""

from dataclasses import dataclass
from enum import StrEnum

from receiver.domain.decision import Plan


class Answer(StrEnum):
    """What the person said."""

    APPROVED = "approved"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class Approval:
    """A question, and its answer when there is one.

    Attributes:
        id: short random id, which the person names.
        episode_id: the alert episode that it is about.
        forecast: name of the policy entry.
        plan: what would be done; an approval is for no more than this.
        asked_at_s: seconds since the epoch.
        act_by_s: until when an answer is in time.
        answer: None while nobody has answered.
        answered_by: the person's name, empty while nobody has answered.
        answered_at_s: None while nobody has answered.
    """

    id: str
    episode_id: int
    forecast: str
    plan: Plan
    asked_at_s: float
    act_by_s: float
    answer: Answer | None = None
    answered_by: str = ""
    answered_at_s: float | None = None
