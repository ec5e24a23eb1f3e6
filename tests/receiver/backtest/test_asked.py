from receiver.backtest.asked import Asked, in_order, willing
from tests.receiver.backtest.outcomes import look, page, series
from tests.receiver.backtest.tracks import entry
from tests.support.builders import remediation_document


def test_looks_are_asked_in_the_order_of_time_whichever_series_they_are_of() -> None:
    first = series(page(100.0, 900.0, look(100.0), look(700.0)), pod="b")
    second = series(page(100.0, 600.0, look(100.0), look(500.0)), pod="a")
    found = [(asked.at_s, asked.series.key[1]) for asked in in_order(entry(), [first, second])]
    assert found == [(100.0, "a"), (100.0, "b"), (500.0, "a"), (700.0, "b")]


def test_the_guards_are_told_what_the_check_said() -> None:
    one = look(100.0, 0.7, eta_s=600.0, eta_lower_s=400.0, segment_start_s=50.0)
    alert = entry().alerts[0]
    found = Asked(one, series(), alert, page(100.0, 200.0)).assessment
    assert (found.probability, found.eta_lower_s, found.eta_s) == (0.7, 400.0, 600.0)
    assert (found.horizon_s, found.segment_start_s, found.level) == (alert.horizon_s, 50.0, one.level)


def test_every_rung_is_taken_as_auto_and_nothing_else_of_it_changes() -> None:
    ladder = remediation_document(mode="dry-run", then=[remediation_document(action="restart", mode="approve")])
    given = entry(remediation=ladder)
    found = willing(given)
    assert found.remediation is not None
    assert given.remediation is not None
    assert [rung.mode for rung in found.remediation.rungs] == ["auto", "auto"]
    assert found.remediation.rungs[1].model_copy(update={"mode": "approve"}) == given.remediation.rungs[1]
    assert willing(entry(remediation=None)).remediation is None
