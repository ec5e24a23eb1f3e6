"""When what happens, in seconds after the start, and why it is so."""

from dataclasses import dataclass

COMPRESSION = 60
"""A minute becomes a second."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """The plot of the demo.

    Attributes:
        rush_s: how long the rush lasts; it is over only after the leak would have killed an unaided pod.
        end_s: the story is told at the latest then.
        rush_requests_per_s: load on the leaking app during the rush.
        calm_requests_per_s: load afterwards.
    """

    rush_s: float = 118.0
    end_s: float = 172.0
    rush_requests_per_s: float = 20.0
    calm_requests_per_s: float = 0.5
