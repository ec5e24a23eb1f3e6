"""Folders that stand in for volumes: one per claim, with its size in a file that the app heeds (`leaky.volume`)."""

from pathlib import Path

from leaky.volume import CAPACITY_FILE

from localcluster import volumes
from localcluster.resources import PVCS
from localcluster.store import Object, Pods


class Mounts:
    """Makes the folders, and keeps what they say of their size true.

    Args:
        folder: where they are made.
    """

    def __init__(self, store: Pods, folder: Path) -> None:
        self._store = store
        self._folder = folder

    def arguments(self, pod: Object) -> list[str]:
        """What tells the app where its volume is; nothing for a pod without a claim. The first claim counts."""
        claims = [one["persistentVolumeClaim"]["claimName"] for one in _claimed(pod)]
        if not claims:
            return []
        self.refresh()
        return [f"--data-dir={self._of(pod['metadata']['namespace'], claims[0])}", f"--claim={claims[0]}"]

    def refresh(self) -> None:
        """Write every claim's capacity; readers see the old or the new one, never half of it."""
        for claim in self._store.list(PVCS):
            folder = self._of(claim["metadata"]["namespace"], claim["metadata"]["name"])
            folder.mkdir(parents=True, exist_ok=True)
            size, file = str(volumes.capacity(claim)), folder / CAPACITY_FILE
            if not file.exists() or file.read_text() != size:
                fresh = folder.with_suffix(".new")
                fresh.write_text(size)
                fresh.replace(file)

    def _of(self, namespace: str, claim: str) -> Path:
        return (self._folder / namespace / claim).resolve()


def _claimed(pod: Object) -> list[Object]:
    return [volume for volume in pod["spec"].get("volumes", []) if "persistentVolumeClaim" in volume]
