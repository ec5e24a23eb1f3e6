import pytest

from receiver.clock import FrozenClock
from receiver.domain.verdict import Assessment, Verdict
from receiver.errors import PermanentError, TemporaryError
from receiver.pipeline.assessor import Assessor
from receiver.pipeline.work import Work
from tests.support.builders import alert, entry, episode, labelled
from tests.support.source import FakeSource, as_stated, rising, steady


def _assess(source: FakeSource, clock: FrozenClock, pod: str = "web-1") -> Assessment:
    known = entry()
    speed = known.alert_for("critical")
    assert speed is not None
    assessor = Assessor(source, as_stated, clock)
    [work] = assessor.fetch([Work(episode(alert=labelled(pod=pod)), known, speed, clock.now())])
    found = assessor.assess(work, known, speed).assessment
    assert found is not None
    return found


def test_a_straight_rise_to_the_limit_is_confirmed(clock: FrozenClock) -> None:
    seen = _assess(FakeSource(rising(clock.now(), 0.5, 0.0005)), clock)
    assert seen.verdict is Verdict.CONFIRMED
    assert seen.probability > 0.9
    assert seen.horizon_s == 1800.0


def test_a_flat_series_is_refuted(clock: FrozenClock) -> None:
    assert _assess(FakeSource(steady(0.5)), clock).verdict is Verdict.REFUTED


@pytest.mark.parametrize(
    ("source", "reason", "saw"),
    [
        (FakeSource(None), "data", "no samples: the series does not exist (any more)"),
        (FakeSource(steady(0.5), age_s=51), "freshness", "newest sample is 51 s old, recorded every 10 s"),
        (FakeSource(error=PermanentError("2 series answer")), "data", "2 series answer"),
    ],
    ids=["no series", "stale", "refused"],
)
def test_what_is_not_data_is_inconclusive_with_the_reason(
    source: FakeSource, reason: str, saw: str, clock: FrozenClock
) -> None:
    seen = _assess(source, clock)
    assert (seen.verdict, seen.reason, seen.gates[0].saw) == (Verdict.INCONCLUSIVE, reason, saw)


def test_five_intervals_old_is_still_fresh(clock: FrozenClock) -> None:
    assert _assess(FakeSource(steady(0.5), age_s=50), clock).verdict is Verdict.REFUTED


def test_an_alert_that_lacks_a_by_label_asks_nobody(clock: FrozenClock) -> None:
    source = FakeSource(steady(0.5))
    seen = _assess(source, clock, pod="")
    assert (seen.verdict, seen.reason) == (Verdict.INCONCLUSIVE, "labels")
    assert source.asked == []


def test_data_that_could_not_be_fetched_is_not_an_assessment(clock: FrozenClock) -> None:
    with pytest.raises(TemporaryError, match="cannot be reached"):
        _assess(FakeSource(error=TemporaryError("Prometheus cannot be reached")), clock)


def test_labels_that_the_policy_does_not_name_select_nothing(clock: FrozenClock) -> None:
    source = FakeSource(steady(0.5))
    known = entry()
    speed = known.alert_for("critical")
    assert speed is not None
    Assessor(source, as_stated, clock).fetch([Work(episode(alert=labelled(evil="x")), known, speed, clock.now())])
    assert source.asked == [known.selector("memory", alert().labels)]


def test_a_thousand_alerts_of_one_forecast_are_one_call(clock: FrozenClock) -> None:
    source = FakeSource(steady(0.5))
    known = entry()
    works = [
        Work(episode(id=n, alert=labelled(pod=f"web-{n}")), known, known.alerts[1], clock.now()) for n in range(1000)
    ]
    fetched = Assessor(source, as_stated, clock).fetch(works)
    assert (source.requests, [work.episode.id for work in fetched]) == (1, list(range(1000)))
    assert all(work.fetched is not None for work in fetched)
