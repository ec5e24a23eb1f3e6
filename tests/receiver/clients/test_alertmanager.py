import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from receiver.clients.alertmanager import TOKEN_FILE, Alertmanager
from receiver.clients.http import Http
from receiver.errors import PermanentError, TemporaryError


class Answering(Http):
    """Answers with one body and remembers what was asked."""

    def __init__(self, answer: bytes = b'{"silenceID": "5e1f"}') -> None:
        super().__init__("Alertmanager")
        self.answer = answer
        self.asked: list[tuple[str, dict[str, Any], dict[str, str]]] = []

    def post_json(self, url: str, body: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> bytes:
        self.asked.append((url, dict(body), dict(headers or {})))
        return self.answer


def test_a_silence_matches_every_label_literally_and_ends(tmp_path: Path) -> None:
    http = Answering()
    labels = {"pod": "web-.*", "alertname": "A", "empty": ""}
    made = Alertmanager("http://am:9093/", http, tmp_path).silence(labels, 0.0, 3600.5, "slack:U1", "because")
    assert made == "5e1f"
    assert http.asked == [
        (
            "http://am:9093/api/v2/silences",
            {
                "matchers": [
                    {"name": "alertname", "value": "A", "isRegex": False, "isEqual": True},
                    {"name": "pod", "value": "web-.*", "isRegex": False, "isEqual": True},
                ],
                "startsAt": "1970-01-01T00:00:00.000+00:00",
                "endsAt": "1970-01-01T01:00:00.500+00:00",
                "createdBy": "slack:U1",
                "comment": "because",
            },
            {},
        )
    ]


def test_a_token_is_sent_where_there_is_one_and_read_anew(tmp_path: Path) -> None:
    http = Answering()
    there = Alertmanager("http://am:9093", http, tmp_path)
    for token in ("first", "second"):
        (tmp_path / TOKEN_FILE).write_text(token + "\n", encoding="utf-8")
        there.silence({"a": "b"}, 0, 1, "x", "y")
    assert [given for _, _, given in http.asked] == [
        {"Authorization": "Bearer first"},
        {"Authorization": "Bearer second"},
    ]


def test_an_alert_without_labels_would_silence_everything_and_is_refused(tmp_path: Path) -> None:
    http = Answering()
    with pytest.raises(PermanentError, match="no label"):
        Alertmanager("http://am:9093", http, tmp_path).silence({"empty": ""}, 0, 1, "x", "y")
    assert http.asked == []


@pytest.mark.parametrize("answer", [b"", b"<html>", b"[]", json.dumps({"status": "ok"}).encode()])
def test_an_answer_without_a_silence_is_none(tmp_path: Path, answer: bytes) -> None:
    with pytest.raises(TemporaryError, match="without a silence"):
        Alertmanager("http://am:9093", Answering(answer), tmp_path).silence({"a": "b"}, 0, 1, "x", "y")
