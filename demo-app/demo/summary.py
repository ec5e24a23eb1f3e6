"""What the demo has to show, as checks; the exit code is 0 only if all of them hold."""

from dataclasses import dataclass

from rich.table import Table
from rich.text import Text

from demo.story import DESCRIPTORS, LEAK, VOLUME, Story


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
    highest = story.peak_replicas.get("leak", 0)
    sawtooth = [one for name, many in story.verdicts.items() if name.startswith("sawtooth") for one in many]
    naive = sum(count for name, count in story.naive_pages.items() if name.startswith("sawtooth"))
    return [
        Check("no pod was killed", sum(story.kills.values()) == 0, _kills(story)),
        Check(
            "the leak was scaled before its limit",
            story.was_told("acted", LEAK) and highest > 1,
            f"up to {highest} replicas",
        ),
        Check("its forecast receded", story.was_told("worked", LEAK), _told(story, LEAK)),
        Check(
            "the replicas were given back",
            story.was_told("given_back", LEAK) and story.replicas.get("leak") == 1,
            _replicas(story),
        ),
        _mended(story, "the leaking descriptors ended with a restart", DESCRIPTORS),
        *([_mended(story, "the volume was expanded before it was full", VOLUME)] if VOLUME in story.peaks else []),
        Check(
            "the sawtooth was refuted",
            any(one.verdict == "refuted" for one in sawtooth)
            and not any(one.verdict == "confirmed" for one in sawtooth),
            f"plain predict_linear would have paged {naive}×; lowest p={min((o.probability for o in sawtooth), default=1):.2f}",
        ),
        Check(
            "the steady app was left alone", not any(name.startswith("steady") for name in story.verdicts), "no alert"
        ),
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


def _mended(story: Story, claim: str, name: str) -> Check:
    """Told to be acted on and to have helped, and never at its end."""
    peak = max((peak for resource, peak in story.peaks.items() if resource.startswith(name)), default=0.0)
    held = story.was_told("acted", name) and story.was_told("worked", name) and peak < 1
    return Check(claim, held, f"at most {peak:.0%} used")


def _told(story: Story, about: str) -> str:
    return f"people were told: {', '.join(story.told_about(about)) or 'nothing'}"


def _kills(story: Story) -> str:
    return f"{sum(story.kills.values())} out-of-memory kills"


def _replicas(story: Story) -> str:
    return f"leak is at {story.replicas.get('leak', 0)} replicas"
