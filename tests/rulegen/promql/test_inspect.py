"""What can be said about an expression without a Prometheus."""

import math

import pytest

from rulegen.promql.inspect import (
    bare_counters,
    escaped,
    excludes_zero,
    is_range,
    is_scalar,
    metric_names,
    normal_form,
    number,
    operand,
    parse,
)


@pytest.mark.parametrize(
    ("text", "scalar"), [("42", True), ("(1 + 2) * 3", True), ("scalar(x)", True), ("x", False), ("1 - x", False)]
)
def test_tells_numbers_from_vectors(text: str, scalar: bool) -> None:
    assert is_scalar(parse(text)) == scalar


@pytest.mark.parametrize(
    ("text", "ranges"), [("x[5m]", True), ("(x[5m:1m])", True), ('"a"', True), ("rate(x[5m])", False)]
)
def test_tells_ranges_from_instant_vectors(text: str, ranges: bool) -> None:
    assert is_range(parse(text)) == ranges


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("a_total", ["a_total"]),
        ("rate(a_total[5m])", []),
        ("sum(increase(a_total[1h])) / b_bucket", ["b_bucket"]),
        ("max_over_time(rate(a_total[5m])[1h:])", []),
        ("count(a_total)", []),
        ("pg_stat_activity_count", []),
    ],
)
def test_finds_counters_that_are_read_bare(text: str, bare: list[str]) -> None:
    assert bare_counters(parse(text)) == bare


@pytest.mark.parametrize(
    ("text", "guarded"),
    [
        ("x > 0", True),
        ("(x != 0)", True),
        ("sum by (a) (x > 0)", True),
        ("x > 0 and y", True),
        ("x", False),
        ("x >= 0", False),
        ("x > 0 or y != 0", True),
        ("x or y > 0", False),
        ("x > bool 0", False),
    ],
)
def test_knows_whether_zero_is_kept_out(text: str, guarded: bool) -> None:
    assert excludes_zero(parse(text)) == guarded


@pytest.mark.parametrize("text", ["x", "x / y", "x or y", "x and y > 0", "x > bool 0"])
def test_zero_is_kept_out_by_a_comparison_of_the_whole(text: str) -> None:
    assert excludes_zero(parse(f"{operand(text)} > 0"))


def test_names_every_metric_once_in_order() -> None:
    assert metric_names(parse("b / (a + b)")) == ["b", "a"]


def test_reads_a_number_only_where_one_is_written() -> None:
    assert (number("42"), number("x")) == (42, None)


def test_one_spelling_for_one_meaning() -> None:
    assert normal_form("sum by(a)(rate(x[60s]))") == normal_form("sum by (a) (\n  rate(x[1m])\n)")


def test_label_values_are_escaped() -> None:
    assert escaped('a"b\\c\n') == 'a\\"b\\\\c\\n'


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("8", 8),
        ("-8", -8),
        ("(2 + 6) * 1024 / 2 - 1", 4095),
        ("1 / 0", math.inf),
        ("-1 / 0", -math.inf),
        ("time()", None),
    ],
)
def test_arithmetic_of_numbers_is_a_number(expression: str, value: float | None) -> None:
    assert number(expression) == value


def test_nothing_by_nothing_is_not_a_number() -> None:
    assert math.isnan(number("0 / 0") or 0)
