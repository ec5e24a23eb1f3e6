"""Runs the pods of the store as processes, restarts those that die, and reports how they are.

Used by one thread only. It never decides how many pods there are.
"""

import time
from dataclasses import dataclass, field
from pathlib import Path

from engines.process import Process
from engines.ready import answers

from localcluster import container, resize
from localcluster.mounts import Mounts
from localcluster.objects import address
from localcluster.resources import PODS
from localcluster.status import ApiError
from localcluster.store import Object, Pods, timestamp

KILLED = 137
PROBE_TIMEOUT_S = 0.5


@dataclass(frozen=True)
class Kill:
    """A container that ran out of memory; `at` is time.monotonic()."""

    namespace: str
    pod: str
    app: str
    at: float


@dataclass
class _Running:
    """A pod's process and its history."""

    process: Process
    started_at: str = field(default_factory=timestamp)
    ready: bool = False
    ready_since: str = field(default_factory=timestamp)
    restarts: int = 0
    restart_due: float | None = None
    last: Object = field(default_factory=dict)


class Kubelet:
    """Keeps processes in step with pods.

    Args:
        logs: folder for one log per pod.
        mounts: the volumes of the pods.
        restart_delay_s: from a death to the restart (10 s at first in a real cluster).
    """

    def __init__(self, store: Pods, logs: Path, mounts: Mounts, restart_delay_s: float = 0.5) -> None:
        self._store = store
        self._logs = logs
        self._mounts = mounts
        self._restart_delay_s = restart_delay_s
        self._running: dict[str, _Running] = {}
        self.kills: list[Kill] = []

    def sync(self) -> None:
        """Start, restart and stop what has to be, and report."""
        self._mounts.refresh()
        pods = {pod["metadata"]["uid"]: pod for pod in self._store.list(PODS) if "nodeName" in pod["spec"]}
        for uid in self._running.keys() - pods.keys():
            self._running.pop(uid).process.stop()
        for uid, pod in pods.items():
            if uid not in self._running:
                self._running[uid] = _Running(self._start(pod))
            self._look_after(pod, self._running[uid])
            self._report(pod, self._running[uid])

    def stop_all(self) -> None:
        """Stop every process."""
        while self._running:
            self._running.popitem()[1].process.stop()

    def _start(self, pod: Object) -> Process:
        name = pod["metadata"]["name"]
        return Process(
            name,
            container.command(pod, self._mounts.arguments(pod)),
            self._logs / f"{name}.log",
            env=container.environment(pod),
        )

    def _look_after(self, pod: Object, running: _Running) -> None:
        code = running.process.exit_code()
        if code is None:
            if not running.ready and answers(f"http://{address(pod)}/healthz", PROBE_TIMEOUT_S):
                running.ready, running.ready_since = True, timestamp()
        elif running.restart_due is None:
            self._record_end(pod, running, code)
        elif time.monotonic() >= running.restart_due:
            running.process = self._start(pod)
            running.started_at, running.restart_due = timestamp(), None
            running.restarts += 1

    def _record_end(self, pod: Object, running: _Running, code: int) -> None:
        running.ready, running.ready_since = False, timestamp()
        running.restart_due = time.monotonic() + self._restart_delay_s
        running.last = {
            "exitCode": code,
            "reason": "OOMKilled" if code == KILLED else ("Completed" if code == 0 else "Error"),
            "startedAt": running.started_at,
            "finishedAt": timestamp(),
        }
        if code == KILLED:
            metadata = pod["metadata"]
            app = metadata["labels"].get("app", "")
            self.kills.append(Kill(metadata["namespace"], metadata["name"], app, time.monotonic()))

    def _report(self, pod: Object, running: _Running) -> None:
        state = (
            {"running": {"startedAt": running.started_at}}
            if running.restart_due is None
            else {"waiting": {"reason": "CrashLoopBackOff"}}
        )
        condition = "True" if running.ready else "False"
        pod["status"] |= {
            "phase": "Running",
            "conditions": [
                {"type": "PodScheduled", "status": "True"},
                {"type": "Ready", "status": condition, "lastTransitionTime": running.ready_since},
                *(one for one in pod["status"].get("conditions", []) if one["type"] in resize.CONDITIONS),
            ],
            "containerStatuses": [
                {
                    "name": pod["spec"]["containers"][0]["name"],
                    "image": pod["spec"]["containers"][0].get("image", ""),
                    "imageID": "",
                    "ready": running.ready,
                    "restartCount": running.restarts,
                    "state": state,
                    "lastState": {"terminated": running.last} if running.last else {},
                    **resize.kept(pod),
                }
            ],
        }
        try:
            self._store.replace(PODS, pod)
        except ApiError as error:
            if error.code not in (404, 409):  # removed or changed meanwhile: the next look will see it
                raise
