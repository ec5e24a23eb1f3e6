"""Turns what is seen each second into the state on the screen and a list of milestones. No I/O."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from demo.journal import Assessed, Told
from demo.mailbox import Arrived


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen at one moment.

    Attributes:
        at_s: seconds since the start.
        utilization: used share of the memory limit, by pod.
        alerts: `pending` or `firing`, by pod.
        naive: pods that plain predict_linear would page about at this moment.
        replicas: wanted replicas, by app.
        kills: out-of-memory kills so far, by app.
        logged: what the receiver logged since the last look.
        arrived: messages that arrived since the last look.
    """

    at_s: float
    utilization: Mapping[str, float]
    alerts: Mapping[str, str]
    naive: frozenset[str]
    replicas: Mapping[str, int]
    kills: Mapping[str, int]
    logged: Iterable[Assessed | Told] = ()
    arrived: Iterable[Arrived] = ()


@dataclass(frozen=True, slots=True)
class Milestone:
    """One line of the story."""

    at_s: float
    sign: str
    style: str
    text: str


@dataclass
class PodState:
    """The newest that is known of one pod."""

    utilization: float = math.nan
    alert: str = ""
    assessed: Assessed | None = None


@dataclass
class Story:
    """Everything that happened so far; `observe` moves it on."""

    at_s: float = 0.0
    pods: dict[str, PodState] = field(default_factory=dict)
    replicas: dict[str, int] = field(default_factory=dict)
    peak_replicas: dict[str, int] = field(default_factory=dict)
    kills: dict[str, int] = field(default_factory=dict)
    naive_pages: dict[str, int] = field(default_factory=dict)
    milestones: list[Milestone] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    verdicts: dict[str, list[Assessed]] = field(default_factory=dict)
    _naive: frozenset[str] = frozenset()

    def observe(self, seen: Seen) -> None:
        """Take in one look."""
        self.at_s = seen.at_s
        self._count_naive_pages(seen)
        for pod in set(self.pods) - set(seen.utilization):
            del self.pods[pod]
        for pod, utilization in seen.utilization.items():
            state = self.pods.setdefault(pod, PodState())
            state.utilization = utilization
            self._alert(pod, state, seen.alerts.get(pod, ""))
        for entry in seen.logged:
            self._logged(entry)
        self._cluster(seen)
        for message in seen.arrived:
            self.note("✉", "cyan", f"{message.to}: {message.text}")

    def note(self, sign: str, style: str, text: str) -> None:
        """Add a milestone now."""
        self.milestones.append(Milestone(self.at_s, sign, style, text))

    def _count_naive_pages(self, seen: Seen) -> None:
        for pod in seen.naive - self._naive:
            self.naive_pages[pod] = self.naive_pages.get(pod, 0) + 1
        self._naive = seen.naive

    def _alert(self, pod: str, state: PodState, alert: str) -> None:
        if alert == state.alert:
            return
        if alert:
            self.note("◔" if alert == "pending" else "●", "yellow", f"{pod}: the forecast alert is {alert}")
        state.alert = alert

    def _logged(self, entry: Assessed | Told) -> None:
        if isinstance(entry, Told):
            self.told.append(entry)
            return
        earlier = self.verdicts.setdefault(entry.pod, [])
        if not earlier or earlier[-1].verdict != entry.verdict:
            self.note("∿", "magenta", f"{entry.pod}: {entry.verdict}, p={entry.probability:.2f}")
        earlier.append(entry)
        if entry.pod in self.pods:
            self.pods[entry.pod].assessed = entry

    def _cluster(self, seen: Seen) -> None:
        for app, replicas in seen.replicas.items():
            before = self.replicas.get(app, replicas)
            if before != replicas:
                self.note("☸", "blue", f"{app}: replicas {before}→{replicas}")
            self.replicas[app] = replicas
            self.peak_replicas[app] = max(replicas, self.peak_replicas.get(app, 0))
        for app, kills in seen.kills.items():
            if kills > self.kills.get(app, 0):
                self.note("✖", "bold red", f"{app}: a pod was killed out of memory")
            self.kills[app] = kills
