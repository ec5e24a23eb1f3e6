"""A plain selector gets an example series; anything else is for the author."""

import pytest

from rulegen.promql.series import open_matchers, plain_series


@pytest.mark.parametrize(
    ("expression", "series"),
    [
        ("x", 'x{pod="the-pod"}'),
        ('x{type="used", pod!=""} > 0', 'x{pod="the-pod",type="used"}'),
        ('(x{fstype!~"tmpfs"})', 'x{pod="the-pod"}'),
        ('x{pod="mine"}', 'x{pod="mine"}'),
        ('x{pool=~"Old.*"}', None),
        ("x + y", None),
        ("sum(x)", None),
    ],
)
def test_invents_only_what_it_can_know(expression: str, series: str | None) -> None:
    assert plain_series(expression, ["pod"]) == series


@pytest.mark.parametrize(
    ("expression", "left_open"),
    [('x{pool=~"Old.*", type="used"} > 0', ['pool=~"Old.*"']), ('x{pool!~"Old.*"}', []), ('sum(x{pool=~"Old.*"})', [])],
)
def test_names_the_matchers_whose_value_it_cannot_know(expression: str, left_open: list[str]) -> None:
    assert open_matchers(expression) == left_open
