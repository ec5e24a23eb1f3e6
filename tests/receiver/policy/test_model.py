from pathlib import Path
from typing import Any

import pytest
import yaml

from receiver.errors import ConfigError
from receiver.policy import model
from tests.support.builders import alert, entry, entry_document, labelled, policy_document, remediation_document


def _written(folder: Path, document: object) -> Path:
    path = folder / "policy.yaml"
    path.write_text(yaml.safe_dump(document), encoding="utf-8")
    return path


def _problem(folder: Path, **changes: Any) -> str:
    path = _written(folder, policy_document(memory=entry_document(**changes)))
    with pytest.raises(ConfigError) as caught:
        model.load(path)
    return str(caught.value)


def test_a_complete_file_is_read(tmp_path: Path) -> None:
    policy = model.load(_written(tmp_path, policy_document()))
    assert policy.catalog_hash == "abc123"
    assert policy.forecasts["memory"].interval_s == 10.0


def test_an_entry_without_remediation_and_routes_is_complete(tmp_path: Path) -> None:
    document = entry_document()
    del document["remediation"], document["notify"]
    read = model.load(_written(tmp_path, policy_document(memory=document))).forecasts["memory"]
    assert (read.remediation, read.notify) == (None, {})


def test_an_unknown_key_is_refused_with_its_place(tmp_path: Path) -> None:
    message = _problem(tmp_path, remediation=remediation_document(max_stepp=3))
    assert "forecasts.memory.remediation.max_stepp: Extra inputs are not permitted" in message
    assert "generate it with the rulegen of the same version" in message


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"interval_s": "often"}, "forecasts.memory.interval_s"),
        ({"interval_s": 0}, "forecasts.memory.interval_s"),
        ({"history_s": float("nan")}, "forecasts.memory.history_s"),
        ({"by": ["not a label"]}, "forecasts.memory.by.0"),
        ({"confidence": {"act": 1.5, "notify": 0.5}}, "forecasts.memory.confidence.act"),
        ({"alerts": [{"severity": "critical"}]}, "forecasts.memory.alerts.0.horizon_s"),
        ({"remediation": remediation_document(action="explode")}, "forecasts.memory.remediation.action"),
        ({"remediation": remediation_document(mode="yolo")}, "forecasts.memory.remediation.mode"),
        ({"remediation": remediation_document(max_step=0)}, "forecasts.memory.remediation.max_step"),
        ({"remediation": remediation_document(max_replicas="many")}, "forecasts.memory.remediation.max_replicas"),
        ({"remediation": remediation_document(target={"kind": "Deployment"})}, "forecasts.memory.remediation.target"),
        (
            {"remediation": remediation_document(target={"kind": "owner", "name_label": "x"})},
            "forecasts.memory.remediation.target",
        ),
    ],
)
def test_a_wrong_value_is_refused_with_its_place(tmp_path: Path, changes: dict[str, Any], place: str) -> None:
    assert f"  {place}: " in _problem(tmp_path, **changes)


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    message = _problem(tmp_path, interval_s="often", history_s="long")
    assert "forecasts.memory.interval_s" in message
    assert "forecasts.memory.history_s" in message


def test_another_version_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="version: Input should be 'policy/v1'"):
        model.load(_written(tmp_path, policy_document() | {"version": "policy/v2"}))


@pytest.mark.parametrize("document", [None, [], "text"])
def test_a_file_that_is_no_policy_at_all_is_refused(tmp_path: Path, document: object) -> None:
    with pytest.raises(ConfigError, match="document: "):
        model.load(_written(tmp_path, document))


def test_a_missing_file_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"absent\.yaml"):
        model.load(tmp_path / "absent.yaml")


@pytest.mark.parametrize("content", [b"forecasts: [", b"\xff\xfe\x00"])
def test_a_file_that_is_not_yaml_is_refused_by_name(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "policy.yaml"
    path.write_bytes(content)
    with pytest.raises(ConfigError, match=r"policy\.yaml"):
        model.load(path)


def test_yaml_tags_create_nothing(tmp_path: Path) -> None:
    path = tmp_path / "policy.yaml"
    path.write_text("!!python/object/apply:os.getcwd []", encoding="utf-8")
    with pytest.raises(ConfigError):
        model.load(path)


def test_the_severity_label_selects_the_speed() -> None:
    fast = entry().alert_for("critical")
    assert fast is not None
    assert fast.horizon_s == 1800.0
    assert entry().alert_for("unheard-of") is None


def test_the_by_labels_select_the_series_and_other_labels_do_not() -> None:
    assert entry().selector("memory", alert().labels) == {"forecast": "memory", "namespace": "shop", "pod": "web-1"}


def test_an_alert_without_a_by_label_selects_nothing() -> None:
    assert entry().selector("memory", labelled(pod="").labels) is None


def test_a_countdown_has_no_windows_and_still_knows_how_far_to_look() -> None:
    [speed] = entry(
        kind="countdown", alerts=[{"severity": "critical", "windows_s": [], "horizon_s": 600.0, "for_s": 0}]
    ).alerts
    assert (speed.shortest_window_s, speed.longest_window_s) == (0.0, 600.0)


def test_the_shortest_and_the_longest_window_are_found_in_any_order() -> None:
    [speed] = entry(
        alerts=[{"severity": "critical", "windows_s": [900.0, 300.0], "horizon_s": 600.0, "for_s": 0}]
    ).alerts
    assert (speed.shortest_window_s, speed.longest_window_s) == (300.0, 900.0)


def test_a_ladder_is_its_own_action_and_what_comes_then() -> None:
    known = entry(remediation={"then": [remediation_document(action="restart", settle_s=600.0)]})
    restart = known.rung("restart")
    assert restart is not None
    assert (known.remediation, restart.settle_s) == (known.rung("scale"), 600.0)
    assert known.rung("webhook") is None
    assert entry(remediation=None).rung("scale") is None


@pytest.mark.parametrize(
    "then",
    [
        [remediation_document()],
        [remediation_document(action="restart"), remediation_document(action="restart")],
        [remediation_document(action="restart", then=[remediation_document(action="webhook")])],
    ],
)
def test_a_ladder_that_repeats_or_branches_is_refused(tmp_path: Path, then: list[object]) -> None:
    told = _problem(tmp_path, remediation=remediation_document(then=then))
    assert "remediation: Value error, then: every action at most once, and no `then` within it" in told


def test_a_ladder_gets_as_far_as_the_rung_that_is_trusted_most_and_any_rungs_severities_may_act() -> None:
    second = remediation_document(action="restart", mode="approve", severities=["warning"])
    read = entry(remediation=remediation_document(mode="dry-run", then=[second])).remediation
    assert read is not None
    assert (read.ceiling, read.acting) == ("approve", ("critical", "warning"))


def test_a_rule_for_promotion_stands_beside_the_ladder_and_not_within_it(tmp_path: Path) -> None:
    rule = {"min_evidence": 20, "precision": 0.8, "lead_s": 300.0}
    second = remediation_document(action="restart", promotion=rule)
    assert "promotion is for the whole ladder" in _problem(tmp_path, remediation=remediation_document(then=[second]))


@pytest.mark.parametrize(
    "url", ["https://ops.example.com/x?y=1", "http://127.0.0.1:9/x", "http://[::1]/", "http://localhost/"]
)
def test_a_webhook_goes_over_tls_or_stays_on_the_machine(url: str) -> None:
    known = entry(remediation={"action": "webhook", "url": url}).remediation
    assert known is not None
    assert known.url == url


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://ops.example.com/x", "https is needed"),
        ("http://127.0.0.1.example.com/", "https is needed"),
        ("ftp://ops.example.com/", "not a URL like"),
        ("https:///x", "not a URL like"),
        ("https://user:secret@ops.example.com/", "not a URL like"),
        ("https://ops.example.com/#x", "not a URL like"),
    ],
)
def test_another_address_is_refused(tmp_path: Path, url: str, why: str) -> None:
    assert why in _problem(tmp_path, remediation=remediation_document(action="webhook", url=url))
