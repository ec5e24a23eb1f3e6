"""Descriptors and volumes as processes use them up: at their limit the process ends, and not before."""

import sys
from pathlib import Path

import pytest
from engines.supervisor import Supervisor
from leaky import descriptors, fill
from leaky.volume import CAPACITY_FILE
from loopback.ports import free_port

DEMO_APP = Path(__file__).resolve().parents[3] / "demo-app"

pytestmark = pytest.mark.demo


def _end_of(folder: Path, *arguments: str) -> tuple[int, str]:
    port = free_port()
    argv = [sys.executable, "-m", "leaky", "--port", str(port), *arguments]
    with Supervisor(folder) as supervisor:
        process = supervisor.start("leaky", argv, ready_url=f"http://127.0.0.1:{port}/healthz", cwd=DEMO_APP)
        return process.wait(10), process.log.read_text()


def test_without_a_descriptor_left_it_ends(tmp_path: Path) -> None:
    code, log = _end_of(tmp_path, "--mode=descriptors", "--max-fds=60", "--per-s=40")
    assert code == descriptors.EXHAUSTED
    assert "too many open files" in log


def test_on_a_full_volume_it_ends_and_has_used_no_more_than_there_was(tmp_path: Path) -> None:
    volume = tmp_path / "volume"
    volume.mkdir()
    (volume / CAPACITY_FILE).write_text("10000")
    code, log = _end_of(tmp_path, "--mode=fill", f"--data-dir={volume}", "--per-s=9000")
    assert code == fill.FULL
    assert "no space left on device" in log
    assert 8000 < (volume / "log").stat().st_size <= 10000
