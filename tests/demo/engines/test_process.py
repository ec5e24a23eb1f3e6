import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from engines.errors import EnginesError
from engines.process import Process

DEMO_APP = Path(__file__).resolve().parents[3] / "demo-app"
START_AND_BE_KILLED = """
import os, sys, signal, time
from pathlib import Path
from engines.process import Process
sleeper = Process("sleeper", ["sleep", "60"], Path(sys.argv[1]))
while Path(f"/proc/{sleeper.pid}/comm").read_text() != "sleep\\n":
    time.sleep(0.01)
print(sleeper.pid, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def gone(pid: int, within_s: float = 5.0) -> bool:
    deadline = time.monotonic() + within_s
    while alive(pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not alive(pid)


def test_a_stopped_process_is_gone(tmp_path: Path) -> None:
    process = Process("sleeper", ["sleep", "60"], tmp_path / "log")
    assert process.exit_code() is None
    process.stop()
    assert gone(process.pid)
    assert process.exit_code() == 143


def test_a_process_that_ignores_the_request_is_killed(tmp_path: Path) -> None:
    process = Process("deaf", ["sh", "-c", "trap '' TERM; echo deaf; while :; do sleep 0.05; done"], tmp_path / "log")
    while process.log_tail() == "":
        time.sleep(0.01)
    process.stop(grace_s=0.2)
    assert process.exit_code() == 137


def test_children_of_the_process_end_with_it(tmp_path: Path) -> None:
    process = Process("parent", ["sh", "-c", "sleep 60 & echo $!; wait"], tmp_path / "log")
    while not process.log_tail().endswith("\n"):
        time.sleep(0.01)
    child = int(process.log_tail())
    assert alive(child)
    process.stop()
    assert gone(child)


def test_stopping_twice_is_harmless(tmp_path: Path) -> None:
    process = Process("true", ["true"], tmp_path / "log")
    process.stop()
    process.stop()
    assert process.exit_code() in (0, 143)


def test_it_dies_with_a_parent_that_was_killed(tmp_path: Path) -> None:
    parent = subprocess.run(
        [sys.executable, "-c", START_AND_BE_KILLED, str(tmp_path / "log")],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(DEMO_APP)},
        timeout=20,
    )
    assert gone(int(parent.stdout))


def test_it_survives_the_thread_that_asked_for_it(tmp_path: Path) -> None:
    started: list[Process] = []
    thread = threading.Thread(target=lambda: started.append(Process("sleeper", ["sleep", "60"], tmp_path / "log")))
    thread.start()
    thread.join()
    time.sleep(0.2)
    try:
        assert started[0].exit_code() is None
    finally:
        started[0].stop()


def test_a_missing_program_is_named(tmp_path: Path) -> None:
    with pytest.raises(EnginesError, match="ghost: there is no program no-such-program-here"):
        Process("ghost", ["no-such-program-here"], tmp_path / "log")


def test_a_missing_folder_is_an_error_that_names_the_process(tmp_path: Path) -> None:
    with pytest.raises(EnginesError, match="sleeper: cannot start"):
        Process("sleeper", ["sleep", "60"], tmp_path / "log", cwd=tmp_path / "nowhere")
