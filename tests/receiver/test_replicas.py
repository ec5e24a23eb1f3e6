"""Two receivers on one PostgreSQL, one of which freezes in the middle of an action and comes back when it is too late."""

import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import requests
from engines.supervisor import Supervisor

from tests.soak import books
from tests.soak.outside import standing_in
from tests.soak.traffic import labels
from tests.soak.victim import Victim
from tests.support.installation import TOKEN
from tests.support.payloads import wire_alert, wire_group
from tests.support.postgresql import Postgresql
from tests.support.stores import rows

WITHIN_S = 120.0


class FirstChangeHeldUp:
    """In front of the cluster: its first change does not reach it until it may."""

    def __init__(self) -> None:
        self.held = threading.Event()
        self.go_on = threading.Event()
        self._first = threading.Lock()

    def __call__(self, app: Any) -> Callable[..., Iterable[bytes]]:
        def answer(environment: dict[str, Any], start: Any) -> Iterable[bytes]:
            if environment["REQUEST_METHOD"] == "PATCH" and self._first.acquire(blocking=False):
                self.held.set()
                self.go_on.wait(WITHIN_S)
            found: Iterable[bytes] = app(environment, start)
            return found

        return answer


def _eventually(truth: Callable[[], bool]) -> bool:
    pause = threading.Event()
    return any(truth() or pause.wait(0.1) for _ in range(int(WITHIN_S / 0.1))) or truth()


def test_one_that_freezes_over_an_action_is_replaced_and_its_late_result_refused(
    postgresql: Postgresql, tmp_path: Path
) -> None:
    url, gate = postgresql.database(), FirstChangeHeldUp()
    with standing_in(1, gate) as outside, Supervisor(tmp_path / "logs") as supervisor:
        frozen, other = (Victim(supervisor, tmp_path, outside, url, name) for name in ("frozen", "other"))
        frozen.start()
        outside.hot.add("web-0")
        group = wire_group(wire_alert(labels=labels("web-0", "1")))
        headers = {"Authorization": f"Bearer {TOKEN}"}
        assert requests.post(f"{frozen.url}/api/v1/alerts", json=group, headers=headers, timeout=10).status_code == 200
        assert gate.held.wait(WITHIN_S)
        frozen.freeze()
        other.start()
        assert _eventually(lambda: rows(url, "SELECT 1 FROM remediations WHERE acted_at_s IS NOT NULL") != [])
        gate.go_on.set()
        frozen.thaw()
        assert _eventually(lambda: 'receiver_claims_lost_total{desk="episodes"} 1.0' in frozen.metrics())
        group = wire_group(wire_alert(labels=labels("web-0", "1"), status="resolved"), status="resolved")
        assert requests.post(f"{frozen.url}/api/v1/alerts", json=group, headers=headers, timeout=10).status_code == 200
        assert _eventually(lambda: books.still_open(url) == 0)
        kept = books.check(url, {"00c0ffee00c0ffee"}, outside.sinks.received, outside.journal.changes)
    assert kept.balanced, kept
    assert (kept.actions, kept.finished, kept.repeated) == (1, 1, 0)
