"""Asks the right one of several Prometheis about each alert: the first whose label values the alert has."""

from collections.abc import Mapping, Sequence

from receiver.clients.matrix import Found
from receiver.domain.allowance import Allowance
from receiver.domain.series import Wanted
from receiver.errors import PermanentError
from receiver.ports import SeriesSource

Choice = tuple[Mapping[str, str], SeriesSource]
"""Label values, and the server that is asked about alerts with all of them."""


class Prometheis:
    """Implements the port `SeriesSource` with several servers.

    Args:
        choices: in the order of asking.
    """

    def __init__(self, choices: Sequence[Choice]) -> None:
        self._choices = choices

    def utilization(
        self, wanted: Sequence[Wanted], start_s: float, end_s: float, interval_s: float, allowance: Allowance
    ) -> list[Found]:
        mine: dict[int, list[int]] = {}
        for place, one in enumerate(wanted):
            mine.setdefault(self._number(one.origin), []).append(place)
        nobody = PermanentError("no configured Prometheus matches the alert's labels")
        found: list[Found] = [nobody for _ in wanted]
        for number, places in mine.items():
            if number < len(self._choices):
                source = self._choices[number][1]
                theirs = [wanted[place] for place in places]
                answers = source.utilization(theirs, start_s, end_s, interval_s, allowance)
                for place, answer in zip(places, answers, strict=True):
                    found[place] = answer
        return found

    def _number(self, labels: Mapping[str, str]) -> int:
        """Place of the first server that matches, one beyond the last when none does."""
        matching = (
            number
            for number, (match, _) in enumerate(self._choices)
            if all(labels.get(k) == v for k, v in match.items())
        )
        return next(matching, len(self._choices))
