"""The replay asks at each moment what the product would have said then."""

from dataclasses import replace

import numpy as np
import pytest

from bench.forecast_replay import HEAD, TOGETHER, judge, row
from bench.forecast_rows import HORIZON_S
from receiver.forecast import AssessConfig, assess
from tests.bench.standin import recording

CONFIG = AssessConfig(confirm_probability=0.5, interval_s=60.0)
CASES = [recording(1, 420), recording(2, 400, crosses=False)]


@pytest.fixture(scope="module")
def judged() -> np.ndarray:
    found = judge(CASES, CONFIG)
    assert len(found) > 300
    return found


def test_each_row_is_one_call_with_what_was_known_then(judged: np.ndarray) -> None:
    for number, at_s, *told in judged[:: len(judged) // 12].tolist():
        case = CASES[int(number)]
        past = case.t <= at_s
        one = assess(case.t[past], case.v[past], case.limit, HORIZON_S, config=CONFIG)
        assert told == pytest.approx([one.probability, one.eta_lower_s, one.eta_s, one.eta_upper_s], rel=1e-9)


def test_rows_are_in_order_of_case_and_time(judged: np.ndarray) -> None:
    assert np.array_equal(np.lexsort((judged[:, 1], judged[:, 0])), np.arange(len(judged)))


def test_a_future_that_is_another_one_changes_no_answer_before_it(judged: np.ndarray) -> None:
    until = CASES[1].i_eval + 40
    other = CASES[1].v.copy()
    other[until:] = 0.05
    changed = judge([CASES[0], replace(CASES[1], v=other)], CONFIG)
    early = (judged[:, 0] == 0) | (judged[:, 1] < CASES[1].t[until])
    assert np.array_equal(changed[early], judged[early])
    assert not np.array_equal(changed[~early], judged[~early])


def test_more_moments_than_fit_together_are_all_answered() -> None:
    long = recording(3, 2 * TOGETHER + 300, crosses=False)
    long = replace(long, i_hist=TOGETHER + 100, i_eval=TOGETHER + 200)
    found = judge([long], CONFIG)
    assert len(found) == long.i_end - long.i_eval > TOGETHER
    assert np.isfinite(found[:, 2]).all()


def test_a_row_of_the_table_has_a_figure_for_every_column() -> None:
    score = {
        "precision": 0.468,
        "recall": 0.352,
        "g_recall": 0.65,
        "g_lead30": 0.394,
        "fa_day": 0.361,
        "bss": -0.519,
        "ece": 0.0041,
        "cov": 0.786,
    }
    assert row("ours", score) == "| ours | 0.47 | 0.35 | 0.65 | 0.39 | 0.36 | −0.52 | 0.004 | 0.79 |"
    assert row("ours", score).count("|") == HEAD.split("\n")[0].count("|")
    assert row("ours", score | {"cov": float("nan")}).endswith("| – |")
