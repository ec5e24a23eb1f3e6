import json
from pathlib import Path

import pytest

from receiver import settings
from receiver.domain.alert import Alert, AlertStatus
from receiver.errors import PayloadError
from receiver.web.payload import parse
from tests.support.payloads import OWN, encoded, recorded, wire_alert, wire_group


@pytest.mark.parametrize("body", OWN.values(), ids=list(OWN))
def test_bodies_of_all_versions_are_read(body: dict[str, object]) -> None:
    group = parse(encoded(body))
    assert (len(group.alerts), group.refused) == (len(body["alerts"]), [])  # type: ignore[arg-type]  # built as a list above


@pytest.mark.skipif(not recorded(), reason="the recorded Alertmanager bodies are not on this machine")
@pytest.mark.parametrize("path", recorded() or [Path("none")], ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_recorded_bodies_are_read(path: Path) -> None:
    group = parse(path.read_bytes())
    assert group.alerts
    assert group.refused == []
    assert all(alert.labels["alertname"] for alert in group.alerts)


def test_an_alert_keeps_what_is_needed_and_drops_the_rest() -> None:
    [alert] = parse(encoded(wire_group())).alerts
    expected = Alert(
        fingerprint="00c0ffee00c0ffee",
        status=AlertStatus.FIRING,
        labels=wire_alert()["labels"],
        annotations={"summary": "Memory runs out"},
        starts_at_s=1_772_359_200.5,
    )
    assert expected == alert


def test_each_alert_has_its_own_status_whatever_the_group_says() -> None:
    group = wire_group(wire_alert(status="resolved"), wire_alert(fingerprint="aa"), status="resolved")
    assert [alert.status.value for alert in parse(encoded(group)).alerts] == ["resolved", "firing"]


def test_a_start_with_an_offset_is_the_same_moment() -> None:
    group = wire_group(wire_alert(startsAt="2026-03-01T12:00:00.5+02:00"))
    assert parse(encoded(group)).alerts[0].starts_at_s == 1_772_359_200.5


@pytest.mark.parametrize(
    ("body", "place"),
    [
        (b"", "body: Invalid JSON"),
        (b"{", "body: Invalid JSON"),
        (b"null", "body: Input should be an object"),
        (b"[" * 5000, "body: Invalid JSON"),
        (encoded(wire_group(version="5")), "version: Input should be '4'"),
        (encoded(wire_group(version=4)), "version: Input should be '4'"),
        (encoded(wire_group(alerts=None)), "alerts: Input should be a valid array"),
        (encoded(wire_group(alerts=[None] * 65_537)), "alerts: List should have at most 65536 items"),
        (encoded(wire_group(truncatedAlerts=-1)), "truncatedAlerts: "),
        (encoded(wire_group(truncatedAlerts=10**400)), "truncatedAlerts: "),
        (b'{"version": "4", "alerts": [], "groupKey": "\\ud800"}', "body: Invalid JSON"),
    ],
)
def test_a_body_that_can_never_succeed_is_refused_with_its_place(body: bytes, place: str) -> None:
    with pytest.raises(PayloadError) as caught:
        parse(body)
    assert str(caught.value).startswith(place)


_NO_MOMENTS: list[object] = [1_772_359_200, 1_772_359_200.5, "1772359200", "1772359200.5", "2026-03-01", None, True, []]


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"status": "pending"}, "alerts.1.status: Input should be 'firing' or 'resolved'"),
        ({"labels": ["x"]}, "alerts.1.labels: "),
        ({"labels": {"pod": 1}}, "alerts.1.labels.pod: "),
        ({"labels": {"pod": "x" * 20_000}}, "alerts.1.labels.pod: "),
        ({"labels": {"a\x00b": 1}}, "alerts.1.labels.a�b: "),
        ({"annotations": {"description": "x" * 20_000}}, "alerts.1.annotations.description: "),
        ({"fingerprint": "'; DROP TABLE"}, "alerts.1.fingerprint: "),
        ({"fingerprint": "A1"}, "alerts.1.fingerprint: "),
        ({"startsAt": "yesterday"}, "alerts.1.startsAt: String should match pattern"),
        ({"startsAt": "2026-03-01T10:00:00"}, "alerts.1.startsAt: String should match pattern"),
        ({"startsAt": "2026-03-01T25:00:00Z"}, "alerts.1.startsAt: hour must be in 0..23"),
        ({"startsAt": "2026-02-30T10:00:00Z"}, "alerts.1.startsAt: day is out of range for month"),
        *[({"startsAt": moment}, "alerts.1.startsAt: ") for moment in _NO_MOMENTS],
    ],
)
def test_an_alert_that_can_never_be_read_is_refused_by_itself(changes: dict[str, object], place: str) -> None:
    bad = wire_alert(fingerprint="bb") | changes
    group = parse(encoded(wire_group(wire_alert(fingerprint="aa"), bad, wire_alert(fingerprint="cc"))))
    assert [alert.fingerprint for alert in group.alerts] == ["aa", "cc"]
    [refused] = group.refused
    assert refused.reason.startswith(place)
    assert json.loads(refused.body) == bad


@pytest.mark.parametrize("document", ["null", "1", '"x"', "[]", "NaN", "[[[]]]"])
def test_something_else_than_an_alert_is_refused_by_itself(document: str) -> None:
    body = f'{{"version": "4", "alerts": [{document}, {json.dumps(wire_alert())}]}}'
    group = parse(body.encode())
    assert (len(group.alerts), [one.body.decode() for one in group.refused]) == (1, [document])
    assert group.refused[0].reason.startswith("alerts.0: ")


def test_a_label_with_a_very_long_name_makes_no_long_reason() -> None:
    [refused] = parse(encoded(wire_group(wire_alert(labels={"x" * 100_000: 1})))).refused
    assert len(refused.reason) < 1000


def test_many_problems_of_one_alert_are_told_shortly() -> None:
    labels = {f"name-{number}": number for number in range(100)}
    [refused] = parse(encoded(wire_group(wire_alert(labels=labels)))).refused
    assert refused.reason.count("alerts.0.labels.") == 5


def test_an_outage_of_a_whole_cluster_is_one_group() -> None:
    alerts = [
        wire_alert(fingerprint=f"{number:x}", annotations={"description": "x" * 1500}) for number in range(15_000)
    ]
    body = encoded(wire_group(*alerts))
    assert len(body) < settings.Settings.model_fields["max_body_bytes"].default
    assert len(parse(body).alerts) == 15_000
