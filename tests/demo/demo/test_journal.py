"""The demo reads the receiver's own log."""

from pathlib import Path

from demo.journal import Assessed, Journal, Told, resource

ASSESSED = (
    b'{"event": "assessed", "labels": {"pod": "leak-1"}, "verdict": "confirmed", "probability": 0.97, '
    b'"eta_s": [31.0, 38.5, Infinity]}\n'
)
TELLING = b'{"event": "telling", "kind": "acted", "headline": "h", "detail": "d"}\n'


def test_each_entry_is_read_once(tmp_path: Path) -> None:
    log = tmp_path / "receiver.log"
    journal = Journal(log)
    log.write_bytes(ASSESSED)
    first = journal.new()
    log.write_bytes(ASSESSED + TELLING)
    assert first == [Assessed("leak-1", "confirmed", 0.97, (31.0, 38.5, float("inf")))]
    assert journal.new() == [Told("acted", "h", "d")]


def test_what_runs_out_is_the_claim_of_a_volume_and_otherwise_the_pod() -> None:
    assert resource({"namespace": "n", "persistentvolumeclaim": "data"}) == "data"
    assert resource({"namespace": "n", "pod": "leak-1"}) == "leak-1"


def test_a_half_written_line_waits_for_its_end(tmp_path: Path) -> None:
    log = tmp_path / "receiver.log"
    journal = Journal(log)
    log.write_bytes(TELLING[:20])
    assert journal.new() == []
    log.write_bytes(TELLING)
    assert journal.new() == [Told("acted", "h", "d")]


def test_lines_of_other_programs_are_passed_over(tmp_path: Path) -> None:
    log = tmp_path / "receiver.log"
    log.write_bytes(b'[INFO] Starting gunicorn\n17\n{"event": "serving"}\n' + TELLING)
    assert Journal(log).new() == [Told("acted", "h", "d")]


def test_a_log_that_does_not_exist_yet_is_empty(tmp_path: Path) -> None:
    assert Journal(tmp_path / "none.log").new() == []
