"""From a look at an alert to what came of it, and to what that teaches: the line with its outcome desk."""

import json

import numpy as np
import pytest

from receiver.clock import FrozenClock
from receiver.domain.prediction import Came
from receiver.domain.verdict import Assessment
from receiver.errors import PermanentError, ReceiverError, TemporaryError
from receiver.pipeline.calibration import Calibration
from receiver.policy.model import Policy
from tests.support import builders
from tests.support.builders import alert, labelled
from tests.support.line import Line, World, acted, ended
from tests.support.source import always_rising, rising, steady
from tests.support.stores import Stores

HORIZON_S = 1800.0


def _came(line: Line) -> list[str]:
    return [came for (came,) in line.stores.rows("SELECT came FROM predictions ORDER BY id")]


def _told_only(world: World) -> Line:
    """A line that never acts, so that nothing is censored."""
    world.policy = builders.policy(remediation=None)
    return Line(world)


def test_a_forecast_that_came_true_is_on_record_as_crossed(world: World) -> None:
    line = _told_only(world)
    world.source.shape = rising(world.clock.now(), 0.5, 0.0005)
    line.accept(alert())
    line.settle()
    ended(line)
    line.run_for(HORIZON_S + 20, step_s=600)
    assert _came(line) == ["crossed"]
    line.stop()


def test_one_that_did_not_is_on_record_as_stayed(world: World) -> None:
    line = _told_only(world)
    world.source.shape = steady(0.6)
    line.accept(alert())
    line.settle()
    ended(line)
    line.run_for(HORIZON_S + 20, step_s=600)
    assert _came(line) == ["stayed"]
    line.stop()


def test_after_an_action_nobody_knows_what_would_have_come(line: Line, world: World) -> None:
    acted(line)
    world.source.shape = steady(0.5)
    ended(line)
    line.run_for(HORIZON_S + 20, step_s=600)
    assert _came(line) == ["remediated"]


def test_an_alert_is_looked_at_often_and_put_on_record_four_times_per_horizon(world: World) -> None:
    line = _told_only(world)
    world.source.shape = steady(0.6)
    line.accept(alert())
    line.run_for(HORIZON_S - 10, step_s=50)
    assert len(_came(line)) == 4
    line.stop()


def test_a_series_told_of_under_many_fingerprints_is_put_on_record_once(world: World) -> None:
    line = _told_only(world)
    world.source.shape = steady(0.6)
    line.accept(*(builders.alert(fingerprint=f"{n:02x}", labels=labelled(nonce=str(n)).labels) for n in range(10)))
    line.settle()
    assert _came(line) == ["pending"]
    line.stop()


@pytest.mark.parametrize("level", [1.2, None], ids=["already over", "no data"])
def test_what_is_no_forecast_is_not_put_on_record(world: World, level: float | None) -> None:
    line = _told_only(world)
    world.source.shape = None if level is None else steady(level)
    line.accept(alert())
    line.settle()
    assert _came(line) == []
    line.stop()


def _recorded(world: World) -> Line:
    """One prediction on record whose horizon is over."""
    line = _told_only(world)
    line.accept(alert())
    line.settle()
    ended(line)
    world.clock.advance(HORIZON_S + 20)
    return line


@pytest.mark.parametrize(
    ("error", "came"), [(TemporaryError("down"), "pending"), (PermanentError("2 series answer"), "unknown")]
)
def test_an_answer_that_may_come_is_waited_for_and_another_is_not(
    world: World, error: ReceiverError, came: str
) -> None:
    line = _recorded(world)
    world.source.error = error
    line.settle()
    assert _came(line) == [came]
    line.stop()


def test_after_two_days_without_an_answer_nobody_will_know(world: World) -> None:
    line = _recorded(world)
    world.source.error = TemporaryError("down")
    line.run_for(2 * 86_400 + 600, step_s=86_400)
    assert _came(line) == ["unknown"]
    line.stop()


def test_a_forecast_that_left_the_policy_will_not_be_known(world: World) -> None:
    line = _recorded(world)
    line.stop()
    world.policy = Policy(version="policy/v1", catalog_hash="abc123", forecasts={"disk": builders.entry()})
    after = Line(world)
    after.settle()
    assert _came(after) == ["unknown"]
    after.stop()


def test_outcomes_of_many_alerts_are_read_together(world: World) -> None:
    line = _told_only(world)
    world.source.shape = steady(0.6)
    alerts = [builders.alert(fingerprint=f"{n:02x}", labels=labelled(pod=f"web-{n}").labels) for n in range(10)]
    line.accept(*alerts)
    line.desks["episodes"].step()
    world.clock.advance(HORIZON_S + 20)
    before = world.source.requests
    assert [line.desks["outcomes"].step(), line.desks["outcomes"].step()] == [True, False]
    assert (world.source.requests - before, set(_came(line))) == (1, {"stayed"})
    line.stop()


def _history(stores: Stores, share_crossed: float, count: int = 400) -> None:
    """As many settled predictions, stated evenly, of which that share of what was stated crossed."""
    random = np.random.default_rng(3)
    stated = random.uniform(0.0, 1.0, count)
    crossed = random.random(count) < stated * share_crossed
    row = "('memory', 'critical', 'f', 1, '{}', 0, 1800, 0, 0, 1, ?, ?, ?)"
    names = "forecast, severity, about, episode_id, labels, assessed_at_s, horizon_s, due_s, settled_s, weight"
    with stores.database.transaction() as connection:
        for p, hit in zip(stated.tolist(), crossed.tolist(), strict=True):
            came = Came.CROSSED if hit else Came.STAYED
            statement = f"INSERT INTO predictions ({names}, raw_probability, probability, came) VALUES {row}"
            connection.exec_driver_sql(statement, (p, p, came.value))


def _assessment(line: Line) -> tuple[str, float, float | None]:
    [(verdict, stored)] = line.stores.rows("SELECT verdict, assessment FROM evaluations")

    found: dict[str, float | None] = json.loads(stored)
    return verdict, float(found["probability"] or 0.0), found["raw_probability"]


def test_a_forecast_that_cried_wolf_is_believed_less_and_acts_no_more(world: World) -> None:
    line = Line(world)
    _history(line.stores, share_crossed=0.3)
    world.source.shape = always_rising(0.5, 0.0005)
    line.accept(alert())
    line.settle()
    verdict, probability, stated = _assessment(line)
    assert stated is not None
    assert (verdict, stated > 0.9) == ("confirmed", True)
    assert probability == pytest.approx(stated - 0.2)
    assert world.cluster.calls == []
    line.stop()


def test_switched_off_the_check_is_taken_at_its_word(stores: Stores, clock: FrozenClock) -> None:
    _history(stores, share_crossed=0.3)
    assert Calibration(stores.predictions, clock, on=False).of("memory", "critical") is None
    learned = Calibration(stores.predictions, clock, on=True).of("memory", "critical")
    assert learned is not None
    assert learned.apply(0.9) == pytest.approx(0.7)


def test_what_was_learned_is_learned_anew_after_ten_minutes(stores: Stores, clock: FrozenClock) -> None:
    calibration = Calibration(stores.predictions, clock, on=True)

    def corrected() -> float:
        found = calibration.of("memory", "critical")
        assert found is not None
        return round(found.apply(0.9), 6)

    first = corrected()
    _history(stores, share_crossed=0.3)
    clock.advance(599)
    still = corrected()
    clock.advance(1)
    assert (first, still, corrected()) == (0.9, 0.9, 0.7)


def test_the_kept_evaluation_holds_the_question_with_what_was_learned(world: World) -> None:
    line = Line(world)
    _history(line.stores, share_crossed=0.3)
    world.source.shape = always_rising(0.5, 0.0005)
    line.accept(alert())
    line.settle()
    question = line.stores.questions.get(1)
    assert question is not None
    again: Assessment = question.answer()
    assert (again.verdict.value, again.probability, again.raw_probability) == _assessment(line)
    line.stop()
