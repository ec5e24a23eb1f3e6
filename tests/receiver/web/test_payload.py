import json
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

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


def test_a_nul_which_no_database_takes_costs_no_alert() -> None:
    body = encoded(wire_group(wire_alert(labels={"a\0b": "c\0d"}, annotations={"summary": "e\0f"}), wire_alert()))
    [odd, other] = parse(body).alerts
    assert (odd.labels, odd.annotations) == ({"a\ufffdb": "c\ufffdd"}, {"summary": "e\ufffdf"})
    assert other.labels == wire_alert()["labels"]


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
    ("status", "told", "expected"),
    [
        ("resolved", "2026-03-01T10:05:00Z", 1_772_359_500.0),
        ("firing", "2026-03-01T10:05:00Z", None),
        ("resolved", "0001-01-01T00:00:00Z", None),
        ("resolved", "0001-01-01T00:00:00+14:00", None),
        ("resolved", "2026-02-30T10:00:00Z", None),
        ("resolved", "2026-03-01", None),
        ("resolved", "soon", None),
        ("resolved", None, None),
        ("resolved", 1_772_359_500, None),
    ],
)
def test_an_end_is_known_of_a_resolved_alert_that_has_a_readable_one(
    status: str, told: object, expected: float | None
) -> None:
    [alert] = parse(encoded(wire_group(wire_alert(status=status, endsAt=told)))).alerts
    assert expected == alert.ends_at_s


def test_an_alert_without_an_end_is_read() -> None:
    without = {name: value for name, value in wire_alert(status="resolved").items() if name != "endsAt"}
    assert parse(encoded(wire_group(without))).alerts[0].ends_at_s is None


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


_texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
_labels = st.dictionaries(_texts, _texts, max_size=5)
_offsets = st.integers(-1439, 1439).map(lambda minutes: timezone(timedelta(minutes=minutes)))
_moments = st.datetimes(timezones=_offsets)
_alerts = st.builds(
    wire_alert,
    status=st.sampled_from(["firing", "resolved"]),
    labels=_labels,
    annotations=_labels,
    startsAt=_moments.map(datetime.isoformat),
    fingerprint=st.text("0123456789abcdef", min_size=1, max_size=64),
)


@given(alerts=st.lists(_alerts, max_size=5), extra=st.dictionaries(_texts, _texts, max_size=3))
def test_what_was_written_is_what_is_read(alerts: list[dict[str, Any]], extra: dict[str, str]) -> None:
    group = parse(encoded(extra | wire_group() | {"alerts": alerts}))
    assert group.refused == []
    assert [
        (alert.fingerprint, alert.status.value, dict(alert.labels), dict(alert.annotations), alert.starts_at_s)
        for alert in group.alerts
    ] == [
        (
            one["fingerprint"],
            one["status"],
            one["labels"],
            one["annotations"],
            datetime.fromisoformat(one["startsAt"]).timestamp(),
        )
        for one in alerts
    ]


@given(body=st.binary(max_size=200))
def test_junk_is_refused_and_never_a_surprise(body: bytes) -> None:
    with pytest.raises(PayloadError):
        parse(body)


@given(cut=st.integers(min_value=0), flip=st.integers(min_value=0, max_value=255))
def test_a_damaged_body_is_read_or_refused_and_never_a_surprise(cut: int, flip: int) -> None:
    body = bytearray(encoded(wire_group(wire_alert(), wire_alert(fingerprint="bb"))))
    body[cut % len(body)] ^= flip
    try:
        group = parse(bytes(body))
    except PayloadError:
        return
    assert len(group.alerts) + len(group.refused) == 2


_HUGE = "9" * 4000


@pytest.mark.parametrize(
    "odd",
    [
        *["1e400", "-1e400", "NaN", "Infinity", _HUGE, f"1e{_HUGE}", f"0.{_HUGE}"],
        *["[" * 100 + "]" * 100, '{"a":' * 100 + "1" + "}" * 100],
    ],
    ids=lambda text: text[:12],
)
def test_odd_values_in_fields_that_nobody_reads_do_no_harm(odd: str) -> None:
    body = encoded(wire_group(groupKey="ODD")).replace(b'"ODD"', odd.encode())
    assert len(parse(body).alerts) == 1


@pytest.mark.parametrize("opening", ["[", '{"a":'])
def test_nesting_beyond_all_sense_is_refused_rather_than_followed(opening: str) -> None:
    body = encoded(wire_group(groupKey="DEEP")).replace(b'"DEEP"', opening.encode() * 200_000)
    with pytest.raises(PayloadError, match="Invalid JSON: recursion limit exceeded"):
        parse(body)


def test_of_a_key_that_is_there_twice_the_last_one_counts() -> None:
    body = encoded(wire_group()).replace(
        b'"status": "firing", "labels"', b'"status": "pending", "status": "firing", "labels"'
    )
    assert [alert.status.value for alert in parse(body).alerts] == ["firing"]


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16", "utf-32"])
def test_only_utf_8_is_read(encoding: str) -> None:
    body = json.dumps(wire_group(wire_alert(annotations={"summary": "é"})), ensure_ascii=False).encode(encoding)
    with pytest.raises(PayloadError, match="Invalid JSON"):
        parse(body)


@pytest.mark.parametrize("count", [129, 10_000])
def test_more_labels_than_any_alert_has_are_refused(count: int) -> None:
    [refused] = parse(encoded(wire_group(wire_alert(labels={f"l{n}": "x" for n in range(count)})))).refused
    assert refused.reason.startswith("alerts.0.labels: Dictionary should have at most 128 items")
