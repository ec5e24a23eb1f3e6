import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import structlog

from receiver import telemetry


@pytest.fixture(autouse=True)
def _own_logging() -> Iterator[None]:
    yield
    structlog.reset_defaults()


def test_json_logs_carry_the_context_the_time_and_the_level(capsys: pytest.CaptureFixture[str]) -> None:
    telemetry.configure_logging("json")
    with structlog.contextvars.bound_contextvars(fingerprint="a1b2c3", remediation="0badcafe"):
        structlog.get_logger().warning("acted", plan="1→3")
    line = json.loads(capsys.readouterr().err)
    assert {"event": "acted", "plan": "1→3", "fingerprint": "a1b2c3", "remediation": "0badcafe"}.items() <= line.items()
    assert (line["level"], line["timestamp"][-1]) == ("warning", "Z")


def test_an_exception_is_one_line_of_json(capsys: pytest.CaptureFixture[str]) -> None:
    telemetry.configure_logging("json")
    try:
        raise KeyError("x")
    except KeyError:
        structlog.get_logger().exception("failed")
    logged = capsys.readouterr().err
    assert logged.count("\n") == 1
    assert "KeyError: 'x'" in json.loads(logged)["exception"]


def test_logs_for_people_are_not_json(capsys: pytest.CaptureFixture[str]) -> None:
    telemetry.configure_logging("console")
    structlog.get_logger().info("acted", plan="1→3")
    logged = capsys.readouterr().err
    assert "acted" in logged
    assert not logged.startswith("{")


def test_logs_for_people_cannot_be_forged_by_what_is_logged(capsys: pytest.CaptureFixture[str]) -> None:
    telemetry.configure_logging("console")
    structlog.get_logger().info("acted", pod="\x1b[2Ja\nFAKE", node="\x1b[2J")
    logged = capsys.readouterr().err
    assert ("\x1b[2J" in logged, logged.count("\n")) == (False, 1)


@pytest.mark.parametrize("log_format", ["json", "console"])
def test_a_line_that_cannot_be_written_hinders_nobody(monkeypatch: pytest.MonkeyPatch, log_format: str) -> None:
    """Standard error was a file on the disk that was full: every desk that logged so ended for good."""
    full = Path("/dev/full").open("w", buffering=1)  # noqa: SIM115 (closing it fails, too)
    monkeypatch.setattr("sys.stderr", full)
    telemetry.configure_logging(log_format)
    log = structlog.get_logger()
    for level in (log.info, log.warning, log.error, log.exception):
        level("the store failed")
    with suppress(OSError):
        full.close()
