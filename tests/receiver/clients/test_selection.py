import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from receiver.clients.selection import MOST_QUERY_BYTES, MOST_SAMPLES, batches, matchers

_QUOTED = re.compile(r'"((?:[^"\\\n]|\\.)*)"')
_NASTY = st.text(alphabet='"\\\n{}[],=~.|*+?()^$aö')


def _unquoted(text: str) -> str:
    return re.sub(r"\\(.)", lambda found: {"n": "\n"}.get(found[1], found[1]), text)


@given(value=st.text(), other=_NASTY)
def test_no_label_value_leaves_its_quotes(value: str, other: str) -> None:
    query = matchers([{"a": value, "b": other}])
    assert _QUOTED.sub("_", query) == "a=_,b=_"
    assert [_unquoted(text) for text in _QUOTED.findall(query)] == [value, other]


@given(values=st.sets(_NASTY | st.text(), min_size=2, max_size=5), stranger=_NASTY)
def test_a_pattern_matches_the_wanted_values_and_no_other(values: set[str], stranger: str) -> None:
    query = matchers([{"a": value} for value in values])
    assert _QUOTED.sub("_", query) == "a=~_"
    [pattern] = (_unquoted(text) for text in _QUOTED.findall(query))
    assert all(re.fullmatch(pattern, value) for value in values)
    assert bool(re.fullmatch(pattern, stranger)) == (stranger in values)


def test_a_label_that_all_share_is_asked_for_plainly() -> None:
    shared = [{"namespace": "shop", "pod": pod} for pod in ("web-2", "web-1")]
    assert matchers(shared) == 'namespace="shop",pod=~"web-1|web-2"'


@given(st.lists(st.dictionaries(st.sampled_from("ab"), st.text(max_size=4000), min_size=1), max_size=12))
def test_everything_is_in_one_batch_and_no_query_is_too_long(selectors: list[dict[str, str]]) -> None:
    made = list(batches(selectors, samples_each=1.0))
    assert sorted(map(repr, (one for batch in made for one in batch))) == sorted(map(repr, selectors))
    assert all(len(batch) == 1 or len(matchers(batch).encode()) < MOST_QUERY_BYTES + 100 for batch in made)
    assert all(len({frozenset(one) for one in batch}) == 1 for batch in made)


@pytest.mark.parametrize(
    ("samples_each", "sizes"), [(1.0, [10]), (MOST_SAMPLES / 4, [4, 4, 2]), (MOST_SAMPLES * 2, [1] * 10)]
)
def test_an_answer_brings_no_more_samples_than_are_read_at_once(samples_each: float, sizes: list[int]) -> None:
    made = batches([{"pod": str(number)} for number in range(10)], samples_each)
    assert [len(batch) for batch in made] == sizes


def test_neighbours_stay_together_so_that_little_more_than_was_wanted_is_selected() -> None:
    mixed = [{"namespace": name, "pod": f"{name}-{number}"} for number in range(3) for name in "ab"]
    assert [{one["namespace"] for one in batch} for batch in batches(mixed, MOST_SAMPLES / 3)] == [{"a"}, {"b"}]
