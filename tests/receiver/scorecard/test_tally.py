from receiver.scorecard.tally import Tally, total


def test_without_pages_or_crossings_nothing_is_claimed() -> None:
    nothing = Tally()
    assert (nothing.precision, nothing.recall, nothing.false_per_day, nothing.lead_s(0.5)) == (None, None, None, None)
    assert (nothing.precision_interval, nothing.recall_interval, nothing.f1) == (None, None, 0.0)


def test_joining_adds_up() -> None:
    one = Tally(true=1, false=2, crossings=3, caught=1, leads_s=(5.0,), days=1.0, censored=4)
    two = Tally(true=1, late=1, unknown=1, crossings=1, caught=1, leads_s=(7.0, 9.0), days=2.0, open=2)
    assert total([one, two]) == Tally(2, 2, 1, 1, 4, 2, (5.0, 7.0, 9.0), 3.0, 4, 2)


def test_censored_and_open_pages_are_pages_but_not_judged() -> None:
    found = Tally(true=3, false=1, late=1, unknown=1, censored=5, open=7)
    assert (found.pages, found.judged, found.precision) == (18, 4, 0.75)


def test_of_the_leads_a_share_is_at_most_so_long() -> None:
    assert Tally(leads_s=(1.0, 2.0, 3.0)).lead_s(0.5) == 2.0
