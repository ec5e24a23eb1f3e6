"""What the nodes have left: their allocatable less the requests of the pods on them, read page by page.

A cluster of thousands of pods is several megabytes, so only what is counted is kept, and an answer is good for a while: a storm
of alerts asks once.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from kubernetes import client

from receiver.clients.kubernetes.amounts import amounts, requests_of
from receiver.clients.kubernetes.calls import Calls
from receiver.domain.surroundings import Node, Taint
from receiver.errors import PermanentError

_MOST_PAGES = 40
"""With pages of 500 twenty thousand pods; a cluster with more is not counted while an alert waits."""
_FRESH_S = 30.0
_ON_A_NODE = "status.phase!=Succeeded,status.phase!=Failed"


class Nodes:
    """Counts, and remembers the answer for half a minute.

    Args:
        monotonic: seconds that never go back.
        page: objects in one answer.
    """

    def __init__(self, api: client.ApiClient, calls: Calls, monotonic: Callable[[], float], page: int) -> None:
        self._page = page
        self._core = client.CoreV1Api(api)
        self._calls = calls
        self._monotonic = monotonic
        self._known: tuple[float, tuple[Node, ...]] | None = None

    def all(self) -> tuple[Node, ...]:
        """Return every node.

        Raises:
            PermanentError: forbidden (nodes are for a ClusterRole), or more pods than are counted.
            TemporaryError: the API server failed.
        """
        now_s = self._monotonic()
        if self._known is not None and now_s - self._known[0] < _FRESH_S:
            return self._known[1]
        taken: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        nodes = list(self._listed("nodes", self._core.list_node))
        for pod in self._listed("pods of all namespaces", self._pods()):
            for name, asked in requests_of(pod).items():
                taken[pod["spec"].get("nodeName", "")][name] += asked
        found = tuple(_node(one, taken[one["metadata"]["name"]]) for one in nodes)
        self._known = (now_s, found)
        return found

    def _pods(self) -> Callable[..., Any]:
        return partial(self._core.list_pod_for_all_namespaces, field_selector=_ON_A_NODE)

    def _listed(self, what: str, call: Callable[..., Any]) -> Iterator[Mapping[str, Any]]:
        onward: str | None = None
        for _ in range(_MOST_PAGES):
            more = {"_continue": onward} if onward else {}
            page = self._calls.read(
                f"list {what}",
                lambda answer: json.loads(answer.data),
                partial(call, limit=self._page, _preload_content=False, **more),
            )
            yield from page["items"]
            onward = page["metadata"].get("continue")
            if not onward:
                return
        raise PermanentError(f"list {what}: there are more than {self._page * _MOST_PAGES}")


def _node(found: Mapping[str, Any], taken: Mapping[str, float]) -> Node:
    spec, status, metadata = found.get("spec") or {}, found["status"], found["metadata"]
    return Node(
        name=metadata["name"],
        free={name: amount - taken.get(name, 0.0) for name, amount in amounts(status["allocatable"]).items()},
        ready=any(one["type"] == "Ready" and one["status"] == "True" for one in status.get("conditions") or []),
        cordoned=bool(spec.get("unschedulable", False)),
        labels=metadata.get("labels") or {},
        taints=tuple(Taint(one["key"], one.get("value") or "", one["effect"]) for one in spec.get("taints") or []),
    )
