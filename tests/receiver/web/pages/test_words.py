import math
from dataclasses import replace
from typing import Any

import pytest

from receiver.domain.overview import Listed
from receiver.domain.remediation import Outcome, State
from receiver.web.pages import words
from tests.support.builders import NOW_S, policy, remediation

_ROW = Listed(1, {"forecast": "memory", "namespace": "shop", "pod": "web-1"}, "firing", "open", NOW_S, NOW_S)


@pytest.mark.parametrize(
    ("share", "expected"),
    [(None, "–"), (0.0, "0 %"), (0.004, "< 1 %"), (0.5, "50 %"), (0.99, "99 %"), (0.998, "> 99 %"), (1.0, "100 %")],
)
def test_what_is_nearly_certain_is_not_rounded_to_certainty(share: float | None, expected: str) -> None:
    assert words.percent(share) == expected


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (0, "0 s"),
        (45, "45 s"),
        (1097, "18 min"),
        (7199, "2 h"),
        (7900, "2 h 10 min"),
        (277_000, "3 d 5 h"),
        (math.inf, "never"),
    ],
)
def test_a_time_is_as_precise_as_a_forecast(seconds: float, expected: str) -> None:
    assert words.about(seconds) == expected


@pytest.mark.parametrize(
    ("changes", "when", "between"),
    [
        ({}, "not looked at yet", ""),
        ({"verdict": "inconclusive"}, "cannot tell", ""),
        ({"verdict": "refuted"}, "not in sight", ""),
        (
            {"verdict": "confirmed", "runs_out_at_s": NOW_S + 900, "runs_out_from_s": NOW_S + 600},
            "15 min",
            "10 min to never",
        ),
        (
            {
                "verdict": "confirmed",
                "runs_out_at_s": NOW_S - 1,
                "runs_out_from_s": NOW_S - 9,
                "runs_out_to_s": NOW_S + 60,
            },
            "now",
            "0 s to 1 min",
        ),
        (
            {
                "verdict": "confirmed",
                "runs_out_at_s": NOW_S + 60,
                "runs_out_from_s": NOW_S + 60,
                "runs_out_to_s": NOW_S + 60,
            },
            "1 min",
            "",
        ),
    ],
)
def test_it_says_when_it_runs_out(changes: dict[str, Any], when: str, between: str) -> None:
    row = replace(_ROW, **changes)
    assert (words.runs_out(row, NOW_S), words.between(row, NOW_S)) == (when, between)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "nothing yet"),
        ({"held_by": "verdict"}, "nothing"),
        ({"held_by": "mode", "plan": "scale x 1→3"}, "would scale x 1→3"),
        ({"held_by": "approval", "plan": "scale x 1→3", "approval_id": "ab"}, "asks for approval: scale x 1→3"),
        ({"remediation": remediation()}, "scale Deployment/shop/web replicas 1→3"),
    ],
)
def test_it_says_what_was_done(changes: dict[str, Any], expected: str) -> None:
    assert words.done(replace(_ROW, **changes)) == expected


def test_every_state_and_every_outcome_has_words() -> None:
    assert words.STATES.keys() == set(State)
    assert words.OUTCOMES.keys() == set(Outcome)


def test_it_says_how_a_change_stands_and_whether_it_helped() -> None:
    assert words.standing(remediation(state=State.ACTED)) == "acted, waiting for its effect"
    assert words.standing(remediation(state=State.LEASED, outcome=Outcome.WORKED)) == "worked; on loan"


def test_a_forecast_that_receded_after_a_change_is_not_called_wrong() -> None:
    refuted = replace(_ROW, verdict="refuted")
    assert words.verdict(refuted) == "not believed"
    assert words.verdict(replace(refuted, remediation=remediation())) == "receded"


def test_what_and_where_are_the_policys_words() -> None:
    assert words.summary(policy(), _ROW.labels) == "Memory reaches its limit"
    assert words.where(policy(), _ROW.labels) == "shop/web-1"
    unknown = {"forecast": "gone", "severity": "critical", "zone": "b", "host": "a"}
    assert words.summary(policy(), unknown) == "A forecast that the policy does not know: gone"
    assert words.where(policy(), unknown) == "a/b"
