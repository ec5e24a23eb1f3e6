import json
from pathlib import Path

from receiver.backtest.report.document import VERSION, document
from tests.receiver.backtest.found import findings, forecast, replayed, teeth


def test_everything_is_json_and_named(tmp_path: Path) -> None:
    found = json.loads(json.dumps(document(findings(replayed(tmp_path, teeth(2)))), allow_nan=False))
    assert (found["version"], found["catalog_hash"]) == (VERSION, "abc123")
    [memory] = found["forecasts"]
    [alert] = memory["alerts"]
    assert alert["crossings"] == 4
    assert {way: set(alert[way]) >= {"pages", "precision", "recall", "lead_s"} for way in ("rules", "told")} == {
        "rules": True,
        "told": True,
    }
    assert memory["actions"]["count"] == len(memory["actions"]["list"])
    assert [advice["setting"] for advice in memory["recommendations"]] == [
        "windows",
        "floor",
        "confidence.notify",
        "confidence.act",
    ]


def test_what_is_not_known_is_null() -> None:
    found = document(findings(forecast("memory")))
    assert found["forecasts"][0]["data"]["first"] is None
    assert found["forecasts"][0]["notes"] == ["no series was found"]


def test_times_are_iso_8601(tmp_path: Path) -> None:
    found = document(findings())
    assert (found["from"], found["prometheus_restarts"]) == ("2026-09-21T14:14:00Z", ["2026-09-21T14:24:00Z"])
