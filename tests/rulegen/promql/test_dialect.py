"""What the parser takes and a Prometheus does not is refused, or said to need a newer one."""

import re

import pytest

from rulegen.promql.dialect import Version, check_dialect, check_regex, needs

TAKEN = [
    "x",
    "x > bool y",
    "sum by (a) (rate(x_total[5m]))",
    'label_replace(x, "a", "v", "", "")',
    'label_replace(x, "a", "$1", "b", "(.*)")',
    'label_join(x, "a", "-", "b", "c")',
    'count_values("v", x)',
    'x{a=~"(?i:b)|(?P<n>c)[*+]{2,5}\\\\*+|d*?"}',
    'x{a="b\\nc"}',
    "max_over_time(x[1h30m:5m] offset 5m)",
    'x{path="/5m", a="{\\"q\\"}"}',
    "x5m + 0x5d",
    "x or on (a) y",
    'histogram_fraction(0, 0.2, rate(x{a="b"}[5m]))',
    "x{a=~`b\\d+`}",
]
REFUSED = [
    ("mad_over_time(x[5m])", "mad_over_time() is experimental"),
    ("info(x)", "info() is experimental"),
    ("limitk(1, x)", "limitk is experimental"),
    ("step() * x", "step() is experimental or of another server"),
    ("x / fill(0) y", "fill is experimental"),
    ('x{a="b" or c="d"}', "no `or` between matchers"),
    ('x{a=~"b{1001}"}', "repeats more than 1000 times"),
    ('x{a!~"b**"}', "repeats what is repeated already"),
    ('x{a=~"(?<n>b)"}', "a group that Prometheus does not know"),
    ('x{a=~"(?x)b c"}', "a group that Prometheus does not know"),
    ('label_replace(x, "a", "$1", "b", "(")', "illegal regex"),
    ('label_replace(x, "a", "$1", "b", "c++")', "repeats what is repeated already"),
    ('count_values("", x)', "'' is no name of a label"),
    ('label_replace(x, "", "$1", "b", "(.*)")', "'' is no name of a label"),
    ("x{a=`b\nc`}", "a string over several lines"),
]
LATER: list[tuple[str, str, Version]] = [
    ("histogram_avg(rate(x[5m]))", "histogram_avg()", (2, 51)),
    ('{"x"}', "a name in quotes", (3, 0)),
    ('label_replace(x, "a-b", "$1", "b", "(.*)")', "the label 'a-b'", (3, 0)),
    ('label_join(x, "a", "-", "b-c")', "the label 'b-c'", (3, 0)),
    ('count_values("a-b", x)', "the label 'a-b'", (3, 0)),
    ('x{a="b", "c.d"="e"}', "a name in quotes", (3, 0)),
    ('sum by ("a") (x)', "a name in quotes", (3, 0)),
    ("rate(x_total[300])", "a length of time without a unit", (3, 0)),
    ("x - x offset 300", "a length of time without a unit", (3, 0)),
    ("x * 5m", "a length of time as a number", (3, 0)),
]


@pytest.mark.parametrize("expression", TAKEN)
def test_what_every_server_takes_is_taken(expression: str) -> None:
    check_dialect(expression)
    assert needs(expression) is None


@pytest.mark.parametrize(("expression", "said"), REFUSED)
def test_what_no_server_takes_is_refused(expression: str, said: str) -> None:
    with pytest.raises(ValueError, match=re.escape(said)):
        check_dialect(expression)


@pytest.mark.parametrize(("expression", "what", "since"), LATER)
def test_what_newer_servers_take_says_since_when(expression: str, what: str, since: Version) -> None:
    check_dialect(expression)
    assert needs(expression) == (what, since)


@pytest.mark.parametrize(
    "pattern", [r"\p{Greek}{2}", r"\x{1F600}+", r"[\]*+]+", "[]*]+", "(?s-i:a)", r"\(\?<", "[[:alpha:]]+"]
)
def test_what_looks_like_it_and_is_not(pattern: str) -> None:
    check_regex(pattern)
