from dataclasses import dataclass

import pytest

from receiver.actions.mark import ACTION_KEY
from receiver.actions.resize_memory import ResizeMemory
from receiver.errors import ConflictError, PermanentError, TemporaryError
from receiver.ports import Found, Progress
from tests.support.builders import MIB, POD, remediation, resize
from tests.support.cluster import Box, FakeCluster

RESIZE = remediation(plan=resize())
CHANGE = f"set_memory app {384 * MIB} {256 * MIB}"


@dataclass
class Scene:
    """A container of 256 MiB that shall have 384."""

    cluster: FakeCluster
    box: Box
    action: ResizeMemory


@pytest.fixture
def scene() -> Scene:
    cluster = FakeCluster()
    cluster.boxes[POD] = Box(256 * MIB, request_bytes=128 * MIB, actual_bytes=256 * MIB)
    return Scene(cluster, cluster.boxes[POD], ResizeMemory(cluster))


def test_limit_and_request_are_raised_by_the_same_amount_and_the_pod_says_who_did_it(scene: Scene) -> None:
    assert str(RESIZE.plan) == scene.action.apply(RESIZE)
    assert scene.cluster.calls == ["annotate_pod", CHANGE]
    assert RESIZE.id in scene.box.annotations[ACTION_KEY]
    assert scene.action.find(RESIZE) is Found.DONE


def test_a_second_run_does_nothing(scene: Scene) -> None:
    scene.action.apply(RESIZE)
    assert scene.action.apply(RESIZE).endswith("(was already done)")
    assert scene.cluster.calls.count(CHANGE) == 1


def test_an_annotation_without_the_size_has_changed_nothing_and_is_completed(scene: Scene) -> None:
    scene.cluster.fail_before("set_memory", TemporaryError("503"))
    with pytest.raises(TemporaryError):
        scene.action.apply(RESIZE)
    assert scene.action.find(RESIZE) is Found.ABSENT
    scene.action.apply(RESIZE)
    assert scene.cluster.calls.count(CHANGE) == 1


def test_an_answer_that_got_lost_changes_nothing_twice(scene: Scene) -> None:
    scene.cluster.fail_after("set_memory", TemporaryError("lost"))
    with pytest.raises(TemporaryError):
        scene.action.apply(RESIZE)
    scene.action.apply(RESIZE)
    assert scene.cluster.calls.count(CHANGE) == 1


def test_a_conflict_is_decided_anew(scene: Scene) -> None:
    scene.cluster.fail_before("set_memory", ConflictError("409"))
    scene.action.apply(RESIZE)
    assert scene.box.limit_bytes == 384 * MIB


@pytest.mark.parametrize("limit", [None, 128 * MIB, 300 * MIB, 384 * MIB, 512 * MIB])
def test_a_limit_that_somebody_else_set_since_is_theirs(scene: Scene, limit: int | None) -> None:
    scene.box.limit_bytes = limit
    with pytest.raises(PermanentError, match="changed since the decision"):
        scene.action.apply(RESIZE)
    assert scene.cluster.calls == []


def test_while_an_earlier_resize_is_pending_nothing_is_asked_for(scene: Scene) -> None:
    scene.box.pending = "PodResizeInProgress"
    with pytest.raises(PermanentError, match="has not come true yet"):
        scene.action.apply(RESIZE)
    assert scene.cluster.calls == []


@pytest.mark.parametrize(
    ("actual", "pending", "infeasible", "progress"),
    [
        (384, "", False, Progress(done=True, words="")),
        (256, "PodResizeInProgress", False, Progress(done=False, words="it still has 256 MiB: PodResizeInProgress")),
        (256, "", False, Progress(done=False, words="it still has 256 MiB: the kubelet has not answered")),
        (
            256,
            "PodResizePending Infeasible",
            True,
            Progress(done=False, words="it still has 256 MiB: PodResizePending Infeasible", refused=True),
        ),
    ],
)
def test_what_the_kubelet_made_of_it_is_followed(
    scene: Scene, actual: int, pending: str, infeasible: bool, progress: Progress
) -> None:
    scene.action.apply(RESIZE)
    scene.box.actual_bytes, scene.box.pending, scene.box.infeasible = actual * MIB, pending, infeasible
    assert progress == scene.action.progress(RESIZE)


def test_it_needs_the_rights_to_patch_the_pod_and_its_resize(scene: Scene) -> None:
    assert [str(right) for right in scene.action.rights(RESIZE.plan)] == ["patch Pod", "patch Pod/resize"]
