"""Folders that stand in for volumes say how large they are, also after they have grown."""

from pathlib import Path
from typing import Any

from leaky.volume import Volume
from localcluster.controllers import Controllers
from localcluster.mounts import Mounts
from localcluster.resources import PVCS

from tests.demo.conftest import filled

CLAIM = {
    "kind": "PersistentVolumeClaim",
    "metadata": {"name": "data", "namespace": "demo"},
    "spec": {"storageClassName": "growing", "resources": {"requests": {"storage": "1Mi"}}},
}
POD: dict[str, Any] = {
    "metadata": {"namespace": "demo", "name": "store-1"},
    "spec": {
        "volumes": [{"name": "scratch", "emptyDir": {}}, {"name": "d", "persistentVolumeClaim": {"claimName": "data"}}]
    },
}


def test_a_pods_claim_is_a_folder_that_grows_with_it(tmp_path: Path) -> None:
    store = filled(CLAIM)
    Controllers(store).reconcile()
    mounts = Mounts(store, tmp_path)
    folder, claim = mounts.arguments(POD)
    volume = Volume(Path(folder.removeprefix("--data-dir=")), claim.removeprefix("--claim="))
    assert (volume.claim, volume.capacity_bytes()) == ("data", 2**20)
    [grown] = store.list(PVCS)
    grown["status"]["capacity"] = {"storage": "3Mi"}
    store.replace(PVCS, grown)
    mounts.refresh()
    assert volume.capacity_bytes() == 3 * 2**20


def test_a_pod_without_a_claim_is_told_nothing(tmp_path: Path) -> None:
    assert Mounts(filled(), tmp_path).arguments({**POD, "spec": {}}) == []
