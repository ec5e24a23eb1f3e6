import json

import pytest

from receiver.cli.scorecard import document
from receiver.clock import SystemClock
from receiver.domain.prediction import Came
from receiver.domain.spell import Spell
from receiver.scorecard.actions import Loan
from receiver.scorecard.card import score
from receiver.store import Stores
from tests.receiver.scorecard.looks import breach, look
from tests.support.builders import alert
from tests.support.commandline import run


def _ago(environment: dict[str, str]) -> float:
    """Write one page that came true an hour ago; return when it began."""
    clock = SystemClock()
    at_s = clock.now() - 3600.0
    stores = Stores.open(environment["RECEIVER_DATABASE_URL"], clock, max_backlog=10, kill_switch_file=None)
    stores.inbox.accept([alert()])
    episode = stores.episodes.claim()
    assert episode is not None
    series = {"namespace": "shop", "pod": "web-1"}
    stores.predictions.put(
        episode,
        series=series,
        at_s=at_s,
        horizon_s=1800.0,
        raw_probability=0.9,
        probability=0.9,
        believed=True,
        look_after_s=0.0,
    )
    [due] = stores.predictions.due(1)
    stores.predictions.settle(due, Came.CROSSED, at_s + 600.0)
    stores.breaches.note("disk", ["warning"], series, Spell(at_s, at_s), 600.0)
    stores.database.close()
    return at_s


def test_without_forecasts_it_says_so(environment: dict[str, str]) -> None:
    shown = run(environment, "scorecard")
    assert (shown.exit_code, shown.output) == (0, "nothing was forecast\n")


def test_it_shows_a_row_for_each_alert(environment: dict[str, str]) -> None:
    _ago(environment)
    shown = run(environment, "scorecard").output
    assert "1 true" in shown
    assert "100% (21% to 100%)" in shown
    assert "10 min / 10 min / 10 min" in shown
    assert "0% (0% to 79%), 1 missed" in shown


def test_as_json_it_is_one_document_of_the_forecast(environment: dict[str, str]) -> None:
    at_s = _ago(environment)
    [found] = json.loads(run(environment, "scorecard", "--forecast", "memory", "--since", "7d", "--json").output)
    assert (found["forecast"], found["severity"], found["tally"]["true"]) == ("memory", "critical", 1)
    assert found["tally"]["lead_s"]["p50"] == pytest.approx(600.0)
    assert found["since_s"] < at_s - 6 * 86_400


def test_a_period_that_begins_later_leaves_it_out(environment: dict[str, str]) -> None:
    _ago(environment)
    assert json.loads(run(environment, "scorecard", "--since", "30m", "--json").output) == []


def test_the_document_says_what_follows_from_the_counts() -> None:
    looks = [look(0.0, Came.CROSSED, crossed_at_s=500.0), look(5000.0)]
    loans = [Loan("scale", "no_effect", 2, 0.0, 3600.0)]
    found = document(score("memory", "critical", looks, [breach(9e4)], loans, since_s=0.0, until_s=1e5))
    assert found["tally"]["precision"]["share"] == 0.5
    assert (found["tally"]["missed"], found["tally"]["pages"]) == (1, 2)
    assert found["in_vain"] == {"outcome": "no_effect", "count": 1, "replica_hours": 2.0, "added_bytes": 0}
