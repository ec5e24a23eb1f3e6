from dataclasses import replace
from pathlib import Path

import pytest

from receiver.clock import FrozenClock
from receiver.domain.mode import Mode
from receiver.domain.spell import Spell
from tests.support.scenes import month_of_forecasts
from tests.support.site import Site, open_site
from tests.support.stores import open_stores
from tests.support.visit import Visit


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Visit:
    folder: Path = tmp_path_factory.mktemp("month")
    clock = FrozenClock()
    stores = open_stores(folder / "receiver.db", clock)
    month_of_forecasts(stores, clock)
    return Visit(open_site(stores, folder / "secrets")).log_in()


def _text(visit: Visit, path: str) -> str:
    answer = visit.get(path)
    assert answer.status_code == 200
    return " ".join(answer.text.split())


def test_each_alert_has_its_precision_recall_lead_and_cost(month: Visit) -> None:
    [card] = month.site.stores.scorecards.cards(month.site.clock.now() - 30 * 86_400, month.site.clock.now())
    text = _text(month, "/scorecard")
    for said in (
        ">memory</a>",
        f"{card.tally.true} of {card.tally.judged} pages",
        f"{card.tally.caught} of {card.tally.crossings} exhaustions",
    ):
        assert said in text


def test_one_forecast_is_shown_with_its_pictures_and_their_numbers(month: Visit) -> None:
    [card] = month.site.stores.scorecards.cards(month.site.clock.now() - 30 * 86_400, month.site.clock.now())
    text = _text(month, "/scorecard/memory")
    for said in (
        f"{card.tally.true} of {card.tally.judged} pages; {card.independent_true} of {card.independent} incidents",
        "Calibration: what was promised",
        "Lead times: how long",
        "that nobody foresaw",
        "Promised</th>",
        "in vain",
    ):
        assert said in text


def test_the_period_can_be_chosen(month: Visit) -> None:
    assert 'href="/scorecard?days=7"' in _text(month, "/scorecard")
    assert "The last 1 day," in _text(month, "/scorecard?days=1")
    assert "The last 30 days," in _text(month, "/scorecard?days=31")


def test_without_forecasts_it_says_when_there_will_be_some(operator: Visit) -> None:
    assert "Nothing to count yet" in _text(operator, "/scorecard")
    assert "Nothing to count yet" in _text(operator, "/scorecard/memory")


def test_what_cannot_be_judged_yet_has_no_pictures(operator: Visit) -> None:
    clock = operator.site.clock
    spell = Spell(clock.now() - 60, clock.now() - 60)
    operator.site.stores.breaches.note("memory", ["critical"], {"pod": "web-1"}, spell, 600.0)
    text = _text(operator, "/scorecard/memory")
    assert "Nothing was judged yet." in text
    assert "No exhaustion had a page before it." in text
    assert "1 that nobody foresaw" in text


def test_it_says_which_mode_is_in_force_and_how_that_came_about(operator: Visit) -> None:
    assert "Mode in force: <strong>auto</strong>" in _text(operator, "/scorecard/memory")
    operator.site.stores.modes.pin("memory", Mode.DRY_RUN, "alice", "it scaled <b>twice</b>")
    text = _text(operator, "/scorecard/memory")
    assert "Mode in force: <strong>dry-run</strong>" in text
    assert "it scaled &lt;b&gt;twice&lt;/b&gt;" in text


def test_a_forecast_that_is_unknown_is_404(operator: Visit) -> None:
    assert operator.get("/scorecard/nothing").status_code == 404


def test_what_there_was_no_time_to_count_is_linked_to(site: Site) -> None:
    class Late(FrozenClock):
        def monotonic(self) -> float:
            self.at_s += 3.0
            return self.at_s

    month_of_forecasts(site.stores, FrozenClock())
    hasty = open_site(replace(site.stores, clock=Late()), site.secrets)
    text = _text(Visit(hasty).log_in(), "/scorecard")
    assert "Not counted for want of time" in text
    assert 'href="/scorecard/memory?days=30#critical"' in text
