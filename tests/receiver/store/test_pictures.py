import numpy as np

from receiver.domain.decision import Decision, Hold
from receiver.domain.episode import Episode
from receiver.domain.series import Series
from receiver.domain.verdict import Verdict
from receiver.forecast.question import Question
from receiver.policy import record
from tests.support.builders import NOW_S, alert, assessment, entry, situation
from tests.support.stores import Stores


def _look(stores: Stores, episode: Episode, probability: float = 0.9, **changes: object) -> int:
    """Record a look at an episode; return the number of its evaluation."""
    at_s = NOW_S - 30.0 * np.arange(20, dtype=np.float64)[::-1]
    question = Question(Series(at_s, np.linspace(0.1, probability, 20)), NOW_S, 1800.0, 30.0, 0.5)
    found = assessment(Verdict.CONFIRMED, probability=probability)
    seen = record.to_json(situation(assessment=found, **changes))
    held = Decision(None, Hold(f"guard-{probability}", "why"))
    stores.episodes.record(episode, found, held, "abc123", question, seen)
    [(newest,)] = stores.rows("SELECT max(id) FROM evaluations")
    return int(newest)


def test_a_recorded_look_is_shown_as_it_was(stores: Stores) -> None:
    number = _look(stores, stores.accepted(alert()), 0.9)
    shown = stores.pictures.of_evaluation(number)
    assert shown is not None
    assert (shown.now_s, shown.probability, shown.limit, shown.acted_at_s) == (NOW_S, 0.9, 1.0, None)
    assert shown.values.tolist() == np.linspace(0.1, 0.9, 20).tolist()


def test_of_an_episode_the_newest_look_is_shown_with_what_was_done(stores: Stores) -> None:
    episode = stores.accepted(alert())
    _look(stores, episode, 0.8)
    _look(stores, episode, 0.9)
    intended = stores.intended(episode, lease_s=60.0)
    stores.remediations.acted(intended, "done", 60.0)
    shown = stores.pictures.of_episode(episode.id)
    assert shown is not None
    assert (shown.probability, shown.acted_at_s) == (0.9, NOW_S)


def test_what_was_not_asked_or_is_forgotten_has_no_picture(stores: Stores) -> None:
    episode = stores.accepted(alert())
    stores.episodes.record(episode, assessment(), Decision(None, None), "abc123")
    assert stores.pictures.of_episode(episode.id) is None
    assert stores.pictures.of_evaluation(99) is None


def test_a_countdown_has_no_picture(stores: Stores) -> None:
    number = _look(stores, stores.accepted(alert()), entry=entry(kind="countdown"))
    assert stores.pictures.of_evaluation(number) is None
