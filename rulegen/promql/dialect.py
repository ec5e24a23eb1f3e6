"""Does a Prometheus take what the parser takes? Some it refuses when it loads the rule, some at every evaluation.

The parser knows functions that are experimental or of other servers, regular expressions of another engine, and syntax of
Prometheus 3; it looks at no argument. promtool stays the judge, but by then the rules are written.
https://prometheus.io/docs/prometheus/latest/querying/functions/
https://github.com/google/re2/wiki/Syntax
"""

import re
from functools import lru_cache

import promql_parser as pp

from rulegen.promql import inspect
from rulegen.promql.inspect import QUOTED
from rulegen.promql.text import quoted

Version = tuple[int, int]

_NAMES = """
abs absent absent_over_time acos acosh asin asinh atan atanh avg_over_time ceil changes clamp clamp_max clamp_min cos cosh
count_over_time day_of_month day_of_week day_of_year days_in_month deg delta deriv exp floor histogram_count
histogram_fraction histogram_quantile histogram_sum hour idelta increase irate label_join label_replace last_over_time ln
log10 log2 max_over_time min_over_time minute month pi predict_linear present_over_time quantile_over_time rad rate resets
round scalar sgn sin sinh sort sort_desc sqrt stddev_over_time stdvar_over_time sum_over_time tan tanh time timestamp vector
year"""
_FUNCTIONS = frozenset(_NAMES.split())
"""Of Prometheus 2.42 and all that came after it."""
_LATER: dict[str, Version] = {"histogram_avg": (2, 51), "histogram_stddev": (2, 51), "histogram_stdvar": (2, 51)}
_EXPERIMENTAL_AGGREGATIONS = frozenset({"limitk", "limit_ratio"})
_LABEL = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]*")
_GROUPED = re.compile(r'\b(?:by|without|on|ignoring|group_left|group_right)\s*\([^)]*"')
_MATCHERS = re.compile(r"\{([^}]*)\}")
_RANGE = re.compile(r"\[([^\]]*)\]")
_OFFSET = re.compile(r"\boffset\s+-?(\w+)")
_LENGTH = re.compile(r"(?<![\w.:])(?:\d+(?:ms|[smhdwy]))+\b")

_REPEAT_MOST = 1_000
_ESCAPED = re.compile(r"\\[pP]\{\^?\w+\}|\\x\{[0-9a-fA-F]+\}|\\.", re.DOTALL)
_CLASS = re.compile(r"\[\^?\]?(?:\[:\^?\w+:\]|[^\]])*\]")
_REPEATED = re.compile(r"\{(\d+)(?:,(\d*))?\}")
_STACKED = re.compile(r"(?:[*+?]|\{\d+(?:,\d*)?\})(?:[*+]|\{\d+(?:,\d*)?\}|\?\?)")
_FLAGS = re.compile(r"\(\?(?!P<|[imsU]*(?:-[imsU]+)?[:)])")


@lru_cache(maxsize=10_000)
def check_dialect(expression: str) -> None:
    """Refuse what no Prometheus takes by default.

    Raises:
        ValueError: with what it is and, where there is one, another way to write it.
    """
    if any(quote.startswith("`") and "\n" in quote for quote in QUOTED.findall(expression)):
        raise ValueError("a string over several lines is indented with the rest and means something else; write \\n")
    for node in inspect.nodes(inspect.parse(expression)):
        if "" in _labels_written(node):
            raise ValueError("'' is no name of a label, so every evaluation would fail")
        match node:
            case pp.VectorSelector():
                _check_matchers(node)
            case pp.AggregateExpr():
                _check_aggregation(node)
            case pp.Call():
                _check_call(node)
            case pp.BinaryExpr() if node.modifier is not None:
                filled = node.modifier.fill_values
                if (filled.lhs, filled.rhs) != (None, None):
                    raise ValueError("fill is experimental, so Prometheus refuses it; write the default with `or`")


@lru_cache(maxsize=10_000)
def needs(expression: str) -> tuple[str, Version] | None:
    """What of an expression older servers refuse, and from which Prometheus on it is taken; None when all take it."""
    for node in inspect.nodes(inspect.parse(expression)):
        if isinstance(node, pp.Call) and node.func.name in _LATER:
            return f"{node.func.name}()", _LATER[node.func.name]
        for label in _labels_written(node):
            if not _LABEL.fullmatch(label):
                return f"the label {label!r}", (3, 0)
    bare = QUOTED.sub('"', expression)
    inside = [part.strip() for found in _MATCHERS.findall(bare) for part in found.split(",")]
    if _GROUPED.search(bare) or any(part.startswith('"') for part in inside):
        return "a name in quotes", (3, 0)
    ranges = [part.strip() for found in _RANGE.findall(bare) for part in found.split(":")]
    if any(part.isdecimal() for part in [*ranges, *_OFFSET.findall(bare)]):
        return "a length of time without a unit", (3, 0)
    if _LENGTH.search(_OFFSET.sub("", _RANGE.sub("", bare))):
        return "a length of time as a number", (3, 0)
    return None


def check_regex(pattern: str) -> None:
    """Refuse what RE2, the regular expressions of Prometheus, does not know.

    Raises:
        ValueError: with what it is.
    """
    bare = _CLASS.sub("x", _ESCAPED.sub("x", pattern))
    if any(int(bound or 0) > _REPEAT_MOST for found in _REPEATED.findall(bare) for bound in found):
        raise ValueError(f"{pattern!r} repeats more than {_REPEAT_MOST} times, which Prometheus does not take")
    if _STACKED.search(bare):
        raise ValueError(f"{pattern!r} repeats what is repeated already, which Prometheus does not take")
    if _FLAGS.search(bare):
        raise ValueError(
            f"{pattern!r} holds a group that Prometheus does not know; it has (...), (?:...) and (?P<name>...)"
        )


def _check_matchers(selector: pp.VectorSelector) -> None:
    if selector.matchers.or_matchers:
        raise ValueError("Prometheus knows no `or` between matchers; write two selectors with `or`, or a regex")
    for matcher in selector.matchers.matchers:
        if matcher.op in (pp.MatchOp.Re, pp.MatchOp.NotRe):
            check_regex(matcher.value)


def _check_aggregation(expr: pp.AggregateExpr) -> None:
    if (name := str(expr.op)) in _EXPERIMENTAL_AGGREGATIONS:
        raise ValueError(f"{name} is experimental, so Prometheus refuses it unless a feature flag is set")


def _check_call(call: pp.Call) -> None:
    name = call.func.name
    if name not in _FUNCTIONS and name not in _LATER:
        raise ValueError(f"{name}() is experimental or of another server, so Prometheus refuses it")
    if name == "label_replace" and isinstance(pattern := list(call.args)[4], pp.StringLiteral):
        check_regex(pattern.val)
        inspect.parse(f"x{{y=~{quoted(pattern.val)}}}")


def _labels_written(node: pp.Expr) -> list[str]:
    """Labels that are named in a string: those that are made, and those that `label_join` reads."""
    named: list[pp.Expr | None] = []
    match node:
        case pp.AggregateExpr() if str(node.op) == "count_values":
            named = [node.param]
        case pp.Call() if node.func.name == "label_replace":
            named = list(node.args)[1:2]
        case pp.Call() if node.func.name == "label_join":
            named = [*list(node.args)[1:2], *list(node.args)[3:]]
    return [one.val for one in named if isinstance(one, pp.StringLiteral)]
