"""An estimate counts what a selector loads."""

import pytest

from rulegen.promql.samples import reads


@pytest.mark.parametrize(
    ("expression", "samples"),
    [
        ("x", 1),
        ("sum(x)", 1),
        ("rate(x[5m])", 10),
        ("max_over_time(x[1h:5m])", 12),
        ("max_over_time(x[1h:])", 60),
        ("max_over_time(rate(x[5m])[1h:5m])", 120),
    ],
)
def test_a_subquery_loads_what_it_holds_at_every_step(expression: str, samples: float) -> None:
    assert [read.samples for read in reads(expression, lambda _: 30.0)] == [samples]
