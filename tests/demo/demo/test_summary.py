"""Each claim of the demo's summary can fail."""

from dataclasses import replace

import pytest
from demo.journal import Assessed, Told
from demo.story import Story
from demo.summary import Post, with_receiver, without_receiver

GOOD_POST = Post(stored=9, sent=9, events=2, slack=4, pagerduty=3, refused=0)


def good_story() -> Story:
    story = Story(replicas={"leak": 1}, peak_replicas={"leak": 3}, kills={"leak": 0}, naive_pages={"sawtooth-1": 3})
    story.told = [Told(kind, "h", "of leak-1") for kind in ("acted", "worked", "refuted", "given_back")]
    story.told += [Told(kind, "pod=descriptors-1", "d") for kind in ("acted", "worked")]
    story.told += [Told(kind, "claim=archive", "d") for kind in ("acted", "worked")]
    story.peaks = {"leak-1": 0.8, "descriptors-1": 0.7, "descriptors-2": 0.1, "archive": 0.8}
    story.verdicts = {"sawtooth-1": [Assessed("sawtooth-1", "refuted", 0.1, (1.0, 2.0, 3.0))]}
    return story


def failed(story: Story, post: Post = GOOD_POST) -> list[str]:
    return [check.claim for check in with_receiver(story, post) if not check.held]


def test_a_good_run_holds_every_claim() -> None:
    assert failed(good_story()) == []


def test_what_was_told_about_the_leak_is_not_mixed_with_what_was_told_about_others() -> None:
    [seen] = [check.saw for check in with_receiver(good_story(), GOOD_POST) if check.claim == "its forecast receded"]
    assert seen == "people were told: acted, worked, refuted, given_back"


def test_a_kill_fails_the_run() -> None:
    story = good_story()
    story.kills["leak"] = 1
    assert failed(story) == ["no pod was killed"]


def test_a_confirmed_sawtooth_fails_the_run_even_if_it_was_refuted_later() -> None:
    story = good_story()
    story.verdicts["sawtooth-1"].insert(0, Assessed("sawtooth-1", "confirmed", 0.6, (1.0, 2.0, 3.0)))
    assert failed(story) == ["the sawtooth was refuted"]


def test_a_sawtooth_that_never_alerted_refutes_nothing() -> None:
    story = good_story()
    story.verdicts.clear()
    assert failed(story) == ["the sawtooth was refuted"]


def test_replicas_that_stay_raised_fail_the_run() -> None:
    story = good_story()
    story.replicas["leak"] = 3
    assert failed(story) == ["the replicas were given back"]


@pytest.mark.parametrize("kind", ["acted", "worked"])
def test_what_was_done_about_one_resource_says_nothing_about_another(kind: str) -> None:
    story = good_story()
    story.told = [told for told in story.told if told.kind != kind or "archive" not in told.headline]
    assert failed(story) == ["the volume was expanded before it was full"]


def test_descriptors_that_ran_out_fail_the_run_whatever_was_told() -> None:
    story = good_story()
    story.peaks["descriptors-1"] = 1.0
    assert failed(story) == ["the leaking descriptors ended with a restart"]


def test_a_cluster_without_the_volume_is_not_asked_about_it() -> None:
    story = good_story()
    del story.peaks["archive"]
    story.told = [told for told in story.told if "archive" not in told.headline]
    assert failed(story) == []


@pytest.mark.parametrize(
    "post",
    [
        replace(GOOD_POST, sent=6),
        replace(GOOD_POST, slack=3),
        replace(GOOD_POST, refused=1),
        Post(stored=0, sent=0, events=0, slack=0, pagerduty=0, refused=0),
    ],
    ids=["unsent", "lost on the way", "refused", "nothing said"],
)
def test_messages_that_do_not_arrive_fail_the_run(post: Post) -> None:
    assert failed(good_story(), post) == ["every message arrived"]


def test_without_the_receiver_the_pod_must_be_killed() -> None:
    story = Story(kills={"leak": 1})
    assert [check.held for check in without_receiver(story)] == [True]
    assert [check.held for check in without_receiver(Story(kills={"leak": 0}))] == [False]
