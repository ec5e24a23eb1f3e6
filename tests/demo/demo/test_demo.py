"""The main job on the real engines: the same command that a newcomer runs, on both generations, bounded in time.

The runs are started together, because each of them mostly waits.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from engines import EnginesError, locate

REPOSITORY = Path(__file__).resolve().parents[3]
TIMEOUT_S = 300
RUNS = {
    "generation 2": ["--generation", "2"],
    "generation 3": ["--generation", "3"],
    "without the receiver": ["--without-receiver"],
}

pytestmark = [pytest.mark.engines, pytest.mark.demo]


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, subprocess.CompletedProcess[str]]]:
    try:
        for generation in (2, 3):
            locate(generation)
    except EnginesError as error:
        pytest.skip(f"no engines here: {error}")
    started = {name: start(options, tmp_path_factory.mktemp("demo")) for name, options in RUNS.items()}
    try:
        yield {name: end(process) for name, process in started.items()}
    finally:
        for process in started.values():
            process.kill()


def start(options: list[str], folder: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "demo", "--folder", str(folder / "run"), *options]
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY / "demo-app")}
    return subprocess.Popen(
        command, cwd=REPOSITORY, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def end(process: subprocess.Popen[str]) -> subprocess.CompletedProcess[str]:
    output, _ = process.communicate(timeout=TIMEOUT_S)
    return subprocess.CompletedProcess(process.args, process.returncode, output)


@pytest.mark.parametrize("generation", ["generation 2", "generation 3"])
def test_the_kill_is_prevented(finished: dict[str, subprocess.CompletedProcess[str]], generation: str) -> None:
    run = finished[generation]
    assert run.returncode == 0, run.stdout
    assert "leak: replicas 1→3" in run.stdout
    assert re.search("leak: replicas [23]→1", run.stdout)  # in steps, of which the autoscaler may follow the last only
    assert "restarted Deployment/forecast-demo/descriptors" in run.stdout
    assert "expanded PersistentVolumeClaim/forecast-demo/archive storage 64 MiB→128 MiB" in run.stdout
    assert "a pod was killed out of memory" not in run.stdout


def test_without_the_receiver_the_pod_is_killed(finished: dict[str, subprocess.CompletedProcess[str]]) -> None:
    run = finished["without the receiver"]
    assert run.returncode == 0, run.stdout
    assert "leak: a pod was killed out of memory" in run.stdout
