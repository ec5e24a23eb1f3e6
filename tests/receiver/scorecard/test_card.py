"""Known answers: looks and breaches written down by hand."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from receiver.domain.breach import Breach
from receiver.domain.prediction import Came, Prediction
from receiver.domain.spell import Crossing
from receiver.scorecard.actions import Loan
from receiver.scorecard.card import Scorecard, crossings_of, pages_of, score
from receiver.scorecard.tally import Fate
from tests.receiver.scorecard.looks import HORIZON_S, breach, look


def _score(*looks: Prediction, breaches: tuple[Breach, ...] = (), since_s: float = 0.0) -> Scorecard:
    return score("memory", "critical", looks, breaches, (), since_s=since_s, until_s=1e6)


@pytest.mark.parametrize(
    ("came", "fate"),
    [
        (Came.CROSSED, Fate.TRUE),
        (Came.STAYED, Fate.FALSE),
        (Came.REMEDIATED, Fate.CENSORED),
        (Came.UNKNOWN, Fate.UNKNOWN),
        (Came.PENDING, Fate.OPEN),
    ],
)
def test_a_page_is_judged_by_what_came_of_the_first_look_that_was_believed(came: Came, fate: Fate) -> None:
    later = look(5250.0, Came.UNKNOWN)
    [page] = pages_of([look(4900.0, Came.CROSSED, believed=False), look(5000.0, came), later], [])
    assert page.fate is fate


@pytest.mark.parametrize(
    ("came", "fate"), [(Came.STAYED, Fate.TRUE), (Came.PENDING, Fate.TRUE), (Came.REMEDIATED, Fate.CENSORED)]
)
def test_a_crossing_a_little_after_the_horizon_makes_it_true_unless_we_acted(came: Came, fate: Fate) -> None:
    [page] = pages_of([look(5000.0, came)], [Crossing(5000.0 + 1.15 * HORIZON_S, 7000.0)])
    assert page.fate is fate


def test_what_is_believed_again_within_half_a_horizon_is_one_page() -> None:
    found = pages_of([look(0.0), look(500.0), look(1001.0)], [])
    assert [page.spell.start_s for page in found] == [0.0, 1001.0]


def test_remediated_pages_are_neither_right_nor_wrong() -> None:
    found = _score(look(0.0, Came.CROSSED), look(3000.0), look(6000.0, Came.REMEDIATED), look(9000.0, Came.PENDING))
    assert (found.tally.pages, found.tally.judged, found.tally.precision) == (4, 2, 0.5)
    assert (found.tally.censored, found.tally.open) == (1, 1)


def test_a_breach_that_nobody_foresaw_is_missed_also_on_a_series_without_a_look() -> None:
    caught = look(5000.0, Came.CROSSED, crossed_at_s=5600.0)
    found = _score(caught, breaches=(breach(5700.0, 5800.0), breach(20_000.0), breach(30_000.0, series="web-2")))
    assert (found.tally.crossings, found.tally.caught, found.tally.missed) == (3, 1, 2)
    assert found.tally.leads_s == (600.0,)


def test_a_breach_with_a_look_that_was_not_believed_is_missed() -> None:
    found = _score(look(5000.0, Came.CROSSED, believed=False, crossed_at_s=5600.0))
    assert (found.tally.pages, found.tally.crossings, found.tally.caught) == (0, 1, 0)


def test_what_several_looks_and_a_breach_say_about_one_crossing_is_one_crossing() -> None:
    looks = [look(at_s, Came.CROSSED, crossed_at_s=5600.0) for at_s in (5000.0, 5250.0)]
    assert crossings_of(looks, [breach(5700.0, 9000.0), breach(9601.0)]) == [
        Crossing(5600.0, 9000.0),
        Crossing(9601.0, 9601.0),
    ]


def test_a_page_of_before_the_period_catches_what_came_in_it_and_is_not_counted() -> None:
    found = _score(look(9900.0, Came.CROSSED), breaches=(breach(10_500.0), breach(9_800.0)), since_s=10_000.0)
    assert (found.tally.pages, found.tally.crossings, found.tally.leads_s) == (0, 1, (600.0,))


def test_alerts_of_one_incident_are_one_piece_of_evidence() -> None:
    looks = [look(float(n), series=f"web-{n}") for n in range(50)] + [look(HORIZON_S), look(HORIZON_S * 3)]
    found = _score(*looks)
    assert (found.tally.judged, found.independent) == (52, 3)


def test_an_incident_is_true_when_more_of_its_pages_were_true_than_false() -> None:
    fates = (Came.CROSSED, Came.CROSSED, Came.STAYED), (Came.CROSSED, Came.STAYED), (Came.STAYED, Came.UNKNOWN)
    looks = [
        look(3 * HORIZON_S * incident + n, came, series=f"web-{n}")
        for incident, many in enumerate(fates)
        for n, came in enumerate(many)
    ]
    found = _score(*looks)
    assert (found.independent, found.independent_true) == (3, 1)


def test_calibration_is_of_what_people_were_told_by_weight_and_within_the_period() -> None:
    looks = (
        look(20_000.0, Came.CROSSED, probability=0.8, raw_probability=0.1, weight=0.25),
        look(21_000.0, Came.STAYED, probability=0.8, weight=0.75),
        look(22_000.0, Came.UNKNOWN),
        look(23_000.0, Came.REMEDIATED),
        look(9_000.0, Came.STAYED),
    )
    found = _score(*looks, since_s=10_000.0).calibration
    assert (found.moments, found.crossed, found.undecided) == (2, 1, 1)
    assert [one.came for one in found.bins] == [0.25]
    assert found.bins[0].promised == pytest.approx(0.8)


def test_what_was_done_in_vain_is_what_had_no_effect() -> None:
    loans = [Loan("scale", "no_effect", 2, 0.0, 3600.0), Loan("scale", "worked", 9, 0.0, 3600.0)]
    found = score("memory", "critical", [], [], loans, since_s=0.0, until_s=1.0)
    assert (found.in_vain.count, found.in_vain.replica_hours) == (1, 2.0)
    assert _score().in_vain.count == 0


LOOKS = st.builds(
    look,
    st.floats(0.0, 50_000.0),
    st.sampled_from(list(Came)),
    series=st.sampled_from(["web-1", "web-2"]),
    believed=st.booleans(),
    crossed_at_s=st.none() | st.floats(0.0, 50_000.0),
)
BREACHES = st.builds(breach, st.floats(0.0, 50_000.0), series=st.sampled_from(["web-1", "web-2", "web-3"]))


@given(st.lists(LOOKS), st.lists(BREACHES), st.randoms())
def test_counts_add_up_in_whatever_order_things_are_read(
    looks: list[Prediction], breaches: list[Breach], random: Random
) -> None:
    found = _score(*looks, breaches=tuple(breaches))
    tally = found.tally
    assert 0 <= tally.caught <= tally.crossings
    assert len(tally.leads_s) == tally.caught
    assert (
        found.independent_true <= found.independent <= tally.judged <= tally.pages <= sum(one.believed for one in looks)
    )
    shuffled = _score(*random.sample(looks, len(looks)), breaches=tuple(reversed(breaches))).tally
    assert (shuffled.pages, shuffled.crossings) == (tally.pages, tally.crossings)
