"""Checks the books: what was accepted against what the database says, and that against what the outside saw."""

import json
from collections import Counter
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sinks.recorder import Recorder

from tests.soak.outside import Change
from tests.support.stores import rows


@dataclass(frozen=True)
class Books:
    """The outcome of a run. Everything under `lost`, `missing`, `twice` and `overlaps` has to be empty."""

    accepted: int
    finished: int
    dead: int
    open: int
    lost: list[str]
    messages: int
    missing: list[str]
    repeated: int
    actions: int
    twice: list[str]
    overlaps: list[str]

    @property
    def balanced(self) -> bool:
        """Whether accepted = finished + dead letters + still open, with nothing missing and nothing done twice."""
        faults = [*self.lost, *self.missing, *self.twice, *self.overlaps]
        return not faults and self.accepted == self.finished + self.dead + self.open


_SAID = {"text", "blocks", "event_action", "dedup_key", "payload", "links"}


def stored(url: str) -> set[str]:
    """Fingerprints of all episodes, and the `life` of each."""
    found = rows(url, "SELECT fingerprint, labels FROM episodes")
    return {fingerprint for fingerprint, _ in found} | {json.loads(labels).get("life", "") for _, labels in found}


def still_open(url: str) -> int:
    """How much the receiver has not finished: episodes, messages, remediations. At one moment: what ends writes a message."""
    counts = " + ".join(
        f"(SELECT count(*) FROM {table} WHERE state IN ({states}))"
        for table, states in (
            ("episodes", "'open'"),
            ("messages", "'pending'"),
            ("remediations", "'intended', 'acted', 'leased'"),
        )
    )
    return int(rows(url, f"SELECT {counts}")[0][0])


def check(url: str, accepted: set[str], received: Recorder, changes: list[Change]) -> Books:
    """Compare them all, after the receiver had the time to finish."""
    states = Counter(state for (state,) in rows(url, "SELECT state FROM episodes"))
    sent = rows(url, "SELECT event_key, notifier, body, state FROM messages ORDER BY id")
    delivered = Counter(_canonical(one.body) for one in received.accepted())
    expected = Counter(
        _canonical(said)
        for _, notifier, body, state in sent
        if state == "sent"
        for said in _bodies(notifier, json.loads(body))
    )
    missing = [f"{count} of {body[:120]}" for body, count in (expected - delivered).items()]
    missing += [f"{key} to {notifier} is {state}" for key, notifier, _, state in sent if state != "sent"]
    missing += _untold(url, {(key, notifier) for key, notifier, _, _ in sent})
    acted = [one for (one,) in rows(url, "SELECT id FROM remediations WHERE acted_at_s IS NOT NULL")]
    return Books(
        accepted=len(accepted),
        finished=states["closed"],
        dead=states["dead"],
        open=states["open"],
        lost=sorted(accepted - stored(url)),
        messages=len(sent),
        missing=missing,
        repeated=(delivered - expected).total(),
        actions=len(acted),
        twice=_raised_twice(changes) + [f"{one} was never raised" for one in set(acted) - _raised(changes).keys()],
        overlaps=_overlaps(changes),
    )


def _bodies(notifier: str, message: dict[str, Any]) -> list[Any]:
    return [post["body"] for post in message["posts"]] if notifier == "pagerduty" else [message]


def _canonical(body: Any) -> str:
    """As text, without what is added at sending (a routing key, how far things have come) or only stored."""
    said = {name: value for name, value in body.items() if name in _SAID}
    if "blocks" in said:
        said["blocks"] = [block for block in said["blocks"] if block["type"] != "context"]
    return json.dumps(said, sort_keys=True)


def _untold(url: str, told: set[tuple[str, str]]) -> list[str]:
    acted = rows(url, "SELECT episode_id, id FROM remediations WHERE acted_at_s IS NOT NULL")
    keys = [f"{episode}:acted:{remediation}" for episode, remediation in acted]
    return [f"{key} was never told" for key in keys for to in ("slack", "pagerduty") if (key, to) not in told]


def _raised(changes: list[Change]) -> Counter[str]:
    """How often each remediation raised its workload."""
    raised: Counter[str] = Counter()
    before: dict[str, int] = {}
    for change in changes:
        if change.replicas > before.get(change.name, 1):
            raised[change.lease or f"nobody's on {change.name}"] += 1
        before[change.name] = change.replicas
    return raised


def _raised_twice(changes: list[Change]) -> list[str]:
    return [f"{lease} raised {count} times" for lease, count in _raised(changes).items() if count > 1]


def _overlaps(changes: list[Change]) -> list[str]:
    """Leases on one workload that came back after another had taken over."""
    found = []
    for name in sorted({change.name for change in changes}):
        turns = [lease for lease, _ in groupby(change.lease for change in changes if change.name == name) if lease]
        found += [f"{lease} on {name}" for lease, count in Counter(turns).items() if count > 1]
    return found
