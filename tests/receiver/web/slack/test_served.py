"""`receiver serve` behind a real socket: Slack waits three seconds, whatever else is slow."""

import socket
import time
from contextlib import closing
from pathlib import Path

import requests
from loopback.ports import HOST

from receiver.web.slack.signature import STEM
from tests.support.payloads import encoded, wire_group
from tests.support.served import BEARER, serving
from tests.support.site import SIGNING
from tests.support.slack import form, headers, pressed


def test_slack_is_answered_before_an_alertmanager_that_never_answers(tmp_path: Path) -> None:
    with closing(socket.create_server((HOST, 0))) as silent:
        url = f"http://{HOST}:{silent.getsockname()[1]}"
        with serving(tmp_path, alertmanager_url=url) as served:
            (tmp_path / "secrets" / STEM).write_text(SIGNING, encoding="utf-8")
            requests.post(f"{served.url}/api/v1/alerts", encoded(wire_group()), headers=BEARER, timeout=20)
            body = form(pressed("silence", "1"))
            began_s = time.monotonic()
            answer = requests.post(
                f"{served.url}/api/v1/slack/interactions", body, headers=headers(body, time.time()), timeout=20
            )
            took_s = time.monotonic() - began_s
            silent.settimeout(20)
            asked, _ = silent.accept()
            with closing(asked):
                assert b"POST /api/v2/silences" in asked.recv(65_536)
    assert (answer.status_code, answer.content) == (200, b"")
    assert took_s < 3
