import threading

import pytest
from sinks.recorder import Delivery, Recorder


def test_refused_deliveries_are_kept_apart_and_kept() -> None:
    recorder = Recorder()
    taken, refused = Delivery("slack", {}, 200), Delivery("slack", None, 400, ("no JSON",))
    for delivery in (taken, refused, Delivery("pagerduty", {}, 202)):
        recorder.add(delivery)
    assert recorder.accepted("slack") == [taken]
    assert recorder.refused() == [refused]
    assert len(recorder.all()) == 3


def test_waiting_ends_when_it_arrives() -> None:
    recorder = Recorder()
    threading.Timer(0.1, recorder.add, [Delivery("slack", {"text": "late"}, 200)]).start()
    assert recorder.wait_for(lambda one: one.to == "slack").body == {"text": "late"}


def test_waiting_in_vain_says_what_came_instead() -> None:
    recorder = Recorder()
    recorder.add(Delivery("slack", None, 400))
    with pytest.raises(TimeoutError, match="came: slack 400"):
        recorder.wait_for(lambda one: one.to == "pagerduty", timeout_s=0.05)
