import sqlite3
from typing import Any

import pytest

from receiver.domain.decision import Decision, Hold
from receiver.domain.verdict import Verdict
from tests.support.builders import alert, assessment, plan
from tests.support.visit import Visit


def _look(visit: Visit, pod: str, **seen: Any) -> None:
    stores = visit.site.stores
    episode = stores.accepted(alert(fingerprint=pod, labels={**alert().labels, "pod": pod}))
    stores.episodes.record(episode, assessment(**seen), Decision(plan(), Hold("mode", "dry run")), "abc123")


def test_it_says_that_nothing_is_about_to_run_out(operator: Visit) -> None:
    assert "Nothing is about to run out" in operator.get("/").text


def test_it_says_what_runs_out_when_how_sure_that_is_and_what_was_done(operator: Visit) -> None:
    _look(operator, "web-1", eta_s=900, eta_lower_s=600, eta_upper_s=1200, probability=0.97)
    text = " ".join(operator.get("/").text.split())
    for said in (
        "Memory reaches its limit",
        "shop/web-1",
        "15 min",
        "10 min to 20 min",
        "97 %",
        "would scale",
        "held: mode",
    ):
        assert said in text


def test_the_soonest_is_at_the_top(operator: Visit) -> None:
    for pod, eta_s in (("late", 900), ("soon", 60)):
        _look(operator, pod, eta_s=eta_s)
    text = operator.get("/").text
    assert text.index("shop/soon") < text.index("shop/late")


def test_nothing_found_is_told_apart_from_nothing_there(operator: Visit) -> None:
    _look(operator, "web-1")
    assert "Nothing like that" in operator.get("/?words=zzz").text
    assert "Nothing has ended yet" in operator.get("/?past=yes").text


@pytest.mark.parametrize(
    "query", ["page=0", "page=-1", "page=99999999999999", "page=x", "forecast=%27", "words=%25'\"<b>"]
)
def test_a_query_that_makes_no_sense_is_answered_all_the_same(operator: Visit, query: str) -> None:
    _look(operator, "web-1")
    answer = operator.get(f"/?{query}")
    assert answer.status_code == 200
    assert "<b>" not in answer.text


def test_what_comes_from_labels_is_text(operator: Visit) -> None:
    _look(operator, "<script>alert(1)</script>")
    assert "<script" not in operator.get("/").text
    assert "&lt;script&gt;" in operator.get("/").text


def test_a_store_that_fails_is_a_page_that_says_so(operator: Visit) -> None:
    with sqlite3.connect(operator.site.stores.path) as other:
        other.execute("DROP TABLE remediations")
    other.close()
    answer = operator.get("/")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "The store does not answer" in answer.text


def test_an_alert_that_could_not_be_judged_says_so(operator: Visit) -> None:
    stores = operator.site.stores
    decision = Decision(None, Hold("verdict", "no data"))
    stores.episodes.record(stores.accepted(alert()), assessment(Verdict.INCONCLUSIVE), decision, "abc123")
    assert "cannot tell" in operator.get("/").text
