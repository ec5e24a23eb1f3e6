from pathlib import Path

import pytest

from receiver.domain.alert import Alert, AlertStatus
from receiver.errors import PayloadError
from receiver.web.payload import parse, to_alerts
from tests.support.payloads import OWN, encoded, recorded, wire_alert, wire_group


@pytest.mark.parametrize("body", OWN.values(), ids=list(OWN))
def test_bodies_of_all_versions_are_read(body: dict[str, object]) -> None:
    assert len(to_alerts(parse(encoded(body)))) == len(body["alerts"])  # type: ignore[arg-type]  # built as a list above


@pytest.mark.skipif(not recorded(), reason="the recorded Alertmanager bodies are not on this machine")
@pytest.mark.parametrize("path", recorded() or [Path("none")], ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_recorded_bodies_are_read(path: Path) -> None:
    alerts = to_alerts(parse(path.read_bytes()))
    assert alerts
    assert all(alert.labels["alertname"] for alert in alerts)


def test_an_alert_keeps_what_is_needed_and_drops_the_rest() -> None:
    [alert] = to_alerts(parse(encoded(wire_group())))
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
    assert [alert.status.value for alert in to_alerts(parse(encoded(group)))] == ["resolved", "firing"]


def test_a_start_with_an_offset_is_the_same_moment() -> None:
    group = wire_group(wire_alert(startsAt="2026-03-01T12:00:00.5+02:00"))
    assert to_alerts(parse(encoded(group)))[0].starts_at_s == 1_772_359_200.5


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
        (encoded(wire_group(wire_alert(status="pending"))), "alerts.0.status: Input should be 'firing' or 'resolved'"),
        (encoded(wire_group(wire_alert(labels=["x"]))), "alerts.0.labels: "),
        (encoded(wire_group(wire_alert(labels={"pod": 1}))), "alerts.0.labels.pod: "),
        (encoded(wire_group(wire_alert(labels={"pod": "x" * 20_000}))), "alerts.0.labels.pod: "),
        (encoded(wire_group(wire_alert(fingerprint="'; DROP TABLE"))), "alerts.0.fingerprint: "),
        (encoded(wire_group(wire_alert(fingerprint="A1"))), "alerts.0.fingerprint: "),
        (encoded(wire_group(wire_alert(startsAt="yesterday"))), "alerts.0.startsAt: "),
        (encoded(wire_group(wire_alert(startsAt="2026-03-01T10:00:00"))), "alerts.0.startsAt: "),
        (encoded(wire_group(truncatedAlerts=-1)), "truncatedAlerts: "),
        (encoded(wire_group(truncatedAlerts=10**400)), "truncatedAlerts: "),
        (b'{"version": "4", "alerts": [], "groupKey": "\\ud800"}', "body: Invalid JSON"),
    ],
)
def test_a_body_that_can_never_succeed_is_refused_with_its_place(body: bytes, place: str) -> None:
    with pytest.raises(PayloadError) as caught:
        parse(body)
    assert str(caught.value).startswith(place)


def test_many_problems_are_told_shortly() -> None:
    broken = wire_group(*[wire_alert(status="x") for _ in range(100)])
    with pytest.raises(PayloadError) as caught:
        parse(encoded(broken))
    assert str(caught.value).count("alerts.") == 5
