from pathlib import Path

import numpy as np
import pytest

from tests.support.commandline import run


@pytest.fixture
def leak(tmp_path: Path) -> Path:
    """Bytes that reach 1000 in twenty minutes."""
    rows = [f"{1_790_000_000 + 60 * minute},{800 + minute * 180 / 240 + minute % 3}" for minute in range(240)]
    path = tmp_path / "leak.csv"
    path.write_text("\n".join(["timestamp,value", *rows, ""]))
    return path


def test_it_says_what_it_concludes_and_what_every_gate_saw(leak: Path) -> None:
    result = run({}, "assess", "--csv", str(leak), "--limit", "1000", "--horizon", "45m")
    assert result.exit_code == 0, result.output
    assert result.output.startswith("confirmed (probability), 240 samples, horizon 45m")
    gates = [line.split()[0] for line in result.output.split("gate ")[1].splitlines()[1:] if line]
    assert gates == ["limit", "samples", "span", "fresh", "coverage", "trend", "precedents", "probability"]


def test_a_value_may_be_feared_to_fall(leak: Path) -> None:
    up = run({}, "assess", "--csv", str(leak), "--limit", "500", "--horizon", "45m", "--direction", "down")
    assert up.output.startswith("refuted (probability)")


def test_what_never_crosses_is_said_once(leak: Path) -> None:
    down = run({}, "assess", "--csv", str(leak), "--limit", "500", "--horizon", "45m", "--direction", "down")
    assert down.output.count("does not cross") == 1
    some = run({}, "assess", "--csv", str(leak), "--limit", "1000", "--horizon", "45m")
    assert "does not cross" not in some.output


def test_on_too_little_data_it_is_inconclusive_and_says_why(tmp_path: Path) -> None:
    path = tmp_path / "short.csv"
    path.write_text("timestamp,value\n60,1\n120,2\n")
    result = run({}, "assess", "--csv", str(path), "--limit", "10", "--horizon", "45m")
    assert result.output.startswith("inconclusive (samples), 2 samples")
    assert "2 usable of 2 samples, 10 needed" in result.output


@pytest.mark.parametrize("limit", ["1000", "1e9"])
def test_a_picture_is_drawn(leak: Path, tmp_path: Path, limit: str) -> None:
    out = tmp_path / "fan.png"
    result = run({}, "assess", "--csv", str(leak), "--limit", limit, "--horizon", "45m", "--out", str(out))
    assert result.exit_code == 0, result.output
    assert out.read_bytes().startswith(b"\x89PNG")


def test_a_picture_of_too_little_is_drawn_too(tmp_path: Path) -> None:
    path, out = tmp_path / "short.csv", tmp_path / "fan.png"
    path.write_text("timestamp,value\n60,1\n120,nan\n")
    result = run({}, "assess", "--csv", str(path), "--limit", "10", "--horizon", "45m", "--out", str(out))
    assert (result.exit_code, out.exists()) == (0, True)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (["--horizon", "soon"], "'soon' is not a length of time"),
        (["--horizon", "45m", "--out", "fan.jpg"], "name it FILE.png"),
        (["--horizon", "45m", "--csv", "nowhere.csv"], "nowhere.csv"),
    ],
)
def test_what_cannot_be_used_is_exit_2_with_the_mend(leak: Path, given: list[str], message: str) -> None:
    result = run({}, "assess", "--csv", str(leak), "--limit", "1000", *given)
    assert (result.exit_code, message in result.stderr) == (2, True)


def test_the_answer_does_not_depend_on_what_the_clock_says(leak: Path) -> None:
    shifted = leak.with_name("shifted.csv")
    times, values = np.loadtxt(leak, delimiter=",", skiprows=1).T
    rows = [f"{at - 1e9:.0f},{value}" for at, value in zip(times, values, strict=True)]
    shifted.write_text("\n".join(["timestamp,value", *rows]))
    told = [
        run({}, "assess", "--csv", str(path), "--limit", "1000", "--horizon", "45m").output for path in (leak, shifted)
    ]
    assert told[0] == told[1]


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """Seconds left, with two days to go at the end."""
    rows = [f"{1_790_000_000 + 120 * number},{2 * 86_400 + 120 * (9 - number)}" for number in range(10)]
    path = tmp_path / "certificate.csv"
    path.write_text("\n".join(["timestamp,value", *rows, ""]))
    return path


@pytest.mark.parametrize(("horizon", "verdict"), [("7d", "confirmed"), ("24h", "refuted")])
def test_of_a_known_end_it_says_what_is_left(certificate: Path, horizon: str, verdict: str) -> None:
    result = run({}, "assess", "--csv", str(certificate), "--countdown", "--horizon", horizon)
    assert result.exit_code == 0, result.output
    assert result.output.startswith(f"{verdict} (remaining), 10 samples, horizon {horizon}")
    assert "time left  48h" in result.output
    assert "2 d left, asked about" in result.output


@pytest.mark.parametrize("more", [["--limit", "1"], ["--out", "fan.png"]])
def test_a_known_end_has_no_limit_and_no_picture(certificate: Path, more: list[str]) -> None:
    result = run({}, "assess", "--csv", str(certificate), "--countdown", "--horizon", "7d", *more)
    assert (result.exit_code, "--countdown has no --limit" in result.output) == (2, True)


def test_what_is_to_be_forecast_needs_a_limit(certificate: Path) -> None:
    result = run({}, "assess", "--csv", str(certificate), "--horizon", "7d")
    assert (result.exit_code, "Missing option '--limit'" in result.output) == (2, True)
