import sys
from pathlib import Path

import pytest
from engines.errors import EnginesError
from engines.process import Process
from engines.supervisor import Supervisor
from loopback.ports import free_port


def fail_half_way(logs: Path, started: list[Process]) -> None:
    with Supervisor(logs) as supervisor:
        started += [supervisor.start(name, ["sleep", "60"]) for name in ("one", "two")]
        raise KeyboardInterrupt


def test_everything_started_is_stopped_when_the_block_fails(tmp_path: Path) -> None:
    started: list[Process] = []
    with pytest.raises(KeyboardInterrupt):
        fail_half_way(tmp_path, started)
    assert [process.exit_code() for process in started] == [143, 143]


def test_it_waits_until_the_program_answers(tmp_path: Path) -> None:
    port = free_port()
    argv = [sys.executable, "-m", "http.server", "--bind", "127.0.0.1", str(port)]
    with Supervisor(tmp_path) as supervisor:
        process = supervisor.start("files", argv, ready_url=f"http://127.0.0.1:{port}/", cwd=tmp_path)
        assert process.exit_code() is None
        assert supervisor.ended() == []


def test_a_program_that_ends_early_is_reported_with_its_last_words(tmp_path: Path) -> None:
    argv = ["sh", "-c", "echo no such flag; exit 3"]
    with Supervisor(tmp_path) as supervisor, pytest.raises(EnginesError, match=r"(?s)ended with 3.*no such flag"):
        supervisor.start("broken", argv, ready_url=f"http://127.0.0.1:{free_port()}/")


def test_a_program_that_never_answers_is_stopped(tmp_path: Path) -> None:
    with Supervisor(tmp_path) as supervisor:
        with pytest.raises(EnginesError, match="not ready within 0 s"):
            supervisor.start("mute", ["sleep", "60"], ready_url=f"http://127.0.0.1:{free_port()}/", timeout_s=0.2)
        assert supervisor.ended() == []


def test_a_program_that_ended_by_itself_is_known(tmp_path: Path) -> None:
    with Supervisor(tmp_path) as supervisor:
        process = supervisor.start("short", ["true"])
        assert process.wait(5) == 0
        assert supervisor.ended() == [process]
