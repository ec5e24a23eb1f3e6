"""From what came of predictions to what a forecast may do, along the whole line."""

import json
from contextlib import suppress
from typing import Any

import pytest

from receiver.domain.decision import Decision, Hold
from receiver.domain.mode import Mode
from receiver.domain.prediction import Came
from receiver.errors import TemporaryError
from receiver.pipeline.notify import Notify
from receiver.pipeline.promotion_desk import PromotionDesk, evidence_of
from receiver.pipeline.replay import Replayed, differences, replay, replay_under
from receiver.policy import record
from receiver.policy.situation import Situation
from receiver.scorecard.card import Scorecard, score
from receiver.store.scorecards import Scorecards
from tests.receiver.scorecard.looks import look
from tests.support import builders
from tests.support.builders import NOW_S, alert
from tests.support.line import Line, World, changes_of
from tests.support.metrics import counted

HORIZON_S = 1800.0
EARNS = {"min_evidence": 20, "precision": 0.8, "lead_s": 300.0}
DAY_S = 86_400.0


@pytest.fixture
def earning(world: World) -> World:
    """A world in which the forecast has to earn what its author allows: to act by itself."""
    world.policy = builders.policy(remediation={"mode": "auto", "promotion": EARNS})
    return world


def _pages(line: Line, count: int, came: Came, last_s: float = NOW_S - HORIZON_S) -> None:
    """So many pages, a horizon apart, the newest at `last_s`; crossed ones ten minutes after they began."""
    names = (
        "forecast, severity, about, series, episode_id, labels, assessed_at_s, horizon_s, raw_probability, probability, "
        "weight, believed, came, due_s, settled_s, crossed_at_s"
    )
    with line.stores.database.transaction() as connection:
        for number in range(count):
            at_s = last_s - number * HORIZON_S
            crossed_at_s = at_s + 600.0 if came is Came.CROSSED else None
            connection.exec_driver_sql(
                f"INSERT INTO predictions ({names}) VALUES"
                " ('memory', 'critical', 'a', 's', 1, '{}', ?, 1800, 0.9, 0.9, 1, true, ?, ?, ?, ?)",
                (at_s, came.value, at_s + HORIZON_S, line.world.clock.now(), crossed_at_s),
            )


def _limit(line: Line) -> Mode | None:
    found = line.stores.modes.limit("memory", earned=True)
    return None if found is None else found.mode


def test_without_evidence_nothing_is_done_and_the_message_says_why(earning: World) -> None:
    line = Line(earning)
    line.accept(alert())
    line.settle()
    assert changes_of(earning) == []
    [told] = earning.slack.details("held")
    assert told.startswith("not acted: mode is dry-run (no more is earned yet): would scale")
    line.stop()


def test_one_large_true_incident_does_not_outweigh_many_small_false_ones() -> None:
    looks = [look(float(pod), Came.CROSSED, series=f"web-{pod}") for pod in range(90)]
    looks += [look(number * 10_000.0, Came.STAYED, series="web-0") for number in range(1, 11)]
    found = evidence_of(score("memory", "critical", looks, [], [], since_s=0.0, until_s=1e6))
    assert (found.true, found.false, found.independent) == (90, 10, 11)
    assert found.precision == 0.9
    assert found.precision_low is not None
    assert found.precision_low < 0.1


def test_what_was_earned_is_done_one_step_a_day_up_to_what_the_author_wrote(earning: World) -> None:
    line = Line(earning)
    _pages(line, 20, Came.CROSSED)
    line.settle()
    assert _limit(line) is Mode.APPROVE
    line.run_for(DAY_S + 7200.0, step_s=3600.0)
    assert _limit(line) is Mode.AUTO
    earning.source.shape = lambda t: 0.5 + 0.0005 * (t - earning.clock.now())
    line.accept(alert())
    line.settle()
    assert len(changes_of(earning)) == 1
    line.stop()


def test_trust_is_lost_as_soon_as_what_came_is_known(earning: World) -> None:
    line = Line(earning)
    line.stores.modes.earn("memory", Mode.AUTO, "good", [])
    line.settle()
    _pages(line, 20, Came.STAYED)
    earning.clock.advance(60.0)
    line.settle()
    assert _limit(line) is Mode.DRY_RUN
    line.accept(alert())
    line.settle()
    assert changes_of(earning) == []
    line.stop()


def test_every_change_is_announced_once_by_the_routes_of_the_forecast(earning: World) -> None:
    line = Line(earning)
    _pages(line, 20, Came.CROSSED)
    line.run_for(600.0, step_s=60.0)
    assert earning.slack.details("mode") == [
        "critical: 20 of 20 pages were true (at least 84% at 95 % confidence), median lead 600 s"
    ]
    assert [message["headline"] for message, route in earning.slack.sent if route == "#sre"] == [
        "memory: promoted to approve (Memory reaches its limit)"
    ]
    line.stores.modes.pin("memory", Mode.DRY_RUN, "alice", "release day")
    line.run_for(120.0, step_s=60.0)
    line.stop()
    again = Line(earning)
    again.run_for(120.0, step_s=60.0)
    assert earning.slack.details("mode")[1:] == ["release day"]
    again.stop()


def test_the_evidence_is_kept_beside_the_change(earning: World) -> None:
    line = Line(earning)
    _pages(line, 20, Came.CROSSED)
    line.settle()
    [change] = line.stores.modes.changes()
    [evidence] = change.evidence
    assert (evidence["severity"], evidence["true"], evidence["false"], evidence["lead_s"]) == ("critical", 20, 0, 600.0)
    line.stop()


def test_a_forecast_without_a_rule_is_never_judged(world: World) -> None:
    line = Line(world)
    _pages(line, 20, Came.STAYED)
    line.settle()
    assert line.stores.modes.changes() == []
    line.stop()


def test_a_person_can_bound_any_forecast_and_take_it_back(world: World) -> None:
    line = Line(world)
    line.stores.modes.pin("memory", Mode.DRY_RUN, "alice", "release day")
    line.accept(alert())
    line.settle()
    [told] = world.slack.details("held")
    assert "mode is dry-run (set by alice: release day)" in told
    line.stores.modes.pin("memory", None, "alice", "over")
    world.source.shape = lambda t: 0.5 + 0.0005 * (t - world.clock.now())
    line.run_for(30.0)
    assert len(changes_of(world)) == 1
    line.stop()


@pytest.mark.parametrize(("ceiling", "shown"), [("auto", 2.0), ("approve", 1.0), ("dry-run", 0.0)])
def test_the_mode_in_force_is_a_metric(world: World, ceiling: str, shown: float) -> None:
    world.policy = builders.policy(remediation={"mode": ceiling})
    line = Line(world)
    line.stores.modes.pin("memory", Mode.AUTO, "alice", "")
    line.settle()
    assert counted("receiver_mode", forecast="memory") == shown
    line.stop()


def _recorded(line: Line) -> tuple[Situation, Any, Replayed]:
    found, question = line.stores.history.decision(1), line.stores.questions.get(1)
    assert found is not None
    situation = record.from_json(json.loads(json.dumps(found.situation)))
    assert found.held_by is not None
    return situation, question, Replayed(situation, Decision(situation.plan, Hold(found.held_by, found.reason)))


def test_a_decision_under_an_earned_mode_comes_out_again_bit_for_bit(earning: World) -> None:
    line = Line(earning)
    line.accept(alert())
    line.settle()
    line.stores.modes.earn("memory", Mode.AUTO, "better", [])
    situation, question, recorded = _recorded(line)
    assert differences(recorded, replay(situation, question)) == []
    line.stop()


def test_under_another_policy_what_was_earned_counts_only_where_it_must_be(earning: World) -> None:
    line = Line(earning)
    line.accept(alert())
    line.settle()
    situation, question, _ = _recorded(line)
    trusting = builders.policy(remediation={"mode": "auto"})
    assert replay_under(trusting, situation, question).decision.acts
    assert not replay_under(earning.policy, situation, question).decision.acts
    line.stop()


class _Failing(Scorecards):
    """Cannot be read so many times."""

    failures = 0

    def card(self, forecast: str, severity: str, since_s: float, until_s: float) -> Scorecard:
        if self.failures:
            self.failures -= 1
            raise TemporaryError("the store failed: too many connections")
        return super().card(forecast, severity, since_s, until_s)


def test_trust_that_could_not_be_judged_for_minutes_is_judged_right_after(earning: World) -> None:
    line = Line(earning)
    line.stores.modes.earn("memory", Mode.AUTO, "good", [])
    scorecards = _Failing(line.stores.database, line.stores.breaches, earning.clock)
    notify = Notify(line.stores.outbox, {"slack": earning.slack})
    desk = PromotionDesk(line.stores.modes, scorecards, line.stores.predictions, earning.policy, notify, earning.clock)
    desk.step()
    earning.clock.advance(60.0)
    _pages(line, 20, Came.STAYED)
    scorecards.failures = 5
    for _ in range(5):
        with suppress(TemporaryError):
            desk.step()
        earning.clock.advance(60.0)
    assert _limit(line) is Mode.AUTO
    desk.step()
    assert _limit(line) is Mode.DRY_RUN
    line.stop()


def test_a_month_after_the_last_page_the_metrics_show_none_of_it(earning: World) -> None:
    labels = {"forecast": "memory", "severity": "critical", "fate": "false"}
    line = Line(earning)
    _pages(line, 3, Came.STAYED)
    line.desks["modes"].step()
    assert counted("receiver_scorecard_pages", **labels) == 3
    earning.clock.advance(31 * DAY_S)
    line.desks["modes"].step()
    assert counted("receiver_scorecard_pages", **labels) == 0
    line.stop()
