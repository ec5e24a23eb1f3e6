from dataclasses import dataclass

import pytest

from receiver.actions.mark import ACTION_KEY
from receiver.actions.restart import Restart
from receiver.domain.surroundings import Right
from receiver.errors import ConflictError, NotFoundError, PermanentError, TemporaryError
from receiver.ports import Found, Progress
from tests.support.builders import TARGET, plan, remediation
from tests.support.cluster import Deployed, FakeCluster

RESTART = remediation(plan=plan(action="restart", field="restartedAt", previous=0, wanted=0))
STAMP = "2023-11-14T22:13:20+00:00"
"""When the remediation was written down."""


@dataclass
class Scene:
    """Three replicas that nobody else is rolling out."""

    cluster: FakeCluster
    deployed: Deployed
    action: Restart


@pytest.fixture
def scene() -> Scene:
    cluster = FakeCluster()
    deployed = cluster.deploy(TARGET, "web-1", Deployed(replicas=3))
    return Scene(cluster, deployed, Restart(cluster))


def test_it_is_asked_for_with_the_time_of_the_remediation_and_says_who_did_it(scene: Scene) -> None:
    scene.action.apply(RESTART)
    assert scene.cluster.calls == [f"restart {STAMP}"]
    assert RESTART.id in scene.deployed.annotations[ACTION_KEY]
    assert scene.action.find(RESTART) is Found.DONE
    assert scene.deployed.replicas == 3


def test_a_second_run_restarts_nothing(scene: Scene) -> None:
    scene.action.apply(RESTART)
    scene.deployed.rollout.unfinished = "1 of 3 pods are of the newest template"
    assert scene.action.apply(RESTART).endswith("(was already done)")
    assert len(scene.cluster.calls) == 1


def test_an_answer_that_got_lost_restarts_nothing_twice(scene: Scene) -> None:
    scene.cluster.fail_after("restart", TemporaryError("lost"))
    with pytest.raises(TemporaryError):
        scene.action.apply(RESTART)
    assert scene.action.find(RESTART) is Found.DONE
    scene.action.apply(RESTART)
    assert len(scene.cluster.calls) == 1


def test_a_conflict_is_decided_anew(scene: Scene) -> None:
    scene.cluster.fail_before("restart", ConflictError("409"))
    scene.action.apply(RESTART)
    assert scene.action.find(RESTART) is Found.DONE


def test_a_rollout_that_began_since_the_decision_is_left_alone(scene: Scene) -> None:
    scene.deployed.rollout.unfinished = "1 of 3 pods are of the newest template, 3 are available"
    with pytest.raises(PermanentError, match="not to be restarted now: 1 of 3 pods"):
        scene.action.apply(RESTART)
    assert scene.cluster.calls == []


def test_a_workload_that_was_paused_since_the_decision_is_left_alone(scene: Scene) -> None:
    scene.deployed.paused = True
    with pytest.raises(PermanentError, match="not to be restarted now: it is paused"):
        scene.action.apply(RESTART)


def test_a_workload_that_is_gone_is_not_restarted(scene: Scene) -> None:
    scene.cluster.deployed.clear()
    with pytest.raises(NotFoundError):
        scene.action.apply(RESTART)


def test_nothing_is_there_before_it_was_done(scene: Scene) -> None:
    assert scene.action.find(RESTART) is Found.ABSENT


def test_it_is_done_when_the_rollout_is(scene: Scene) -> None:
    assert scene.action.progress(RESTART) == Progress(done=True, words="")
    scene.deployed.rollout.unfinished = "1 of 3 pods are available"
    assert scene.action.progress(RESTART) == Progress(done=False, words="1 of 3 pods are available")


def test_it_needs_to_patch_the_workload_and_nothing_else(scene: Scene) -> None:
    assert scene.action.rights(RESTART.plan) == (Right("patch", "Deployment"),)
