import numpy as np
import pytest

from receiver.backtest import looks
from receiver.backtest.looks import Question, look, schedule
from receiver.domain.spell import Spell
from receiver.domain.verdict import Verdict
from receiver.forecast import AssessConfig, assess
from receiver.pipeline import episode_desk
from tests.receiver.backtest.tracks import START_S, entry, leak, track


def test_the_receiver_itself_looks_as_often() -> None:
    assert looks.RECHECK_INTERVALS == episode_desk.RECHECK_INTERVALS


def test_looks_begin_with_the_alert_and_become_rarer() -> None:
    times = schedule(Spell(1000.0, 1000.0 + 86_400.0), 60.0)
    gaps = np.diff(times)
    assert times[0] == 1000.0
    assert gaps[:3].tolist() == [120.0, 120.0, 120.0]
    assert gaps[-1] > 3600.0
    assert np.all(np.diff(gaps) >= 0)
    assert len(times) < 80


def test_an_alert_that_is_over_at_once_is_looked_at_once() -> None:
    assert schedule(Spell(1000.0, 1060.0), 60.0) == [1000.0]


def test_a_look_is_the_assessment_of_what_was_known_then() -> None:
    one = track(np.concatenate((leak(600, 0.9, 30), np.full(60, 0.2))))
    at_s = START_S + 60.0 * 599
    [found] = look([Question(one, at_s)], entry(), 2700.0)
    expected = assess(
        one.times_s[:600], one.values[:600], 1.0, 2700.0, config=AssessConfig(confirm_probability=0.5, interval_s=60.0)
    )
    assert (found.verdict, found.probability, found.eta_s) == (expected.verdict, expected.probability, expected.eta_s)
    assert found.verdict is Verdict.CONFIRMED


def test_a_look_reads_no_further_back_than_the_receiver_would() -> None:
    values = leak(600, 0.9, 30)
    at_s = START_S + 60.0 * 599
    short = entry(history_s=3600.0)
    [whole, cut] = [
        look([Question(one, at_s)], short, 2700.0)[0] for one in (track(values), track(values, absent=slice(0, 540)))
    ]
    assert whole == cut


@pytest.mark.parametrize(("absent", "reason"), [(slice(0, 100), "data"), (slice(90, 100), "freshness")])
def test_without_fresh_data_it_is_inconclusive(absent: slice, reason: str) -> None:
    one = track(leak(100, 0.9, 30), absent=absent)
    [found] = look([Question(one, START_S + 60.0 * 99)], entry(), 2700.0)
    assert (found.verdict, found.reason, found.believes(0.0)) == (Verdict.INCONCLUSIVE, reason, False)
