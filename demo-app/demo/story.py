"""Turns what is seen each second into the state on the screen and a list of milestones. No I/O."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from demo.journal import Assessed, Told
from demo.mailbox import Arrived

LEAK, DESCRIPTORS, VOLUME = "leak", "descriptors", "archive"
"""What the demo lets run out: memory and descriptors of the apps of these names, and the volume of this claim."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen at one moment.

    Attributes:
        at_s: seconds since the start.
        utilization: used share of what there is, by resource.
        alerts: `pending` or `firing`, by resource.
        naive: resources that plain predict_linear would page about at this moment.
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
class ResourceState:
    """The newest that is known of one resource."""

    utilization: float = math.nan
    alert: str = ""
    assessed: Assessed | None = None


@dataclass
class Story:
    """Everything that happened so far; `observe` moves it on."""

    at_s: float = 0.0
    resources: dict[str, ResourceState] = field(default_factory=dict)
    replicas: dict[str, int] = field(default_factory=dict)
    peak_replicas: dict[str, int] = field(default_factory=dict)
    kills: dict[str, int] = field(default_factory=dict)
    peaks: dict[str, float] = field(default_factory=dict)
    naive_pages: dict[str, int] = field(default_factory=dict)
    milestones: list[Milestone] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    verdicts: dict[str, list[Assessed]] = field(default_factory=dict)
    _naive: frozenset[str] = frozenset()

    def observe(self, seen: Seen) -> None:
        """Take in one look."""
        self.at_s = seen.at_s
        self._count_naive_pages(seen)
        for name in set(self.resources) - set(seen.utilization):
            del self.resources[name]
        for name, utilization in seen.utilization.items():
            state = self.resources.setdefault(name, ResourceState())
            state.utilization = utilization
            self.peaks[name] = max(utilization, self.peaks.get(name, 0.0))
            self._alert(name, state, seen.alerts.get(name, ""))
        for entry in seen.logged:
            self._logged(entry)
        self._cluster(seen)
        for message in seen.arrived:
            self.note("✉", "cyan", f"{message.to}: {message.text}")

    def was_told(self, kind: str, about: str) -> bool:
        """Whether people were told this about a resource, by its name or that of its app."""
        return kind in self.told_about(about)

    def told_about(self, about: str) -> list[str]:
        """The kinds of all that people were told about it, in order."""
        return [told.kind for told in self.told if about in f"{told.headline} {told.detail}"]

    def note(self, sign: str, style: str, text: str) -> None:
        """Add a milestone now."""
        self.milestones.append(Milestone(self.at_s, sign, style, text))

    def _count_naive_pages(self, seen: Seen) -> None:
        for name in seen.naive - self._naive:
            self.naive_pages[name] = self.naive_pages.get(name, 0) + 1
        self._naive = seen.naive

    def _alert(self, name: str, state: ResourceState, alert: str) -> None:
        if alert == state.alert:
            return
        if alert:
            self.note("◔" if alert == "pending" else "●", "yellow", f"{name}: the forecast alert is {alert}")
        state.alert = alert

    def _logged(self, entry: Assessed | Told) -> None:
        if isinstance(entry, Told):
            self.told.append(entry)
            return
        earlier = self.verdicts.setdefault(entry.resource, [])
        if not earlier or earlier[-1].verdict != entry.verdict:
            sure = "" if entry.verdict == "inconclusive" else f", p={entry.probability:.2f}"
            self.note("∿", "magenta", f"{entry.resource}: {entry.verdict}{sure}")
        earlier.append(entry)
        if entry.resource in self.resources:
            self.resources[entry.resource].assessed = entry

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
