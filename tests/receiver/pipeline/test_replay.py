"""What the line decided comes out again, bit for bit, from what it wrote down; and differently when something differs."""

from dataclasses import replace
from typing import Any

import pytest

from receiver.domain.decision import Decision, Hold
from receiver.domain.remediation import State
from receiver.forecast.question import Question
from receiver.pipeline.replay import Replayed, differences, replay, replay_under
from receiver.policy import record
from receiver.policy.decide import decide
from receiver.policy.situation import Situation
from tests.support import builders
from tests.support.builders import alert
from tests.support.line import Line, World
from tests.support.source import Shape, rising, steady


def _recorded(line: Line, number: int = 1) -> tuple[Situation, Question, Replayed]:
    """What the store has of a decision."""
    found, question = line.stores.history.decision(number), line.stores.questions.get(number)
    assert found is not None
    assert question is not None
    situation = record.from_json(found.situation)
    hold = None if found.held_by is None else Hold(found.held_by, found.reason)
    return situation, question, Replayed(situation, Decision(situation.plan, hold))


@pytest.mark.parametrize(
    ("shape", "mode"),
    [
        (rising(1_700_000_000.0, 0.5, 0.0005), "auto"),
        (rising(1_700_000_000.0, 0.5, 0.0005), "dry-run"),
        (rising(1_700_000_000.0, 0.5, 0.0005), "approve"),
        (rising(1_700_000_000.0, 0.95, 0.0005), "approve"),
        (steady(0.7), "auto"),
    ],
)
def test_a_decision_comes_out_again_bit_for_bit(world: World, shape: Shape, mode: str) -> None:
    world.policy = builders.policy(remediation={"mode": mode})
    world.source.shape = shape
    line = Line(world)
    line.accept(alert())
    line.settle()
    situation, question, recorded = _recorded(line)
    assert differences(recorded, replay(situation, question)) == []
    line.stop()


@pytest.fixture
def acted(line: Line) -> tuple[Situation, Question, Replayed]:
    line.accept(alert())
    line.settle()
    return _recorded(line)


Recording = tuple[Situation, Question, Replayed]


def test_without_the_samples_the_recorded_assessment_stands(acted: Recording) -> None:
    situation, _, recorded = acted
    assert differences(recorded, replay(situation, None)) == []


def test_a_sample_that_differs_in_its_last_bit_is_seen(acted: Recording) -> None:
    situation, question, recorded = acted
    values = question.series.values.copy()
    values[-1] += 1e-12
    other = replace(question, series=replace(question.series, values=values))
    named = [line.split(":")[0] for line in differences(recorded, replay(situation, other))]
    assert "assessment level" in named
    assert "held by" not in named


def test_another_time_of_decision_makes_another_decision(acted: Recording) -> None:
    situation, question, recorded = acted
    cooling = replace(situation, last=builders.remediation(state=State.FAILED, created_at_s=situation.now_s - 1))
    assert [line for line in differences(recorded, replay(cooling, question)) if line.startswith("held by")] == [
        "held by: 'nothing' → 'cooldown'"
    ]


@pytest.mark.parametrize(
    ("remediation", "expected"),
    [
        ({"mode": "dry-run"}, "held by: 'nothing' → 'mode'"),
        ({"severities": []}, "held by: 'nothing' → 'severity'"),
        ({"max_step": 1}, "plan: 'scale Deployment/shop/web replicas 1→3' → 'scale Deployment/shop/web replicas 1→2'"),
    ],
)
def test_another_policy_shows_what_would_have_differed(
    acted: Recording, remediation: dict[str, Any], expected: str
) -> None:
    situation, question, recorded = acted
    other = builders.policy(remediation=remediation)
    assert expected in differences(recorded, replay_under(other, situation, question))


def test_another_threshold_is_asked_of_the_samples_of_then(acted: Recording) -> None:
    situation, question, _ = acted
    patient = builders.policy(
        alerts=[{"severity": "critical", "windows_s": [300.0, 900.0], "horizon_s": 60.0, "for_s": 60.0}]
    )
    now = replay_under(patient, situation, question)
    assert now.decision.hold is not None
    assert (now.decision.hold.guard, now.situation.assessment.horizon_s) == ("verdict", 60.0)


def test_the_same_policy_differs_in_nothing(acted: Recording) -> None:
    situation, question, recorded = acted
    assert differences(recorded, replay_under(builders.policy(), situation, question)) == []


def test_a_policy_that_does_not_know_the_forecast_would_have_held(acted: Recording) -> None:
    situation, question, _ = acted
    empty = builders.policy().model_copy(update={"forecasts": {}})
    hold = replay_under(empty, situation, question).decision.hold
    assert Hold("policy", "the policy knows no 'memory' of severity 'critical'") == hold


def test_deciding_again_is_what_was_decided(acted: Recording) -> None:
    situation, _, recorded = acted
    assert decide(situation) == recorded.decision
