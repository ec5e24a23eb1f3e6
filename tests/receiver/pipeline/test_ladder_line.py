"""A ladder through the whole line: a leak that more pods do not slow down is restarted, and nothing is done twice."""

from dataclasses import replace
from pathlib import Path

import pytest

from receiver.clock import FrozenClock
from receiver.domain.alert import AlertStatus
from receiver.domain.event import EventKind
from receiver.domain.message import Effect
from receiver.domain.remediation import Outcome
from receiver.domain.surroundings import Right
from receiver.errors import NotFoundError, PermanentError, RefusedError, TemporaryError
from tests.support import builders
from tests.support.builders import TARGET, alert, remediation_document
from tests.support.line import COOLDOWN_S, DEADLINE_S, Line, World, acted, ended
from tests.support.source import FakeSource, rising


def _world(tmp_path: Path, clock: FrozenClock, **rung: object) -> World:
    policy = builders.policy(remediation={"then": [remediation_document(action="restart", **rung)]})
    leak = rising(clock.now(), level=0.5, slope_per_s=0.0004)  # runs out in 1250 s, whatever is done
    made = World(tmp_path / "receiver.db", clock, policy=policy, source=FakeSource(shape=leak))
    made.pagerduty.effects = {EventKind.NO_EFFECT: Effect.OPENS}
    made.deploy(replicas=2)
    return made


@pytest.fixture
def world(tmp_path: Path, clock: FrozenClock) -> World:
    return _world(tmp_path, clock)


@pytest.fixture
def line(world: World) -> Line:
    return Line(world)


def _calls(world: World) -> list[str]:
    return [call.split()[0] for call in world.cluster.calls if not call.startswith("annotate")]


def test_no_effect_pages_and_the_next_rung_is_taken_by_the_same_guards(line: Line, world: World) -> None:
    acted(line)
    line.run_for(DEADLINE_S + 60)
    assert _calls(world) == ["set_replicas", "restart"]
    assert world.slack.kinds() == ["acted", "no_effect", "acted"]
    assert "next is restart, as far as every guard allows" in world.slack.details("no_effect")[0]
    assert EventKind.NO_EFFECT in world.pagerduty.kinds()
    newest = line.ledger.newest(TARGET)
    assert newest is not None
    assert "rung 2 of 2, for scale had no effect" in newest.plan.sizing


def test_neither_rung_is_taken_again_within_its_cooldown_even_for_a_new_life_of_the_alert(
    line: Line, world: World
) -> None:
    acted(line)
    line.run_for(DEADLINE_S + 60)
    ended(line)
    world.clock.advance(10)
    line.accept(replace(alert(), status=AlertStatus.FIRING, starts_at_s=world.clock.now()))
    line.run_for(COOLDOWN_S / 2)
    assert _calls(world) == ["set_replicas", "restart"]


def test_what_the_first_rung_lent_stays_on_loan_and_is_given_back(line: Line, world: World) -> None:
    acted(line)
    line.run_for(DEADLINE_S + 60)
    first = line.stores.rows("SELECT state, outcome FROM remediations WHERE action = 'scale'")
    assert first == [("leased", Outcome.NO_EFFECT.value)]


def test_a_rung_has_a_mode_of_its_own(tmp_path: Path, clock: FrozenClock) -> None:
    world = _world(tmp_path, clock, mode="dry-run")
    line = Line(world)
    acted(line)
    line.run_for(DEADLINE_S + 60)
    assert _calls(world) == ["set_replicas"]
    assert "would restart Deployment/shop/web" in world.slack.details("held")[-1]


def _refused() -> RefusedError:
    return RefusedError("scale Deployment/shop/web: Kubernetes answered 403 Forbidden: denied by policy")


def test_a_rung_that_the_cluster_refuses_leads_to_the_next_one_with_a_message(line: Line, world: World) -> None:
    world.cluster.fail_before("set_replicas", _refused())
    line.accept(alert())
    line.run_for(60)
    assert _calls(world) == ["restart"]
    assert world.slack.kinds() == ["act_failed", "acted"]
    [told] = world.slack.details("act_failed")
    assert "denied by policy" in told
    assert told.endswith("next is restart, as far as every guard allows")
    newest = line.ledger.newest(TARGET)
    assert newest is not None
    assert "rung 2 of 2, for scale was refused" in newest.plan.sizing


@pytest.mark.parametrize("error", [PermanentError("it changed since"), NotFoundError("it is gone")])
def test_what_failed_for_this_moment_only_leads_nowhere(line: Line, world: World, error: PermanentError) -> None:
    world.cluster.fail_before("set_replicas", error)
    line.accept(alert())
    line.run_for(60)
    assert (_calls(world), world.slack.kinds()) == ([], ["act_failed"])


def _sizing(line: Line) -> str:
    newest = line.ledger.newest(TARGET)
    assert newest is not None
    return newest.plan.sizing


def test_a_rung_that_would_be_refused_is_not_tried_and_the_next_one_says_why(line: Line, world: World) -> None:
    world.inspector.lacks = {Right("patch", "Deployment", "scale")}
    line.accept(alert())
    line.run_for(60)
    assert (_calls(world), world.slack.kinds()) == (["restart"], ["acted"])
    assert "rung 2 of 2, for scale is refused: the receiver's Role in namespace shop lacks: patch" in _sizing(line)


def test_a_dry_run_that_is_refused_by_the_server_leads_to_the_next_one_too(line: Line, world: World) -> None:
    world.cluster.refused_rehearsals = {"set_replicas": _refused()}
    line.accept(alert())
    line.run_for(60)
    assert (_calls(world), world.slack.kinds()) == (["restart"], ["acted"])
    assert "for scale is refused: a dry run of the change was refused: " in _sizing(line)


def test_a_dry_run_that_fails_for_this_moment_only_leads_nowhere(line: Line, world: World) -> None:
    world.cluster.refused_rehearsals = {"set_replicas": PermanentError("web changed since the decision")}
    line.accept(alert())
    line.run_for(60)
    assert (_calls(world), world.slack.kinds()) == ([], ["held"])


def test_when_every_rung_is_refused_it_holds_and_says_why(line: Line, world: World) -> None:
    world.cluster.dry_run_refusal = _refused()
    line.accept(alert())
    line.run_for(60)
    assert (_calls(world), world.slack.kinds()) == ([], ["held"])
    assert "denied by policy" in world.slack.details("held")[0]


@pytest.mark.parametrize("mode", ["dry-run", "approve"])
def test_a_rung_that_may_not_act_by_itself_is_told_and_not_passed_over(
    tmp_path: Path, clock: FrozenClock, mode: str
) -> None:
    world = _world(tmp_path, clock)
    world.policy = builders.policy(remediation={"mode": mode, "then": [remediation_document(action="restart")]})
    world.inspector.lacks = {Right("patch", "Deployment", "scale")}
    line = Line(world)
    line.accept(alert())
    line.run_for(60)
    assert (_calls(world), world.slack.kinds()) == ([], ["held"])
    assert "lacks: patch" in world.slack.details("held")[0]


def _webhook_first(tmp_path: Path, clock: FrozenClock) -> World:
    world = _world(tmp_path, clock)
    webhook = {"action": "webhook", "url": "https://ops.example.com/hooks/T0KEN"}
    world.policy = builders.policy(remediation={**webhook, "then": [remediation_document(action="restart")]})
    return world


def test_a_webhook_that_refuses_leads_to_the_next_rung_with_a_message(tmp_path: Path, clock: FrozenClock) -> None:
    world = _webhook_first(tmp_path, clock)
    world.caller.errors = [RefusedError("the webhook answered 410: gone")]
    line = Line(world)
    line.accept(alert())
    line.run_for(60)
    assert (len(world.caller.calls), _calls(world), world.slack.kinds()) == (1, ["restart"], ["act_failed", "acted"])
    [told] = world.slack.details("act_failed")
    assert told.endswith("the webhook answered 410: gone; next is restart, as far as every guard allows")
    assert "rung 2 of 2, for webhook was refused" in _sizing(line)


def test_a_webhook_that_refuses_after_a_call_without_an_answer_leads_nowhere(
    tmp_path: Path, clock: FrozenClock
) -> None:
    """The first call may have been taken: nothing else is done beside it."""
    world = _webhook_first(tmp_path, clock)
    world.caller.errors = [TemporaryError("the webhook cannot be reached"), RefusedError("the webhook answered 401")]
    line = Line(world)
    line.accept(alert())
    line.run_for(60)
    assert (len(world.caller.calls), _calls(world), world.slack.kinds()) == (2, [], ["act_failed"])
    assert "a call before it may have been taken" in world.slack.details("act_failed")[0]


def test_a_webhook_that_is_busy_leads_nowhere(tmp_path: Path, clock: FrozenClock) -> None:
    world = _webhook_first(tmp_path, clock)
    world.caller.errors = [TemporaryError("the webhook answered 503")]
    line = Line(world)
    line.accept(alert())
    line.run_for(60)
    assert (len(world.caller.calls), _calls(world), world.slack.kinds()) == (2, [], ["acted"])
