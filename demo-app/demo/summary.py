"""What the demo has to show, as checks; the exit code is 0 only if all of them hold."""

from dataclasses import dataclass

from rich.table import Table
from rich.text import Text

from demo.story import Story


@dataclass(frozen=True, slots=True)
class Check:
    """One claim, whether it held, and what was seen."""

    claim: str
    held: bool
    saw: str


@dataclass(frozen=True, slots=True)
class Post:
    """What happened to the messages.

    Attributes:
        stored: messages in the receiver's outbox.
        sent: messages that a notifier took.
        events: those of them that the API server took as Kubernetes Events.
        slack, pagerduty: well-formed messages that arrived.
        refused: messages that an endpoint refused as malformed.
    """

    stored: int
    sent: int
    events: int
    slack: int
    pagerduty: int
    refused: int


def with_receiver(story: Story, post: Post) -> list[Check]:
    """Check the run with the receiver."""
    kinds = [told.kind for told in story.told]
    highest = max((replicas for replicas in story.peak_replicas.values()), default=0)
    sawtooth = [one for pod, many in story.verdicts.items() if pod.startswith("sawtooth") for one in many]
    naive = sum(count for pod, count in story.naive_pages.items() if pod.startswith("sawtooth"))
    return [
        Check("no pod was killed", sum(story.kills.values()) == 0, _kills(story)),
        Check("the leak was scaled before its limit", "acted" in kinds and highest > 1, f"up to {highest} replicas"),
        Check("the forecast receded", "worked" in kinds, ", ".join(kinds)),
        Check(
            "the replicas were given back", "given_back" in kinds and story.replicas.get("leak") == 1, _replicas(story)
        ),
        Check(
            "the sawtooth was refuted",
            any(one.verdict == "refuted" for one in sawtooth)
            and not any(one.verdict == "confirmed" for one in sawtooth),
            f"plain predict_linear would have paged {naive}×; lowest p={min((o.probability for o in sawtooth), default=1):.2f}",
        ),
        Check("the steady app was left alone", not any(pod.startswith("steady") for pod in story.verdicts), "no alert"),
        Check(
            "every message arrived",
            0 < post.stored == post.sent == post.slack + post.pagerduty + post.events and post.refused == 0,
            f"{post.stored} stored, {post.sent} sent; Slack {post.slack}, PagerDuty {post.pagerduty}, "
            f"Kubernetes {post.events}, refused {post.refused}",
        ),
    ]


def without_receiver(story: Story) -> list[Check]:
    """Check the run without the receiver: the same leak must really kill."""
    return [Check("the leaking pod was killed", story.kills.get("leak", 0) > 0, _kills(story))]


def table(checks: list[Check]) -> Table:
    """Return the checks as a table."""
    shown = Table(title="What this run showed", title_justify="left", box=None, header_style="dim")
    for header in ("", "claim", "seen"):
        shown.add_column(header)
    for check in checks:
        sign = Text("✔", "bold green") if check.held else Text("✖", "bold red")
        shown.add_row(sign, check.claim, check.saw)
    return shown


def _kills(story: Story) -> str:
    return f"{sum(story.kills.values())} out-of-memory kills"


def _replicas(story: Story) -> str:
    return f"leak is at {story.replicas.get('leak', 0)} replicas"
