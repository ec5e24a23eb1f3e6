import json
import subprocess
import sys
from pathlib import Path

import pytest

from receiver.bootstrap import PREVIEWED
from receiver.notifiers.examples import KINDS
from tests.support.commandline import run


@pytest.mark.parametrize("notifier", PREVIEWED)
def test_every_message_can_be_seen_before_it_is_needed(notifier: str) -> None:
    for kind in KINDS:
        result = run({}, "render", "--notifier", notifier, "--event", kind)
        assert result.exit_code == 0, result.output
        assert result.output.strip() == "nothing is sent" or json.loads(result.output)


def test_a_users_template_is_seen_at_work(tmp_path: Path) -> None:
    (tmp_path / "slack.txt.j2").write_text("in {{ eta_s | duration }}", encoding="utf-8")
    result = run({}, "render", "--notifier", "slack", "--event", "confirmed", "--templates", str(tmp_path))
    assert json.loads(result.output)["blocks"][1]["text"]["text"] == "in 34 min"


def test_a_template_that_fails_ends_the_preview_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "slack.txt.j2").write_text("{{ headlin }}", encoding="utf-8")
    result = run({}, "render", "--notifier", "slack", "--templates", str(tmp_path))
    assert result.exit_code == 2
    assert "slack.txt.j2: confirmed: UndefinedError: 'headlin' is undefined" in result.output


def test_the_picture_is_written(tmp_path: Path) -> None:
    result = run({}, "render", "--notifier", "slack", "--png", str(tmp_path / "forecast.png"))
    assert result.exit_code == 0, result.output
    assert (tmp_path / "forecast.png").read_bytes().startswith(b"\x89PNG")


def test_without_matplotlib_messages_go_without_pictures_and_a_wish_for_one_is_refused(tmp_path: Path) -> None:
    program = (
        "import sys; sys.modules['matplotlib'] = None; from receiver.cli import main; "
        "main(['render', '--notifier', 'email', *sys.argv[1:]])"
    )
    for more, code in ([], 0), (["--png", str(tmp_path / "forecast.png")], 2):
        done = subprocess.run([sys.executable, "-c", program, *more], capture_output=True, text=True, timeout=60)
        assert done.returncode == code, done.stderr
    assert "cid:" not in done.stdout
    assert "no picture can be drawn" in done.stderr
