"""A folder that stands in for a volume is as large as it is told, and a real one as its filesystem."""

import os
from pathlib import Path

import pytest
from leaky.settings import Identity
from leaky.volume import CAPACITY_FILE, Volume
from leaky.volume_metrics import VolumeMetrics
from prometheus_client import CollectorRegistry


@pytest.fixture
def volume(tmp_path: Path) -> Volume:
    """A stand-in of a thousand bytes."""
    (tmp_path / CAPACITY_FILE).write_text("1000")
    return Volume(tmp_path, "data")


def test_files_use_it_up_and_growth_frees_it(volume: Volume) -> None:
    assert (volume.capacity_bytes(), volume.available_bytes()) == (1000, 1000)
    (volume.folder / "log").write_bytes(b"." * 700)
    assert volume.available_bytes() == 300
    (volume.folder / CAPACITY_FILE).write_text("2000")
    assert volume.available_bytes() == 1300


def test_more_than_everything_cannot_be_used(volume: Volume) -> None:
    (volume.folder / "log").write_bytes(b"." * 1200)
    assert volume.available_bytes() == 0


def test_a_real_volume_is_as_large_as_its_filesystem(tmp_path: Path) -> None:
    filesystem = os.statvfs(tmp_path)
    assert Volume(tmp_path, "data").capacity_bytes() == filesystem.f_frsize * filesystem.f_blocks
    assert 0 <= Volume(tmp_path, "data").available_bytes() <= filesystem.f_frsize * filesystem.f_bfree


def test_names_and_labels_are_kubelets(volume: Volume) -> None:
    registry = CollectorRegistry()
    registry.register(VolumeMetrics(Identity("demo", "store-1", "app"), volume))
    labels = {"namespace": "demo", "persistentvolumeclaim": "data"}
    assert registry.get_sample_value("kubelet_volume_stats_capacity_bytes", labels) == 1000
    assert registry.get_sample_value("kubelet_volume_stats_available_bytes", labels) == 1000
