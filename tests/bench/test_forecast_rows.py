"""What is learned from: nobody sees the future in it, and it is the same every time."""

from dataclasses import replace

import numpy as np
import pytest

from bench.forecast_rows import (
    HORIZON_S,
    LEADS,
    LEAST_HISTORY_S,
    MOST_HISTORY_S,
    OTHER_LEAD_WEIGHT,
    PER_SOURCE,
    WINDOW_S,
    Recut,
    Rows,
    capped,
    chosen,
    histories,
    moments,
    recut,
    replay_rows,
    weigh,
)
from tests.bench.standin import MINUTE_S, recording

CASES = [recording(1), recording(2, crosses=False, source="b")]


def _walk(seed: int) -> Recut:
    """A day and a half that goes up and down."""
    random = np.random.default_rng(seed)
    one = recording(seed, 2160)
    return replace(one, v=0.5 + 0.2 * np.sin(np.arange(2160) / 90) + np.cumsum(random.normal(0, 0.004, 2160)))


WALKS = [_walk(7), _walk(8)]


def _windows() -> list[Recut]:
    found = recut(WALKS)
    assert len(found) > 20
    assert {one.crossed for one in found} == {True, False}
    return found


def test_new_windows_are_the_same_for_the_same_seed_and_others_for_another() -> None:
    def told(seed: int) -> list[tuple[float, int, int]]:
        return [(one.limit, one.i_eval, one.i_end) for one in recut(WALKS, seed)]

    assert told(3) == told(3)
    assert told(3) != told(4)


def test_a_recording_that_several_cases_share_is_cut_once() -> None:
    twice = [WALKS[0], replace(WALKS[0], limit=2.0)]
    assert len(recut(twice)) == len(recut(WALKS[:1]))


def test_nothing_before_the_end_of_a_new_window_has_reached_its_limit() -> None:
    for one in _windows():
        last = one.i_end - 1
        assert np.nanmax(one.v[one.i_hist : last]) < one.limit
        assert (one.v[last] >= one.limit) == one.crossed
        assert one.t_cross == one.t[last] if one.crossed else np.isnan(one.t_cross)


def test_a_new_window_lies_within_its_bounds() -> None:
    for one in _windows():
        assert one.i_hist < one.i_eval < one.i_end <= len(one.t)
        history_s = one.t[one.i_eval] - one.t[one.i_hist]
        assert LEAST_HISTORY_S - MINUTE_S <= history_s <= MOST_HISTORY_S
        assert one.t[one.i_end - 1] - one.t[one.i_eval] <= WINDOW_S


@pytest.mark.parametrize("minutes", [100, 125, 149])
def test_a_recording_too_short_for_a_window_gives_none(minutes: int) -> None:
    assert recut([recording(1, minutes)]) == []


def test_moments_are_those_of_the_judged_stretch_without_the_crossing_itself() -> None:
    found = moments(CASES, 1)
    for number, case in enumerate(CASES):
        places = found[found[:, 0] == number, 1]
        assert (places[0], places[-1]) == (case.i_eval, case.i_end - (2 if case.crossed else 1))
        assert len(places) == places[-1] - places[0] + 1


def test_moments_are_a_minute_apart_and_never_without_a_sample() -> None:
    fast = recording(1)
    fast = replace(fast, t=fast.t / 6.0, v=np.where(np.arange(700) % 5 == 0, np.nan, fast.v))
    found = moments([fast], 1)[:, 1]
    assert np.diff(fast.t[found]).min() >= 59.4
    assert np.isfinite(fast.v[found]).all()


def test_thinning_keeps_a_part_and_always_the_same() -> None:
    whole, part = moments(CASES, 1), moments(CASES, 4)
    assert len(part) == len(whole) // 4
    assert {tuple(one) for one in part.tolist()} <= {tuple(one) for one in whole.tolist()}
    assert np.array_equal(part, moments(CASES, 4))


def test_a_history_ends_with_its_moment_and_holds_no_gap() -> None:
    rows = moments(CASES, 8)
    seen = 0
    for ids, times, values in histories(CASES, rows, size=7):
        for (case, place), t, v in zip(rows[ids].tolist(), times, values, strict=True):
            assert t[-1] == CASES[case].t[place]
            assert v[-1] == CASES[case].v[place]
            assert np.isfinite(v).all()
            seen += 1
    assert seen == len(rows)


@pytest.fixture(scope="module")
def rows() -> Rows:
    return replay_rows(CASES, 12)


def test_evidence_does_not_depend_on_what_comes_later(rows: Rows) -> None:
    """Only the outcome does: a future that is another one leaves everything that is known before it."""
    until = CASES[0].i_eval + 60
    other = CASES[0].v.copy()
    other[until:] = 0.1
    changed = replay_rows([replace(CASES[0], v=other), CASES[1]], 12)
    early = (rows["case"] == 0) & (rows["wait"] > (CASES[0].i_end - 1 - until) * MINUTE_S)
    assert early.sum() >= len(LEADS)
    assert (~early).any()
    for name in ("bound", "gates", "context", "passing"):
        assert np.array_equal(rows[name][early], changed[name][early]), name


def test_an_outcome_is_whether_it_crossed_within_the_lead_and_known_when_that_is_over(rows: Rows) -> None:
    reach_s = HORIZON_S * rows["lead"]
    crossing = rows["case"] == 0
    assert np.array_equal(rows["y"][crossing], (rows["wait"] <= reach_s)[crossing])
    assert not rows["y"][~crossing].any()
    assert np.array_equal(rows["known"], rows["y"] | (rows["left"] >= reach_s))
    assert {bool(one) for one in rows["known"]} == {True, False}


def test_every_moment_stands_there_once_per_lead(rows: Rows) -> None:
    assert np.array_equal(rows["lead"].reshape(-1, len(LEADS)), np.tile(LEADS, (len(rows["lead"]) // len(LEADS), 1)))
    assert set(rows["source"].tolist()) == {"a", "b"}


def test_weights_are_never_negative_sum_to_the_share_and_count_every_source_alike(rows: Rows) -> None:
    found = weigh(rows, 1.5)
    assert found.min() >= 0.0
    assert found.sum() == pytest.approx(1.5)
    assert np.all(found[~rows["known"]] == 0.0)
    everything = {**rows, "known": np.ones(len(rows["y"]), bool)}
    alike = weigh(everything, 1.0)
    assert alike[rows["source"] == "a"].sum() == pytest.approx(alike[rows["source"] == "b"].sum())
    near, far = (alike[(rows["source"] == "a") & (rows["lead"] == lead)] for lead in (1.0, 2.0))
    assert far == pytest.approx(OTHER_LEAD_WEIGHT * near)


def test_no_source_has_more_than_its_share_of_rows() -> None:
    many = PER_SOURCE + 500
    source = np.array(["much"] * many + ["little"] * 10)
    found = capped({"y": np.arange(len(source)), "source": source})
    assert (found["source"] == "much").sum() == PER_SOURCE
    assert found["y"][found["source"] == "little"].tolist() == list(range(many, many + 10))


def test_chosen_rows_stay_together(rows: Rows) -> None:
    kept = chosen(rows, rows["source"] == "b")
    assert set(kept["case"].tolist()) == {1}
    assert {len(value) for value in kept.values()} == {int((rows["source"] == "b").sum())}
