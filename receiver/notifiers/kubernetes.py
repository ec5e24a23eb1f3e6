"""Kubernetes Events on the target, so that `kubectl describe` tells what was done to it and why, beside everything else.

RBAC: create events, and get the target (its uid: `kubectl describe` shows only Events that carry it).
Idempotence: the Event's name follows from what happened, so that a message sent twice is one Event.
https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/
"""

import hashlib
from collections.abc import Mapping
from typing import Any

from receiver.domain import call
from receiver.domain.digest import Digest
from receiver.domain.event import NEEDS_A_PERSON, Event
from receiver.domain.message import Rendered, Sent
from receiver.domain.target import Target
from receiver.ports import Cluster

_MESSAGE_LIMIT = 1024
"""The API server refuses longer ones: https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/"""
_NAME_DIGITS = 16


class KubernetesEvents:
    """Implements the port `Notifier`; the route means nothing here."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster

    def render(self, event: Event) -> Rendered | None:
        if event.target is None or event.target.kind == call.KIND:
            return None  # a series is no object to tell on
        told = hashlib.sha256(f"{event.key}:{event.at_s}".encode()).hexdigest()[:_NAME_DIGITS]
        return Rendered(
            {
                "target": str(event.target),
                "name": f"forecast.{told}",
                "type": "Warning" if event.kind in NEEDS_A_PERSON else "Normal",
                "reason": "Forecast" + event.kind.value.title().replace("_", ""),
                "message": f"{event.headline}: {event.detail}"[:_MESSAGE_LIMIT],
                "at_s": event.at_s,
            }
        )

    def digest(self, digest: Digest) -> None:
        """Nothing is folded: each Event is about an object of its own."""

    def reaches(self, route: str) -> bool:  # noqa: ARG002 (the port asks for it)
        return True

    def spacing_s(self, route: str) -> float:  # noqa: ARG002 (the port asks for it)
        return 0.0

    def send(self, message: Mapping[str, Any], route: str, sent: Sent) -> None:  # noqa: ARG002 (the port asks for it)
        record = {name: value for name, value in message.items() if name != "target"}
        self._cluster.record_event(Target.parse(message["target"]), **record)
