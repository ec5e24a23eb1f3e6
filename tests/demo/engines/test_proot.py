import os
import signal
import time
from pathlib import Path

import pytest
from engines.process import Process
from engines.proot import under_proot
from engines.setup import ENGINES_FOLDER


def child_of(process: Process) -> int:
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    while not (found := children.read_text().split()):
        time.sleep(0.01)
    child = int(found[0])
    while Path(f"/proc/{child}/comm").read_text() != "sleep\n":
        time.sleep(0.01)
    return child


def gone(pid: int, within_s: float = 5.0) -> bool:
    deadline = time.monotonic() + within_s
    while Path(f"/proc/{pid}/cwd").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    return not Path(f"/proc/{pid}/cwd").exists()  # a zombie has none either


@pytest.fixture
def sleeper(tmp_path: Path) -> Process:
    prefix = under_proot(ENGINES_FOLDER / "2", tmp_path)
    return Process("sleeper", [*prefix, "sleep", "60"], tmp_path / "log")


@pytest.mark.engines
def test_the_program_dies_with_proot(sleeper: Process) -> None:
    child = child_of(sleeper)
    os.kill(sleeper.pid, signal.SIGKILL)  # proot alone, as the kernel does when we are killed
    assert gone(child)
    sleeper.stop()


@pytest.mark.engines
def test_stopping_it_leaves_nothing(sleeper: Process) -> None:
    child = child_of(sleeper)
    sleeper.stop()
    assert gone(child)
    assert gone(sleeper.pid)
