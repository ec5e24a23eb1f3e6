import pytest
from localcluster.resources import DEPLOYMENTS
from localcluster.status import ApiError
from localcluster.store import Store


def test_versions_increase_and_an_unchanged_object_keeps_its_own(store: Store) -> None:
    first = store.get(DEPLOYMENTS, "demo", "leak")
    assert store.replace(DEPLOYMENTS, first) == first
    first["spec"]["replicas"] = 2
    second = store.replace(DEPLOYMENTS, first)
    assert int(second["metadata"]["resourceVersion"]) > int(first["metadata"]["resourceVersion"])
    assert second["metadata"]["generation"] == first["metadata"]["generation"] + 1


@pytest.mark.parametrize(("part", "newer"), [({"labels": {"a": "b"}}, 0), ({"annotations": {"a": "b"}}, 1)])
def test_of_a_deployments_metadata_only_annotations_are_a_new_generation(
    store: Store, part: dict[str, object], newer: int
) -> None:
    first = store.get(DEPLOYMENTS, "demo", "leak")
    changed = {**first, "metadata": {**first["metadata"], **part, "managedFields": [{}]}}
    second = store.replace(DEPLOYMENTS, changed)
    assert second["metadata"]["generation"] == first["metadata"]["generation"] + newer
    assert "managedFields" not in second["metadata"]


def test_what_callers_do_with_their_copy_stays_theirs(store: Store) -> None:
    store.get(DEPLOYMENTS, "demo", "leak")["spec"]["replicas"] = 9
    store.list(DEPLOYMENTS)[0]["spec"]["replicas"] = 9
    assert store.get(DEPLOYMENTS, "demo", "leak")["spec"]["replicas"] == 1


def test_what_was_deleted_is_not_found(store: Store) -> None:
    before = store.version
    store.delete(DEPLOYMENTS, "demo", "leak")
    assert int(store.version) > int(before)
    with pytest.raises(ApiError, match=r'deployments\.apps "leak" not found'):
        store.get(DEPLOYMENTS, "demo", "leak")
