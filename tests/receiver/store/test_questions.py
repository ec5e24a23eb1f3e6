import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from receiver.domain.decision import Decision, Hold
from receiver.domain.episode import Episode
from receiver.domain.series import Series
from receiver.forecast.question import Question
from receiver.forecast.recalibrate import Recalibration
from receiver.store import retention
from receiver.store.questions import pack, unpack
from tests.support.builders import NOW_S, alert
from tests.support.stores import Stores

LEARNED = Recalibration((0.1, 0.9), (0.1234567890123456, 0.8), 120, "applied")


def _series(count: int = 300) -> Series:
    at_s = NOW_S - 30.0 * np.arange(count, dtype=np.float64)[::-1]
    noise = np.random.default_rng(1).normal(0, 0.001, count)
    return Series(at_s, (0.3 + 0.002 * np.arange(count) + noise).astype(np.float64))


def _question(series: Series | None = None, recalibration: Recalibration | None = LEARNED) -> Question:
    return Question(_series() if series is None else series, NOW_S, 1800.0, 30.0, 0.5, recalibration)


def _looked_at(stores: Stores, question: Question | None, fingerprint: str = "a1b2c3") -> Episode:
    episode = stores.accepted(alert(fingerprint=fingerprint))
    decision = Decision(None, Hold("verdict", "why"))
    stores.episodes.record(episode, (question or _question()).answer(), decision, "abc123", question)
    return episode


def _kept(stores: Stores, question: Question | None, fingerprint: str = "a1b2c3") -> int:
    """Record one look and return the number of its evaluation."""
    _looked_at(stores, question, fingerprint)
    [(newest,)] = stores.rows("SELECT max(id) FROM evaluations")
    return int(newest)


@pytest.mark.parametrize("learned", [None, LEARNED])
def test_a_stored_question_gets_the_same_answer_bit_for_bit(stores: Stores, learned: Recalibration | None) -> None:
    asked = _question(recalibration=learned)
    again = stores.questions.get(_kept(stores, asked))
    assert again is not None
    assert again.answer() == asked.answer()
    assert again.recalibration == asked.recalibration


def test_a_question_about_a_series_that_does_not_exist_is_kept_too(stores: Stores) -> None:
    again = stores.questions.get(_kept(stores, _question(Series(np.empty(0), np.empty(0)))))
    assert again is not None
    assert len(again.series) == 0


def test_what_could_not_be_asked_is_not_there(stores: Stores) -> None:
    assert stores.questions.get(_kept(stores, None)) is None


_FLOATS = st.lists(st.floats(allow_nan=True, allow_infinity=True, width=64), max_size=50)


@given(_FLOATS)
def test_no_bit_is_lost(numbers: list[float]) -> None:
    values: NDArray[np.float64] = np.array(numbers, dtype=np.float64)
    back = unpack(pack(Series(values[::-1].copy(), values)))
    assert back.values.tobytes() == values.tobytes()
    assert back.timestamps_s.tobytes() == values[::-1].tobytes()


def test_a_day_of_samples_takes_less_than_half_of_its_room() -> None:
    day = _series(2880)
    assert len(pack(day)) < (day.timestamps_s.nbytes + day.values.nbytes) / 2


def test_a_question_is_forgotten_with_its_evaluation(stores: Stores) -> None:
    stores.episodes.close(_looked_at(stores, _question()))
    retention.forget(stores.database, NOW_S + 1)
    assert stores.rows("SELECT count(*) FROM questions") == [(0,)]


def test_when_there_is_too_much_the_oldest_give_way_and_their_evaluations_stay(stores: Stores) -> None:
    old, new = (_kept(stores, _question(), fingerprint) for fingerprint in ("aa", "bb"))
    [(size,)] = stores.rows("SELECT size_bytes FROM questions WHERE evaluation_id = ?", new)
    assert [retention.forget(stores.database, 0.0, most) for most in (2 * size, size)] == [0, 1]
    assert (stores.questions.get(old), stores.questions.get(new) is None) == (None, False)
    assert stores.rows("SELECT count(*) FROM evaluations") == [(2,)]
