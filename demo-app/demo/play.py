"""Plays the story: rush, forecast, action, calm, give-back; looks once a second and ends as soon as all is told."""

import time
from collections.abc import Callable

from demo.story import DESCRIPTORS, LEAK, VOLUME, Story
from demo.timeline import Timeline
from demo.world import World

_LOOK_EVERY_S = 1.0
_SETTLE_S = 3.0
"""After the last thing to happen, messages get this long to arrive."""


def play(world: World, timeline: Timeline, show: Callable[[Story], None]) -> Story:
    """Run the plot to its end and return what happened."""
    story = Story()
    began = time.monotonic()
    ending: float | None = None
    while ending is None or time.monotonic() < ending:
        at_s = time.monotonic() - began
        if at_s >= timeline.rush_s and world.load.rate_per_s != timeline.calm_requests_per_s:
            world.load.rate_per_s = timeline.calm_requests_per_s
            story.note("☾", "blue", "the rush is over, the load falls")
        story.observe(world.observer.look(at_s))
        show(story)
        if ending is None and (_all_told(story, world) or at_s >= timeline.end_s):
            ending = time.monotonic() + _SETTLE_S
        time.sleep(_LOOK_EVERY_S - (time.monotonic() - began) % _LOOK_EVERY_S)
    return story


def _all_told(story: Story, world: World) -> bool:
    if world.receiver is None:
        return story.kills.get("leak", 0) > 0
    refuted = any(told.kind == "refuted" for told in story.told) and any(
        name.startswith("sawtooth") for name in story.verdicts
    )
    mended = [name for name in (DESCRIPTORS, VOLUME) if any(peak.startswith(name) for peak in story.peaks)]
    given_back = story.was_told("given_back", LEAK) and story.replicas.get(LEAK) == 1
    return refuted and given_back and all(story.was_told("worked", name) for name in mended)
