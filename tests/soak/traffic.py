"""Who sends alerts in the soak: a load generator that knows what was answered, and a real Alertmanager.

The generator begins a life of an alert, sends it until it is accepted, and never again: what the receiver then loses stays
lost, because nobody repeats it. Half of the lives end while the soak goes on.
"""

import random
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import requests

from tests.soak.outside import NAMESPACE, Outside
from tests.support.installation import TOKEN
from tests.support.payloads import wire_alert, wire_group

SENDERS = 3
PAUSE_S = 0.15
TOGETHER = 3
LIFE_S = 3.0
_TIMEOUT_S = 10.0
_GIVE_UP_S = 120.0


@dataclass
class Life:
    """One alert from its beginning to its end."""

    number: int
    workload: str
    began: datetime
    ends: bool

    @property
    def fingerprint(self) -> str:
        return f"{self.number:016x}"

    def wire(self, status: str) -> dict[str, Any]:
        """The alert as Alertmanager writes it."""
        return wire_alert(
            status=status,
            labels=labels(self.workload, f"load-{self.number}"),
            startsAt=self.began.isoformat(),
            fingerprint=self.fingerprint,
        )


def labels(workload: str, life: str) -> dict[str, str]:
    """An alert about a workload; `life` tells it from the others about the same."""
    return {
        "alertname": "ForecastMemory",
        "forecast": "memory",
        "severity": "critical",
        "namespace": NAMESPACE,
        "pod": f"{workload}-pod",
        "life": life,
    }


@dataclass
class Load:
    """Sends from several threads inside a `with` block.

    Attributes:
        accepted: fingerprints whose firing was answered with 2xx.
        ended: fingerprints whose end was answered with 2xx.
        answers: requests by answer; 0 = nobody answered.
    """

    url: str
    outside: Outside
    workloads: int
    random: random.Random
    accepted: set[str] = field(default_factory=set)
    ended: set[str] = field(default_factory=set)
    answers: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._numbers = 0
        self._alive: list[Life] = []
        self._threads = [threading.Thread(target=self._send_on, daemon=True) for _ in range(SENDERS)]

    def __enter__(self) -> "Load":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Begin no more lives."""
        self._stopping.set()
        for thread in self._threads:
            thread.join()

    def end_all(self) -> None:
        """End every life that was accepted."""
        left, self._alive = self._alive, []
        for start in range(0, len(left), 50):
            self._until_accepted(left[start : start + 50], "resolved")

    def _send_on(self) -> None:
        while not self._stopping.wait(PAUSE_S):
            over = self._over()
            if over:
                self._until_accepted(over, "resolved")
            self._until_accepted([self._new_life() for _ in range(self.random.randint(1, TOGETHER))], "firing")

    def _new_life(self) -> Life:
        with self._lock:
            self._numbers += 1
            workload = f"web-{self.random.randrange(self.workloads)}"
            self.outside.hot.add(workload)
            return Life(self._numbers, workload, datetime.now(UTC), ends=self._numbers % 2 == 0)

    def _over(self) -> list[Life]:
        now = datetime.now(UTC)
        with self._lock:
            over = [life for life in self._alive if life.ends and (now - life.began).total_seconds() > LIFE_S]
            self._alive = [life for life in self._alive if life not in over]
        return over

    def _until_accepted(self, lives: list[Life], status: str) -> None:
        """As Alertmanager does: again until it is accepted."""
        deadline_s = time.monotonic() + _GIVE_UP_S
        while not self._post(lives, status):
            if time.monotonic() > deadline_s:
                raise TimeoutError(f"nothing is accepted any more; answers so far: {self.answers}")
            time.sleep(PAUSE_S)
        with self._lock:
            reached = self.accepted if status == "firing" else self.ended
            reached |= {life.fingerprint for life in lives}
            if status == "firing":
                self._alive += lives

    def _post(self, lives: list[Life], status: str) -> bool:
        group = wire_group(*[life.wire(status) for life in lives], status=status)
        headers = {"Authorization": f"Bearer {TOKEN}"}
        try:
            code = requests.post(
                f"{self.url}/api/v1/alerts", json=group, headers=headers, timeout=_TIMEOUT_S
            ).status_code
        except requests.RequestException:
            code = 0
        with self._lock:
            self.answers[code] = self.answers.get(code, 0) + 1
        return 200 <= code < 300


class Feed:
    """Alerts that a real Alertmanager delivers; it is told of a new one every now and then, and of all ends at the end."""

    def __init__(self, url: str, workloads: int) -> None:
        self._url = f"{url}/api/v2/alerts"
        self._workloads = workloads
        self._alerts: list[dict[str, Any]] = []

    @property
    def lives(self) -> set[str]:
        """The labels `life` of all alerts so far."""
        return {alert["labels"]["life"] for alert in self._alerts}

    def fire_one(self) -> None:
        """Let one more alert fire."""
        number = len(self._alerts)
        began = datetime.now(UTC).isoformat()
        workload = f"web-{number % self._workloads}"
        self._alerts.append({"labels": labels(workload, f"alertmanager-{number}"), "startsAt": began})
        self._tell(self._alerts)

    def end_all(self) -> None:
        """Let all of them be resolved."""
        now = datetime.now(UTC).isoformat()
        self._tell([{**alert, "endsAt": now} for alert in self._alerts])

    def _tell(self, alerts: list[dict[str, Any]]) -> None:
        requests.post(self._url, json=alerts, timeout=_TIMEOUT_S).raise_for_status()
