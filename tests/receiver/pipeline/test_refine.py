from receiver.clock import FrozenClock
from receiver.domain.verdict import Verdict
from receiver.pipeline.assessor import Assessor
from receiver.pipeline.refine import Refine
from receiver.pipeline.work import Work
from tests.support.builders import NOW_S, entry, episode
from tests.support.source import FakeSource, as_stated, steady


def test_a_known_alert_gets_an_assessment(clock: FrozenClock) -> None:
    known = entry()
    refined = Refine(Assessor(FakeSource(steady(0.5)), as_stated, clock)).run(
        Work(episode(), known, known.alert_for("critical"), NOW_S)
    )
    assert refined.assessment is not None
    assert refined.assessment.verdict is Verdict.REFUTED


def test_an_alert_that_the_policy_does_not_know_asks_for_no_data(clock: FrozenClock) -> None:
    source = FakeSource(steady(0.5))
    unknown = Work(episode(), None, None, NOW_S)
    assert Refine(Assessor(source, as_stated, clock)).run(unknown) is unknown
    assert source.asked == []
