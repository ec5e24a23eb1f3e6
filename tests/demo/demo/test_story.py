"""The story is a pure function of what was seen."""

from collections.abc import Iterable

from demo.journal import Assessed, Told
from demo.story import Seen, Story

INF = float("inf")


def seen(
    at_s: float,
    utilization: dict[str, float],
    *,
    alerts: dict[str, str] | None = None,
    naive: frozenset[str] = frozenset(),
    replicas: int = 1,
    kills: int = 0,
    logged: Iterable[Assessed | Told] = (),
) -> Seen:
    return Seen(at_s, utilization, alerts or {}, naive, {"leak": replicas}, {"leak": kills}, logged)


def texts(story: Story) -> list[str]:
    return [milestone.text for milestone in story.milestones]


def test_an_alert_is_a_milestone_each_time_its_state_changes() -> None:
    story = Story()
    for at_s, alert in enumerate(["", "pending", "pending", "firing", ""]):
        story.observe(seen(at_s, {"leak-1": 0.5}, alerts={"leak-1": alert}))
    assert texts(story) == ["leak-1: the forecast alert is pending", "leak-1: the forecast alert is firing"]


def test_a_look_that_could_not_tell_states_no_probability() -> None:
    story = Story()
    story.observe(seen(1, {"leak-1": 0.6}, logged=[Assessed("leak-1", "inconclusive", 0.0, (INF, INF, INF))]))
    assert texts(story) == ["leak-1: inconclusive"]


def test_a_verdict_is_a_milestone_only_when_it_changes() -> None:
    story = Story()
    confirmed = Assessed("leak-1", "confirmed", 0.97, (31.0, 38.0, 45.0))
    story.observe(seen(1, {"leak-1": 0.6}, logged=[confirmed, confirmed]))
    story.observe(seen(2, {"leak-1": 0.6}, logged=[Assessed("leak-1", "refuted", 0.1, (INF, INF, INF))]))
    assert texts(story) == ["leak-1: confirmed, p=0.97", "leak-1: refuted, p=0.10"]
    assert [one.probability for one in story.verdicts["leak-1"]] == [0.97, 0.97, 0.1]


def test_scaling_and_kills_are_milestones_and_the_peak_is_remembered() -> None:
    story = Story()
    for at_s, replicas in enumerate([1, 3, 1]):
        story.observe(seen(at_s, {}, replicas=replicas, kills=int(at_s == 2)))
    assert texts(story) == ["leak: replicas 1→3", "leak: replicas 3→1", "leak: a pod was killed out of memory"]
    assert (story.peak_replicas, story.kills) == ({"leak": 3}, {"leak": 1})


def test_a_naive_page_is_counted_once_per_stretch() -> None:
    story = Story()
    stretches = [frozenset[str](), frozenset({"saw-1"}), frozenset({"saw-1"}), frozenset[str](), frozenset({"saw-1"})]
    for at_s, naive in enumerate(stretches):
        story.observe(seen(at_s, {"saw-1": 0.9}, naive=naive))
    assert story.naive_pages == {"saw-1": 2}


def test_a_pod_that_is_gone_leaves_the_screen_and_its_peak_is_remembered() -> None:
    story = Story()
    story.observe(seen(1, {"leak-1": 0.5, "leak-2": 0.1}))
    story.observe(seen(2, {"leak-1": 0.4}))
    assert story.peaks == {"leak-1": 0.5, "leak-2": 0.1}
    assert set(story.resources) == {"leak-1"}
