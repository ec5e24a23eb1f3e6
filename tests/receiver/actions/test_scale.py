import json
from dataclasses import dataclass, replace

import pytest

from receiver.actions.scale import Scale
from receiver.domain.lease import LEASE_KEY, Seal
from receiver.domain.remediation import Remediation
from receiver.errors import ConflictError, PermanentError, TemporaryError
from receiver.ports import Found
from tests.support.builders import TARGET, plan, remediation
from tests.support.cluster import Crash, Deployed, FakeCluster, Hpa


@dataclass
class Scene:
    """A workload of one replica, the wish for three, and the action."""

    cluster: FakeCluster
    scale: Scale
    deployed: Deployed
    wish: Remediation

    @property
    def floor(self) -> int:
        return self.deployed.hpa.min_replicas if self.deployed.hpa else self.deployed.replicas

    @floor.setter
    def floor(self, value: int) -> None:
        if self.deployed.hpa:
            self.deployed.hpa.min_replicas = value
        else:
            self.deployed.replicas = value
        self.cluster.touch(TARGET)

    @property
    def annotations(self) -> dict[str, str]:
        return self.deployed.hpa.annotations if self.deployed.hpa else self.deployed.annotations

    @property
    def lender(self) -> str | None:
        """Whose lease the object carries."""
        return json.loads(self.annotations[LEASE_KEY])["id"] if LEASE_KEY in self.annotations else None

    @property
    def change(self) -> str:
        """The method that changes the floor."""
        return "set_floor" if self.deployed.hpa else "set_replicas"


def _scene(hpa: Hpa | None) -> Scene:
    cluster = FakeCluster()
    deployed = cluster.deploy(TARGET, "web-1", Deployed(replicas=1, hpa=hpa))
    field = "minReplicas" if hpa else "replicas"
    return Scene(cluster, Scale(cluster, Seal()), deployed, remediation(plan=plan(field=field, previous=1, wanted=3)))


@pytest.fixture
def alone() -> Scene:
    return _scene(None)


@pytest.fixture(params=["alone", "under an HPA"])
def scene(request: pytest.FixtureRequest) -> Scene:
    return _scene(Hpa("web-hpa", 1, 10) if request.param == "under an HPA" else None)


def test_the_floor_is_raised_and_the_loan_is_written_on_the_object(scene: Scene) -> None:
    assert scene.scale.apply(scene.wish) == str(scene.wish.plan)
    assert (scene.floor, scene.lender) == (3, "0badcafe")


def test_under_an_hpa_the_replica_count_is_never_written() -> None:
    scene = _scene(Hpa("web-hpa", 1, 10))
    scene.scale.apply(scene.wish)
    scene.scale.give_back(scene.wish)
    assert {call.split()[0] for call in scene.cluster.calls} == {"set_floor"}


def test_without_an_hpa_the_lease_is_written_before_the_count(alone: Scene) -> None:
    alone.scale.apply(alone.wish)
    assert alone.cluster.calls == ["annotate", "set_replicas 3"]


def test_a_second_run_changes_nothing(scene: Scene) -> None:
    scene.scale.apply(scene.wish)
    before = list(scene.cluster.calls)
    assert scene.scale.apply(scene.wish) == f"{scene.wish.plan} (was already done)"
    assert scene.cluster.calls == before


def test_a_lost_answer_is_found_done_at_the_second_run(scene: Scene) -> None:
    scene.cluster.fail_after(scene.change, TemporaryError("the answer got lost"))
    with pytest.raises(TemporaryError):
        scene.scale.apply(scene.wish)
    before = list(scene.cluster.calls)
    scene.scale.apply(scene.wish)
    assert (scene.floor, scene.cluster.calls) == (3, before)


def test_a_conflict_is_answered_by_reading_again(scene: Scene) -> None:
    scene.cluster.fail_before(scene.change, ConflictError("409"))
    scene.scale.apply(scene.wish)
    assert (scene.floor, scene.cluster.reads) == (3, 2)


def test_three_conflicts_in_a_row_are_left_for_later(scene: Scene) -> None:
    for _ in range(3):
        scene.cluster.fail_before(scene.change, ConflictError("409"))
    with pytest.raises(ConflictError):
        scene.scale.apply(scene.wish)
    assert (scene.floor, scene.cluster.reads) == (1, 3)


@pytest.mark.parametrize("value", [2, 3, 4, 9])
def test_a_value_that_somebody_else_changed_is_refused(scene: Scene, value: int) -> None:
    scene.floor = value
    with pytest.raises(
        PermanentError, match=f"Deployment/shop/web changed since the decision: .* is {value}, the plan"
    ):
        scene.scale.apply(scene.wish)
    assert (scene.floor, scene.lender) == (value, None)


def test_an_hpa_that_came_since_the_decision_is_refused(alone: Scene) -> None:
    alone.deployed.hpa = Hpa("web-hpa", 1, 10)
    with pytest.raises(PermanentError, match=r"minReplicas is 1, the plan was replicas 1→3"):
        alone.scale.apply(alone.wish)
    assert alone.cluster.calls == []


def test_a_later_step_goes_on_from_what_an_earlier_one_lent(scene: Scene) -> None:
    scene.scale.apply(scene.wish)
    later = replace(scene.wish, id="00c0ffee", plan=replace(scene.wish.plan, previous=1, wanted=5))
    scene.scale.apply(later)
    assert (scene.floor, scene.lender) == (5, "00c0ffee")
    assert scene.scale.give_back(later)
    assert (scene.floor, scene.lender) == (1, None)


def test_a_later_step_is_refused_when_somebody_changed_what_was_lent(scene: Scene) -> None:
    scene.scale.apply(scene.wish)
    scene.floor = 4
    later = replace(scene.wish, id="00c0ffee", plan=replace(scene.wish.plan, previous=1, wanted=6))
    with pytest.raises(PermanentError, match="changed since the decision"):
        scene.scale.apply(later)
    assert (scene.floor, scene.lender) == (4, "0badcafe")


def test_a_crash_between_lease_and_count_is_completed_by_the_second_run(alone: Scene) -> None:
    alone.cluster.fail_before("set_replicas", Crash())
    with pytest.raises(Crash):
        alone.scale.apply(alone.wish)
    assert (alone.floor, alone.lender) == (1, "0badcafe")
    alone.scale.apply(alone.wish)
    assert (alone.floor, alone.lender) == (3, "0badcafe")


def test_a_crash_between_lease_and_count_is_just_taken_away_by_a_give_back(alone: Scene) -> None:
    alone.cluster.fail_before("set_replicas", Crash())
    with pytest.raises(Crash):
        alone.scale.apply(alone.wish)
    assert alone.scale.give_back(alone.wish)
    assert alone.floor == 1
    assert LEASE_KEY not in alone.annotations


def test_what_is_still_ours_is_given_back(scene: Scene) -> None:
    scene.scale.apply(scene.wish)
    assert scene.scale.give_back(scene.wish)
    assert (scene.floor, scene.lender) == (1, None)


def test_giving_back_twice_is_giving_back_once(scene: Scene) -> None:
    scene.scale.apply(scene.wish)
    scene.scale.give_back(scene.wish)
    before = list(scene.cluster.calls)
    assert scene.scale.give_back(scene.wish)
    assert scene.cluster.calls == before


@pytest.mark.parametrize("value", [2, 4])
def test_what_somebody_else_changed_is_theirs_and_the_lease_goes(scene: Scene, value: int) -> None:
    scene.scale.apply(scene.wish)
    scene.floor = value
    assert not scene.scale.give_back(scene.wish)
    assert (scene.floor, scene.lender) == (value, None)


def test_what_another_remediation_lent_is_not_touched(scene: Scene) -> None:
    other = replace(scene.wish, id="00c0ffee")
    scene.scale.apply(other)
    assert not scene.scale.give_back(scene.wish)
    assert (scene.floor, scene.lender) == (3, "00c0ffee")


def test_a_crash_in_the_middle_of_giving_back_is_finished_by_the_second_run(alone: Scene) -> None:
    alone.scale.apply(alone.wish)
    alone.cluster.fail_before("annotate", Crash())
    with pytest.raises(Crash):
        alone.scale.give_back(alone.wish)
    assert (alone.floor, alone.lender) == (1, "0badcafe")
    assert alone.scale.give_back(alone.wish)
    assert alone.floor == 1
    assert LEASE_KEY not in alone.annotations


def test_a_conflict_while_giving_back_is_answered_by_reading_again(scene: Scene) -> None:
    scene.scale.apply(scene.wish)
    scene.cluster.fail_before(scene.change, ConflictError("409"))
    assert scene.scale.give_back(scene.wish)
    assert (scene.floor, scene.lender) == (1, None)


def test_renewing_writes_the_new_end_and_nothing_else(scene: Scene) -> None:
    scene.scale.apply(scene.wish)
    scene.scale.renew(replace(scene.wish, lease_until_s=1_700_007_200.0))
    assert json.loads(scene.annotations[LEASE_KEY])["until"] == "2023-11-15T00:13:20+00:00"
    assert scene.floor == 3


def test_what_is_no_longer_ours_is_not_renewed(scene: Scene) -> None:
    scene.scale.renew(scene.wish)
    assert scene.cluster.calls == []


def test_a_workload_that_is_gone_is_refused(alone: Scene) -> None:
    del alone.cluster.deployed[TARGET]
    with pytest.raises(PermanentError, match="404"):
        alone.scale.apply(alone.wish)


def _second_step(alone: Scene) -> Remediation:
    """The first wish is on loan, and a later step wants five."""
    alone.scale.apply(alone.wish)
    return remediation(id="5ec0nd", plan=plan(previous=1, wanted=5))


def test_a_refused_later_step_leaves_the_earlier_loan_to_be_given_back(alone: Scene) -> None:
    second = _second_step(alone)
    alone.cluster.fail_before("set_replicas", PermanentError("403 Forbidden"))
    with pytest.raises(PermanentError):
        alone.scale.apply(second)
    assert alone.lender == alone.wish.id
    assert alone.scale.give_back(alone.wish)
    assert alone.floor == 1
    assert LEASE_KEY not in alone.annotations


def test_a_later_step_that_is_refused_at_its_second_run_leaves_the_earlier_loan_too(alone: Scene) -> None:
    second = _second_step(alone)
    for error in (TemporaryError("503"), PermanentError("403 Forbidden")):
        alone.cluster.fail_before("set_replicas", error)
        with pytest.raises(type(error)):
            alone.scale.apply(second)
    assert alone.lender == alone.wish.id


def test_a_later_step_that_was_only_begun_gives_the_earlier_loan_its_lease_back(alone: Scene) -> None:
    second = _second_step(alone)
    alone.cluster.fail_before("set_replicas", Crash())
    with pytest.raises(Crash):
        alone.scale.apply(second)
    alone.scale.give_back(second)
    assert (alone.floor, alone.lender) == (3, alone.wish.id)


def test_how_much_is_already_true_is_read_from_the_object(alone: Scene) -> None:
    assert alone.scale.find(alone.wish) is Found.ABSENT
    alone.cluster.fail_before("set_replicas", Crash())
    with pytest.raises(Crash):
        alone.scale.apply(alone.wish)
    assert alone.scale.find(alone.wish) is Found.BEGUN
    alone.scale.apply(alone.wish)
    assert alone.scale.find(alone.wish) is Found.DONE
    assert alone.scale.find(replace(alone.wish, id="other")) is Found.ABSENT
