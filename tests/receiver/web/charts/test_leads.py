from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from receiver.web.charts import leads


@given(st.lists(st.floats(0, 1e7), min_size=1, max_size=50))
def test_every_lead_is_counted_once_between_round_times(leads_s: list[float]) -> None:
    edges, counts = leads.bars(leads_s)
    assert sum(counts) == len(leads_s)
    assert len(edges) == len(counts) + 1 <= 15
    assert edges[0] == 0.0
    assert edges[-1] > max(leads_s)


@pytest.mark.parametrize("leads_s", [[0.0], [60.0], [300.0, 900.0, 1500.0]])
def test_a_bar_says_how_many_there_are(leads_s: list[float]) -> None:
    drawn = ElementTree.fromstring(leads.draw(leads_s, "l", 400, 300))
    said = [part.findtext("title", "") for part in drawn if part.get("class") == "bar"]
    assert sum(int(one.rpartition(": ")[2]) for one in said) == len(leads_s)


def test_it_says_the_same_in_words() -> None:
    assert leads.in_words([300.0, 900.0, 1500.0]) == (
        "3 exhaustions had a page before them: the median 15 min before, between 5 min and 25 min."
    )
