"""The database is lost while something is on loan; the annotations are what is left."""

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from receiver.domain.lease import LEASE_KEY, Seal
from receiver.domain.target import Target, Workload
from receiver.errors import TemporaryError
from receiver.pipeline.adoption import EVERY_S
from receiver.pipeline.janitor import KEEP_S
from tests.support.builders import TARGET, alert, plan, remediation
from tests.support.cluster import Crash, Deployed, FakeCluster, Hpa
from tests.support.line import BACK_S, LEASE_S, STANDS, Line, World, ended, leased, replicas_of
from tests.support.source import steady

SIGNED = Seal("default", lambda: [b"a key that nobody else has"])


def _lost(world: World) -> None:
    """The database of a receiver with a loan is gone."""
    line = Line(world)
    leased(line)
    line.stop()
    assert not isinstance(world.path, str)
    world.path = world.path.with_name("fresh.db")
    world.slack.events.clear()
    world.slack.sent.clear()


@pytest.fixture
def signed(world: World) -> World:
    world.seal = SIGNED
    return world


def _restarted(world: World) -> Iterator[Line]:
    made = Line(world)
    made.settle()
    yield made
    made.stop()


@pytest.fixture
def born(world: World) -> Iterator[Line]:
    _lost(world)
    yield from _restarted(world)


@pytest.fixture
def born_signed(signed: World) -> Iterator[Line]:
    _lost(signed)
    yield from _restarted(signed)


def test_a_signed_loan_is_adopted_at_the_start_and_given_back_whole(born_signed: Line, world: World) -> None:
    assert (born_signed.state(), world.slack.kinds()) == ("leased", ["adopted"])
    expected = "scale Deployment/shop/web replicas 1→3 is on loan, known from its annotation (signed)"
    assert world.slack.details("adopted")[0].startswith(expected)
    born_signed.run_for(LEASE_S + BACK_S, step_s=60)
    assert (replicas_of(world), born_signed.state()) == (1, "given_back")
    assert world.slack.kinds() == ["adopted", "given_back"]
    assert LEASE_KEY not in world.cluster.deployed[TARGET].annotations


def test_an_unsigned_one_is_given_back_within_bounds_and_never_to_the_last_pod(born: Line, world: World) -> None:
    born.run_for(LEASE_S + BACK_S, step_s=60)
    assert (replicas_of(world), born.state()) == (2, "given_back")


def test_while_its_forecast_stands_an_adopted_loan_is_renewed(born_signed: Line, world: World) -> None:
    world.source.shape = STANDS
    born_signed.run_for(2 * LEASE_S, step_s=300)
    assert (replicas_of(world), born_signed.state()) == (3, "leased")


def test_without_data_it_ends_with_its_lease(born_signed: Line, world: World) -> None:
    world.source.shape = None
    born_signed.run_for(LEASE_S + BACK_S, step_s=60)
    assert (replicas_of(world), born_signed.state()) == (1, "given_back")


def test_load_that_would_run_out_on_fewer_pods_keeps_it(born_signed: Line, world: World) -> None:
    world.source.shape = lambda t: 0.4 + 0.0003 * (t - t[-1])
    born_signed.run_for(LEASE_S + BACK_S, step_s=300)
    assert replicas_of(world) == 3


def test_a_further_step_after_the_loss_begins_where_the_first_one_did(signed: World) -> None:
    _lost(signed)
    signed.source.shape = STANDS
    made = Line(signed)
    made.accept(alert())
    made.desks["episodes"].step()  # before anybody looked for loans
    newest = made.ledger.newest(TARGET)
    assert newest is not None
    assert (newest.state.value, newest.plan.previous, newest.lent) == ("leased", 1, 3)
    made.stop()


def test_another_receivers_loan_is_left_to_it(world: World) -> None:
    _lost(world)
    world.seal = Seal("another")
    for line in _restarted(world):
        line.run_for(LEASE_S + BACK_S, step_s=600)
        assert (line.state(), world.slack.kinds(), replicas_of(world)) == ("", [], 3)


def _written(world: World, **changes: object) -> None:
    annotations = world.cluster.deployed[TARGET].annotations
    annotations[LEASE_KEY] = json.dumps(json.loads(annotations[LEASE_KEY]) | changes)
    world.cluster.touch(TARGET)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"previous": "none"}, "it is not what this receiver writes (previous)"),
        ({"wanted": 9}, "replicas is 3, which is not what it says is lent"),
        ({"target": "Deployment/shop/other"}, "Kubernetes answered 404"),
        ({"forecast": "other"}, "the policy knows no forecast 'other'"),
    ],
)
def test_what_cannot_be_believed_is_told_once_and_never_acted_on(
    world: World, changes: dict[str, object], reason: str
) -> None:
    _lost(world)
    _written(world, **changes)
    before = list(world.cluster.calls)
    for line in _restarted(world):
        line.run_for(LEASE_S + BACK_S, step_s=EVERY_S)
        assert (line.state(), world.cluster.calls) == ("", before)
    assert world.slack.kinds() == ["unverified"]
    assert reason in world.slack.details("unverified")[0]


def test_a_forged_one_is_not_believed_where_leases_are_signed(signed: World) -> None:
    _lost(signed)
    _written(signed, previous=0)
    for line in _restarted(signed):
        line.run_for(LEASE_S + BACK_S, step_s=EVERY_S)
        assert (line.state(), replicas_of(signed)) == ("", 3)
    assert "its signature does not fit" in signed.slack.details("unverified")[0]


def test_an_annotation_that_was_copied_to_another_object_lowers_nothing_there(signed: World) -> None:
    _lost(signed)
    other = replace(TARGET, name="other")
    there = signed.cluster.deploy(other, "other-1", Deployed(replicas=3))
    there.annotations[LEASE_KEY] = signed.cluster.deployed[TARGET].annotations[LEASE_KEY]
    for line in _restarted(signed):
        line.run_for(LEASE_S + BACK_S, step_s=60)
    assert (there.replicas, replicas_of(signed)) == (3, 1)


def test_the_floor_of_an_autoscaler_is_given_back_too(world: World) -> None:
    hpa = Hpa("web-hpa", min_replicas=1, max_replicas=10)
    world.cluster.deploy(TARGET, "web-1", Deployed(1, hpa=hpa))
    _lost(world)
    for line in _restarted(world):
        line.run_for(LEASE_S + BACK_S, step_s=60)
    assert (hpa.min_replicas, LEASE_KEY in hpa.annotations) == (1, False)


def test_a_step_of_giving_back_that_the_loss_cut_off_goes_on(signed: World) -> None:
    line = Line(signed)
    leased(line)
    signed.cluster.fail_before("set_replicas", Crash())
    with pytest.raises(Crash):
        line.run_for(LEASE_S, step_s=300)
    line.stop()
    assert not isinstance(signed.path, str)
    signed.path = signed.path.with_name("fresh.db")
    for made in _restarted(signed):
        made.run_for(LEASE_S + BACK_S, step_s=60)
        assert (replicas_of(signed), made.state()) == (1, "given_back")


def test_a_crash_before_the_loan_is_written_down_tells_once(signed: World) -> None:
    _lost(signed)
    signed.source.shape = steady(0.5)
    died = Line(signed)
    signed.pagerduty.render_failures.append(Crash())
    with pytest.raises(Crash):
        died.settle()
    died.stop()
    for line in _restarted(signed):
        assert line.state() == "leased"
    assert signed.slack.kinds() == ["adopted"]


def test_a_cluster_that_cannot_be_asked_is_asked_again(signed: World) -> None:
    _lost(signed)
    signed.cluster.fail_before("annotated", TemporaryError("503"))
    for line in _restarted(signed):
        assert line.state() == ""
        line.run_for(60)
        assert line.state() == "leased"


def test_what_may_not_be_listed_hides_nothing_else(signed: World) -> None:
    _lost(signed)
    signed.cluster.unread.append("list rollouts: 403")
    for line in _restarted(signed):
        assert line.state() == "leased"


class _HalfBlind(FakeCluster):
    """Cannot read one of the workloads, however often it is asked."""

    unreadable: Target | None = None

    def workload(self, target: Target) -> Workload:
        if target == self.unreadable:
            raise TemporaryError(f"read {target}: the Kubernetes API answered something else than its objects")
        return super().workload(target)


def test_one_annotation_that_cannot_be_followed_keeps_no_other_loan_from_being_adopted(signed: World) -> None:
    _lost(signed)
    cluster = _HalfBlind()
    cluster.unreadable = replace(TARGET, name="another")
    another = cluster.deploy(cluster.unreadable, "another-1", Deployed(replicas=3))
    own = signed.cluster.deployed[TARGET]
    another.annotations[LEASE_KEY] = own.annotations[LEASE_KEY].replace("shop/web", "shop/another")
    cluster.deploy(TARGET, "web-1", own)
    signed.cluster, signed.seal = cluster, Seal()
    for line in _restarted(signed):
        assert line.state() == "leased"


def test_an_old_annotation_that_is_pasted_back_lowers_nothing(signed: World) -> None:
    line = Line(signed)
    leased(line)
    deployed = signed.cluster.deployed[TARGET]
    old = deployed.annotations[LEASE_KEY]
    ended(line)
    line.run_for(LEASE_S + BACK_S, step_s=60)
    assert line.state() == "given_back"
    signed.clock.advance(KEEP_S + LEASE_S)
    line.settle()  # what is on record of it is forgotten
    deployed.replicas, deployed.annotations[LEASE_KEY] = 3, old
    signed.cluster.touch(TARGET)
    line.run_for(LEASE_S, step_s=EVERY_S)
    assert (replicas_of(signed), line.state()) == (3, "")
    assert "it ended 30 days ago" in signed.slack.details("unverified")[0]
    line.stop()


def test_whoever_changes_an_annotation_again_and_again_is_told_of_once_a_day(world: World) -> None:
    _lost(world)
    _written(world, previous="none")
    for line in _restarted(world):
        for number in range(12):
            _written(world, previous=f"none {number}")
            line.run_for(EVERY_S, step_s=EVERY_S)
        assert world.slack.kinds() == ["unverified"]
        world.clock.advance(86_400)
        line.settle()
        assert world.slack.kinds() == ["unverified"] * 2


def test_many_objects_with_odd_annotations_are_told_of_a_few_at_a_time(world: World) -> None:
    _lost(world)
    for number in range(30):
        other = world.cluster.deploy(replace(TARGET, name=f"odd-{number}"), f"odd-{number}-1", Deployed(3))
        other.annotations[LEASE_KEY] = "odd"
    _written(world, previous="none")
    for line in _restarted(world):
        line.run_for(EVERY_S, step_s=EVERY_S)
        assert len(world.slack.kinds()) == 10
        line.run_for(7200, step_s=EVERY_S)
        assert len(world.slack.kinds()) == 30


def test_whoever_invents_one_loan_after_the_other_has_one_adopted_at_a_time(world: World) -> None:
    _lost(world)
    for line in _restarted(world):
        for number in range(6):
            _written(world, id=f"{number:08x}", previous=2)
            line.run_for(EVERY_S / 2, step_s=EVERY_S / 2)
        assert world.slack.kinds() == ["adopted"]
        assert replicas_of(world) == 3


def test_a_loan_ends_before_another_one_of_the_same_object_is_adopted(world: World) -> None:
    line = Line(world)
    leased(line)
    _written(world, id="0badcafe")
    world.clock.advance(EVERY_S)
    line.desks["adoption"].step()  # before anybody noticed that the loan on record is lost
    assert line.stores.rows("SELECT count(*) FROM remediations") == [(1,)]
    line.stop()


def test_who_writes_loans_that_are_over_has_one_ended_an_hour(signed: World) -> None:
    signed.seal = Seal()
    _lost(signed)
    _written(signed, until="2023-11-14T00:00:00+00:00", previous=2)
    for line in _restarted(signed):
        line.run_for(BACK_S, step_s=60)
        assert (line.state(), replicas_of(signed)) == ("given_back", 2)
        deployed = signed.cluster.deployed[TARGET]
        deployed.replicas = 3
        [text] = Seal().written(remediation(plan=plan(wanted=3), lease_until_s=signed.clock.now())).values()
        deployed.annotations[LEASE_KEY] = text or ""
        signed.cluster.touch(TARGET)
        line.run_for(2 * EVERY_S, step_s=EVERY_S)
        assert signed.slack.kinds() == ["adopted", "given_back"]
