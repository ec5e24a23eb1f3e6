import errno
import gzip
import io
import json
import sqlite3
from pathlib import Path, PosixPath
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from receiver import conventions
from receiver.clock import FrozenClock
from tests.support.builders import alert
from tests.support.metrics import counted
from tests.support.payloads import OWN, encoded, recorded, wire_alert, wire_group
from tests.support.site import TOKEN, Site, open_site
from tests.support.stores import Stores, open_stores


class _Flickering(PosixPath):
    """A folder none of whose files can be read when it is looked for the first time."""

    def read_bytes(self) -> bytes:
        looked_for = self.with_name(f"{self.name}-was-looked-for")
        if not looked_for.exists():
            looked_for.touch()
            raise OSError(errno.EMFILE, "too many open files")
        return super().read_bytes()


def _firing(alerts: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Of alerts that were not known before, the others are over and nothing to do."""
    return [(one["fingerprint"], one["status"]) for one in alerts if one["status"] == "firing"]


@pytest.mark.parametrize("body", OWN.values(), ids=list(OWN))
def test_a_group_is_answered_200_and_what_fires_is_stored(site: Site, body: dict[str, Any]) -> None:
    answer = site.post(body)
    assert (answer.status_code, answer.text) == (200, f"accepted {len(body['alerts'])}\n")
    assert site.stored() == _firing(body["alerts"])


@pytest.mark.skipif(not recorded(), reason="the recorded Alertmanager bodies are not on this machine")
@pytest.mark.parametrize("path", recorded() or [Path("none")], ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_recorded_group_is_answered_200_and_what_fires_is_stored(site: Site, path: Path) -> None:
    sent = json.loads(path.read_bytes())["alerts"]
    assert site.post(path.read_bytes()).status_code == 200
    assert site.stored() == _firing(sent)


@pytest.mark.skipif(not recorded(), reason="the recorded Alertmanager bodies are not on this machine")
def test_a_recorded_session_ends_with_one_episode_per_alert(site: Site) -> None:
    session = [path for path in recorded() if path.parent == recorded()[0].parent]
    assert [site.post(path.read_bytes()).status_code for path in session] == [200] * len(session)
    fingerprints = {one["fingerprint"] for path in session for one in json.loads(path.read_bytes())["alerts"]}
    assert {one for one, _ in site.stored()} == fingerprints
    assert len(site.stored()) == len(fingerprints)


def test_the_previous_token_is_valid_during_a_rotation(site: Site) -> None:
    (site.secrets / "alertmanager-token.previous").write_text("older", encoding="utf-8")
    assert [site.post(wire_group(), token).status_code for token in (TOKEN, "older")] == [200, 200]


@pytest.mark.parametrize("token", [None, "", "wrong", TOKEN.upper()])
def test_without_a_valid_token_nothing_is_stored_not_even_in_quarantine(site: Site, token: str | None) -> None:
    for body in (encoded(wire_group()), b"garbage"):
        assert site.post(body, token).status_code == 401
    assert site.stored() == []
    assert site.stores.rows("SELECT 1 FROM quarantine") == []


def test_without_any_token_file_nobody_is_let_in_and_everybody_may_come_again(site: Site) -> None:
    """Alertmanager would drop what is answered with 401, and a Secret may be made anew."""
    (site.secrets / "alertmanager-token").unlink()
    assert site.post(wire_group()).status_code == 503
    assert site.stored() == []


@pytest.mark.parametrize("unreadable", ["alertmanager-token", "alertmanager-token.previous"])
def test_while_one_of_the_tokens_cannot_be_read_nobody_is_refused_for_good(site: Site, unreadable: str) -> None:
    """It could be the one that was presented: what is dropped with 401 does not come again."""
    for name in ("alertmanager-token", "alertmanager-token.previous"):
        (site.secrets / name).write_text(f"the content of {name}", encoding="utf-8")
    (site.secrets / unreadable).unlink()
    (site.secrets / unreadable).symlink_to(unreadable)
    assert site.post(wire_group(), "the-one-in-that-file").status_code == 503
    assert site.stored() == []


def test_a_token_that_is_there_again_a_moment_later_drops_nothing(tmp_path: Path, stores: Stores) -> None:
    """Whether it is valid and whether there is one to compare with is told by the same look."""
    site = open_site(stores, _Flickering(tmp_path / "secrets"))
    assert [site.post(wire_group()).status_code for _ in range(2)] == [503, 200]


def test_a_body_that_is_too_large_is_413_and_leaves_a_row_without_being_read(site: Site) -> None:
    before = counted("receiver_quarantined_total"), counted("receiver_requests_total", code="413")
    answer = site.post(b"x" * 65_537)
    assert answer.status_code == 413
    assert "RECEIVER_MAX_BODY_BYTES (65536)" in answer.text
    [(reason, body)] = site.stores.rows("SELECT reason, body FROM quarantine")
    assert (answer.text.strip() in reason, "it has 65537 bytes" in reason, body) == (True, True, b"")
    after = counted("receiver_quarantined_total"), counted("receiver_requests_total", code="413")
    assert after == (before[0] + 1, before[1] + 1)


def test_a_body_of_the_largest_size_is_taken(site: Site) -> None:
    body = encoded(wire_group())
    assert site.post(body + b" " * (65_536 - len(body))).status_code == 200


def test_a_body_that_is_too_large_leaves_no_row_without_a_token(site: Site) -> None:
    assert site.post(b"x" * 65_537, token=None).status_code == 401
    assert site.stores.rows("SELECT 1 FROM quarantine") == []


def test_a_body_that_stops_in_the_middle_is_503_because_it_may_arrive_the_next_time(site: Site) -> None:
    class _Cut(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise TimeoutError("timed out")

        readinto = read  # type: ignore[assignment]

    answer = site.client.post(
        "/api/v1/alerts",
        input_stream=_Cut(),
        headers={"Authorization": f"Bearer {TOKEN}"},
        environ_overrides={"CONTENT_LENGTH": "100"},
    )
    assert (answer.status_code, answer.text) == (503, "the body did not arrive to its end\n")
    assert site.stores.rows("SELECT 1 FROM quarantine") == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff\x00",
        b"{}",
        encoded(wire_group(version="3")),
        encoded(wire_group(alerts=None)),
    ],
)
def test_a_body_that_can_never_succeed_is_400_counted_and_kept(site: Site, body: bytes) -> None:
    before = counted("receiver_quarantined_total")
    answer = site.post(body)
    assert answer.status_code == 400
    assert site.stored() == []
    assert site.stores.rows("SELECT reason, body FROM quarantine") == [(answer.text.strip(), body)]
    assert counted("receiver_quarantined_total") == before + 1


def test_an_alert_that_can_never_be_read_does_not_take_its_siblings_with_it(site: Site) -> None:
    before = counted("receiver_quarantined_total")
    bad = [wire_alert(fingerprint="bb", startsAt=1), wire_alert(fingerprint="dd", annotations={"x": "y" * 20_000})]
    answer = site.post(wire_group(wire_alert(fingerprint="aa"), bad[0], wire_alert(fingerprint="cc"), bad[1]))
    assert answer.status_code == 200
    assert answer.text.startswith("accepted 2, refused 2: alerts.1.startsAt: ")
    assert site.stored() == [("aa", "firing"), ("cc", "firing")]
    kept = site.stores.rows("SELECT reason, body FROM quarantine ORDER BY id")
    assert [json.loads(body) for _, body in kept] == bad
    assert [reason.split(":")[0] for reason, _ in kept] == ["alerts.1.startsAt", "alerts.3.annotations.x"]
    assert counted("receiver_quarantined_total") == before + 2


def test_a_group_of_which_nothing_can_be_stored_is_400_and_each_alert_is_kept(site: Site) -> None:
    answer = site.post(wire_group(wire_alert(startsAt=None), wire_alert(labels="text")))
    assert answer.status_code == 400
    assert answer.text.startswith("2: alerts.0.startsAt: ")
    reasons = [reason for (reason,) in site.stores.rows("SELECT reason FROM quarantine ORDER BY id")]
    assert [reason.split(":")[0] for reason in reasons] == ["alerts.0.startsAt", "alerts.1.labels"]
    assert site.stored() == []


def test_very_many_bad_alerts_are_all_counted_but_do_not_flood_the_quarantine(site: Site) -> None:
    before = counted("receiver_quarantined_total")
    bad = [wire_alert(fingerprint=f"{number:x}", startsAt=number) for number in range(100)]
    answer = site.post(wire_group(wire_alert(fingerprint="aa"), *bad))
    assert answer.text.endswith("; …\n")
    kept = site.stores.rows("SELECT reason, body FROM quarantine ORDER BY id")
    assert len(kept) == 21
    assert kept[-1][0].startswith("80 more, e.g. alerts.21.startsAt: ")
    assert [json.loads(one)["startsAt"] for one in kept[-1][1].splitlines()] == list(range(20, 100))
    assert counted("receiver_quarantined_total") == before + 100


def test_alerts_that_cannot_be_stored_yet_leave_nothing_in_quarantine_for_they_come_again(
    site: Site, tmp_path: Path, clock: FrozenClock
) -> None:
    full = open_stores(tmp_path / "full.db", clock, max_backlog=1)
    full.inbox.accept([alert()])
    group = wire_group(wire_alert(), wire_alert(fingerprint="bb", startsAt=1))
    assert open_site(full, site.secrets).post(group).status_code == 503
    assert full.rows("SELECT 1 FROM quarantine") == []
    full.database.close()


def test_more_alerts_than_a_statement_can_name_are_stored(site: Site, tmp_path: Path, clock: FrozenClock) -> None:
    large = open_stores(tmp_path / "large.db", clock, max_backlog=100_000)
    group = wire_group(*[wire_alert(fingerprint=f"{number:x}", annotations={}) for number in range(33_000)])
    answer = open_site(large, site.secrets, max_body_bytes=32 * 2**20).post(group)
    assert (answer.status_code, answer.text) == (200, "accepted 33000\n")
    assert large.rows("SELECT count(*) FROM episodes") == [(33_000,)]
    large.database.close()


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.binary(max_size=200))
def test_no_bytes_make_anything_else_than_a_400(site: Site, body: bytes) -> None:
    assert site.post(body).status_code == 400


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    place=st.sampled_from(["version", "alerts", "truncatedAlerts", "groupKey"])
    | st.sampled_from(["status", "labels", "annotations", "startsAt", "endsAt", "fingerprint", "generatorURL"]),
    value=_json,
)
def test_no_value_in_any_place_makes_anything_else_than_200_or_400(site: Site, place: str, value: object) -> None:
    body = wire_group(wire_alert(**{place: value})) if place in wire_alert() else wire_group(**{place: value})
    answer = site.post(body)
    assert answer.status_code in (200, 400), answer.text


def test_unknown_fields_are_ignored_everywhere(site: Site) -> None:
    body = wire_group(
        wire_alert(silencedBy=[], deeper={"a": [1]}), futureField={"x": None}, notification_reason="repeat"
    )
    assert site.post(body).status_code == 200
    assert site.stored() == [("00c0ffee00c0ffee", "firing")]


def test_an_empty_group_is_accepted(site: Site) -> None:
    answer = site.post(wire_group() | {"alerts": []})
    assert (answer.status_code, answer.text) == (200, "accepted 0\n")


def test_alerts_that_alertmanager_cut_off_arecounted(site: Site) -> None:
    before = counted("receiver_alerts_total", status="truncated")
    assert site.post(wire_group(truncatedAlerts=7)).status_code == 200
    assert counted("receiver_alerts_total", status="truncated") == before + 7


def test_people_learn_from_the_alerts_that_came_how_many_did_not(site: Site) -> None:
    site.post(wire_group(truncatedAlerts=7))
    [(annotations,)] = site.stores.rows("SELECT annotations FROM episodes")
    expected = "Alertmanager left 7 more alerts of this group out; set max_alerts: 0"
    assert json.loads(annotations)[conventions.ANNOTATION_CUT] == expected


def test_a_receiver_that_stops_answers_503_and_stores_nothing(site: Site) -> None:
    site.stopping.set()
    assert [site.post(body).status_code for body in (wire_group(), b"garbage")] == [503, 503]
    assert site.stored() == []
    assert site.stores.rows("SELECT 1 FROM quarantine") == []


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "identity;q=1"])
def test_a_compressed_body_is_refused_clearly_and_never_unpacked(site: Site, encoding: str) -> None:
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Encoding": encoding}
    answer = site.client.post("/api/v1/alerts", data=gzip.compress(encoded(wire_group())), headers=headers)
    assert (answer.status_code, answer.text) == (400, "a compressed body is not read; Alertmanager sends none\n")
    assert site.stored() == []
    [(reason, kept)] = site.stores.rows("SELECT reason, body FROM quarantine")
    assert (reason, gzip.decompress(kept)) == (answer.text.strip(), encoded(wire_group()))


def test_accepted_alerts_are_counted_by_status(site: Site) -> None:
    before = {status: counted("receiver_alerts_total", status=status) for status in ("firing", "resolved")}
    site.post(OWN["firing-group-with-a-resolved-alert"])
    after = {status: counted("receiver_alerts_total", status=status) for status in ("firing", "resolved")}
    assert {status: after[status] - before[status] for status in after} == {"firing": 1, "resolved": 1}


def test_the_same_group_twice_is_stored_once(site: Site) -> None:
    assert [site.post(wire_group()).status_code for _ in range(2)] == [200, 200]
    assert site.stored() == [("00c0ffee00c0ffee", "firing")]


def test_a_failing_store_is_503_because_429_would_be_dropped(site: Site) -> None:
    with sqlite3.connect(site.stores.path) as other:
        other.execute("DROP TABLE evaluations")
        other.execute("DROP TABLE remediations")
        other.execute("DROP TABLE episodes")
        other.execute("DROP TABLE quarantine")
    other.close()
    assert site.post(wire_group()).status_code == 503
    assert site.post(b"garbage").status_code == 503


def test_a_full_backlog_is_503(site: Site, tmp_path: Path, clock: FrozenClock) -> None:
    full = open_stores(tmp_path / "full.db", clock, max_backlog=1)
    full.inbox.accept([alert()])
    answer = open_site(full, site.secrets).post(wire_group())
    assert (answer.status_code, answer.text) == (503, "backlog full: 1 open episodes\n")
    full.database.close()


def test_answers_are_counted_by_code(site: Site) -> None:
    before = {code: counted("receiver_requests_total", code=code) for code in ("200", "400", "401")}
    site.post(wire_group())
    site.post(b"garbage")
    site.post(wire_group(), token=None)
    assert {code: counted("receiver_requests_total", code=code) - before[code] for code in before} == {
        "200": 1,
        "400": 1,
        "401": 1,
    }


def test_only_post_is_answered(site: Site) -> None:
    assert site.client.get("/api/v1/alerts").status_code == 405
