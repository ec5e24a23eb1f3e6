"""What a label survives, and what not."""

import pytest

from rulegen.promql.labels import lost

KEEPS = [
    "x",
    '(x{a="b"})',
    "-x",
    "sum by (a, b) (x)",
    "sum without (b) (x)",
    "topk by (b) (1, x)",
    "max_over_time(x[5m])",
    "rate(x_total[5m])",
    "sum_over_time(sum by (a) (x)[5m:1m])",
    'count_values("a", x)',
    'label_replace(sum(x), "a", "$1", "b", "(.*)")',
    'label_join(sum(x), "a", "-", "b")',
    'absent(x{a="b"})',
    'absent_over_time(x{a="b"}[5m])',
    "quantile_over_time(0.9, x[5m])",
    "clamp_max(x, 1)",
    "x * 8",
    "100 - x",
    "x > scalar(sum(y))",
    "x and on (b) sum by (b) (y)",
    "x unless sum(y)",
    "sum(y) or x",
    "x / on (a) y",
    "x / ignoring (b) y",
    "x / on (b) group_left () sum by (b) (y)",
    "sum by (b) (x) / on (b) group_right () y",
    "sum by (b) (x) * on (b) group_left (a) y",
    "histogram_quantile(0.9, sum by (a, le) (rate(x_bucket[5m])))",
    "info(sum(x))",
]
LOSES = [
    "sum(x)",
    "sum by (b) (x)",
    "sum without (a) (x)",
    "sum by (a) (sum by (b) (x))",
    'x{a=""}',
    "vector(1)",
    "minute()",
    'count_values("b", x)',
    'label_replace(sum(x), "b", "$1", "a", "(.*)")',
    "absent(x)",
    "absent(sum by (a) (x))",
    "sum(x) * 8",
    "sum(x) and y",
    "sum(x) or sum(y)",
    "x / sum(y)",
    "sum(x) / y",
    "x / on (b) y",
    "x / ignoring (a) y",
    "sum by (b) (x) / on (b) group_left () y",
    "x * on (b) group_left (a) sum by (b) (y)",
    "x / on (a, b) group_left () sum by (b) (y)",
]


@pytest.mark.parametrize("expression", KEEPS)
def test_may_come_out(expression: str) -> None:
    assert lost(expression, ("a",)) == ()


@pytest.mark.parametrize("expression", LOSES)
def test_never_comes_out(expression: str) -> None:
    assert lost(expression, ("a",)) == ("a",)


def test_a_quantile_of_buckets_has_no_bounds() -> None:
    assert lost("histogram_quantile(0.9, rate(x_bucket[5m]))", ("le",)) == ("le",)
