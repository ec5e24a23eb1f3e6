import pytest
from localcluster.patch import JSON, MERGE, STRATEGIC, apply
from localcluster.status import ApiError

POD = {"spec": {"containers": [{"name": "a", "image": "1"}, {"name": "b", "image": "1"}], "tags": ["x"]}}
CHANGE = {"spec": {"containers": [{"name": "b", "image": "2"}], "tags": ["y"]}}


def test_a_merge_patch_replaces_lists() -> None:
    assert apply(MERGE, POD, CHANGE)["spec"]["containers"] == [{"name": "b", "image": "2"}]


def test_a_strategic_merge_patch_merges_lists_by_their_key() -> None:
    patched = apply(STRATEGIC, POD, CHANGE)["spec"]
    assert patched["containers"] == [{"name": "a", "image": "1"}, {"name": "b", "image": "2"}]
    assert patched["tags"] == ["y"]


@pytest.mark.parametrize("kind", [MERGE, STRATEGIC])
def test_null_removes_and_the_original_stays(kind: str) -> None:
    assert apply(kind, POD, {"spec": {"tags": None}})["spec"].keys() == {"containers"}
    assert POD["spec"]["tags"] == ["x"]


def test_json_patch_operations() -> None:
    target = {"metadata": {"annotations": {"a/b": "1", "old": "x"}}}
    operations = [
        {"op": "test", "path": "/metadata/annotations/a~1b", "value": "1"},
        {"op": "replace", "path": "/metadata/annotations/a~1b", "value": "2"},
        {"op": "add", "path": "/metadata/annotations/new", "value": "3"},
        {"op": "remove", "path": "/metadata/annotations/old"},
    ]
    assert apply(JSON, target, operations) == {"metadata": {"annotations": {"a/b": "2", "new": "3"}}}


@pytest.mark.parametrize(
    ("kind", "change", "code"),
    [
        (JSON, {}, 400),
        (MERGE, [], 400),
        (JSON, [{"op": "replace", "path": "/nothing/here", "value": 1}], 422),
        (JSON, [{"op": "test", "path": "/spec/tags", "value": ["z"]}], 422),
        (JSON, [{"path": "/spec"}], 422),
        ("application/apply-patch+yaml", {}, 415),
    ],
)
def test_what_does_not_fit_is_refused(kind: str, change: object, code: int) -> None:
    with pytest.raises(ApiError) as caught:
        apply(kind, POD, change)
    assert caught.value.code == code
