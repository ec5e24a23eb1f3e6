from dataclasses import dataclass

import pytest

from receiver.actions.expand_volume import ExpandVolume
from receiver.actions.mark import ACTION_KEY
from receiver.errors import ConflictError, NotFoundError, PermanentError, TemporaryError
from receiver.ports import Found, Progress
from tests.support.builders import CLAIM, GIB, expansion, remediation
from tests.support.cluster import Claim, FakeCluster

EXPANSION = remediation(plan=expansion())


@dataclass
class Scene:
    """A claim of 10 GiB that shall have 14."""

    cluster: FakeCluster
    claim: Claim
    action: ExpandVolume


@pytest.fixture
def scene() -> Scene:
    cluster = FakeCluster()
    cluster.claims[CLAIM] = Claim(requested_bytes=10 * GIB, capacity_bytes=10 * GIB)
    return Scene(cluster, cluster.claims[CLAIM], ExpandVolume(cluster))


def test_the_claim_asks_for_more_and_says_who_did_it(scene: Scene) -> None:
    assert str(EXPANSION.plan) == scene.action.apply(EXPANSION)
    assert scene.claim.requested_bytes == 14 * GIB
    assert EXPANSION.id in scene.claim.annotations[ACTION_KEY]
    assert scene.action.find(EXPANSION) is Found.DONE


def test_a_second_run_does_nothing_although_the_volume_still_grows(scene: Scene) -> None:
    scene.action.apply(EXPANSION)
    assert scene.action.apply(EXPANSION).endswith("(was already done)")
    assert scene.cluster.calls == [f"set_storage {14 * GIB}"]


def test_an_answer_that_got_lost_changes_nothing_twice(scene: Scene) -> None:
    scene.cluster.fail_after("set_storage", TemporaryError("lost"))
    with pytest.raises(TemporaryError):
        scene.action.apply(EXPANSION)
    assert scene.action.find(EXPANSION) is Found.DONE
    scene.action.apply(EXPANSION)
    assert len(scene.cluster.calls) == 1


def test_a_conflict_is_decided_anew(scene: Scene) -> None:
    scene.cluster.fail_before("set_storage", ConflictError("409"))
    scene.action.apply(EXPANSION)
    assert scene.claim.requested_bytes == 14 * GIB


@pytest.mark.parametrize("size", [9 * GIB, 12 * GIB, 14 * GIB, 20 * GIB])
def test_a_size_that_somebody_else_set_since_is_theirs(scene: Scene, size: int) -> None:
    scene.claim.requested_bytes = scene.claim.capacity_bytes = size
    with pytest.raises(PermanentError, match="changed since the decision"):
        scene.action.apply(EXPANSION)
    assert scene.cluster.calls == []
    assert scene.action.find(EXPANSION) is Found.ABSENT


def test_while_an_earlier_growth_is_pending_nothing_is_asked_for(scene: Scene) -> None:
    scene.claim.conditions = ("Resizing",)
    with pytest.raises(PermanentError, match="has not come true yet: Resizing"):
        scene.action.apply(EXPANSION)
    assert scene.cluster.calls == []


def test_the_volume_follows_its_claim_later(scene: Scene) -> None:
    scene.action.apply(EXPANSION)
    scene.claim.conditions = ("FileSystemResizePending",)
    waits = Progress(done=False, words="it still has 10 GiB: FileSystemResizePending")
    assert waits == scene.action.progress(EXPANSION)
    scene.claim.grow()
    assert scene.action.progress(EXPANSION) == Progress(done=True, words="")


def test_a_claim_that_is_gone_is_not_found(scene: Scene) -> None:
    scene.cluster.claims.clear()
    for look in (scene.action.find, scene.action.apply, scene.action.progress):
        with pytest.raises(NotFoundError):
            look(EXPANSION)
