"""Does an expression parse, is it a vector, and does it read a counter where a gauge is needed?

The parser knows the syntax of Prometheus 2, which is what the oldest supported promtool accepts.
"""

import math
import operator
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import lru_cache

import promql_parser as pp

from rulegen.promql.text import quoted

_COUNTER_SUFFIX = re.compile(r"_(total|bucket)$")
QUOTED = re.compile(r'"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'|`[^`]*`')
_MAKES_GAUGE = frozenset({"rate", "irate", "increase", "delta", "idelta", "resets", "changes", "deriv"})


LONGEST = 5_000
"""Characters that an author may write; the parser ends the whole process on what is nested some thousand deep."""
_DEEPEST = 300
"""What looks into an expression calls itself for every level, and Python ends that at a thousand."""


@lru_cache(maxsize=10_000)
def parse(expression: str) -> pp.Expr:
    """Parse an expression.

    Raises:
        ValueError: with the parser's reason, or nested too deep.
    """
    try:
        parsed = pp.parse(QUOTED.sub(_escaped, expression))
    except ValueError as error:
        raise ValueError(f"not PromQL: {error}") from error
    level, depth = [parsed], 0
    while level := [child for node in level for child in _children(node)]:
        depth += 1
        if depth > _DEEPEST:
            raise ValueError(f"nested more than {_DEEPEST} deep; a chain of operators counts, too")
    return parsed


def _escaped(literal: re.Match[str]) -> str:
    """Backticks as double quotes: the parser looks for escapes in backticks, too, where a backslash is a letter."""
    return quoted(literal[0][1:-1]) if literal[0][0] == "`" else literal[0]


def parse_written(expression: str) -> pp.Expr:
    """Parse what an author wrote, who may have written anything.

    Raises:
        ValueError: with the reason.
    """
    if len(expression) > LONGEST:
        raise ValueError(f"{len(expression)} characters are too many for one expression; at most {LONGEST}")
    return parse(expression)


def is_scalar(expr: pp.Expr) -> bool:
    """Whether the result is one number without labels."""
    match expr:
        case pp.NumberLiteral():
            return True
        case pp.Call():
            return expr.func.name in {"scalar", "time", "pi"}
        case pp.ParenExpr() | pp.UnaryExpr():
            return is_scalar(expr.expr)
        case pp.BinaryExpr():
            return is_scalar(expr.lhs) and is_scalar(expr.rhs)
        case _:
            return False


def is_series(expr: pp.Expr) -> bool:
    """Whether the expression is the notation of one series: a name and labels with values."""
    if not isinstance(expr, pp.VectorSelector) or expr.offset is not None or expr.at is not None:
        return False
    return all(matcher.op == pp.MatchOp.Equal for matcher in expr.matchers.matchers)


def is_range(expr: pp.Expr) -> bool:
    """Whether the result is a range vector or a string, which no division takes."""
    if isinstance(expr, pp.ParenExpr):
        return is_range(expr.expr)
    return isinstance(expr, pp.MatrixSelector | pp.SubqueryExpr | pp.StringLiteral)


def bare_counters(expr: pp.Expr) -> list[str]:
    """Names that look like counters (by the naming convention) and are read without rate() or its kin."""
    return [name for name, covered in _selectors(expr, False) if not covered and _COUNTER_SUFFIX.search(name)]


def has_comment(expression: str) -> bool:
    """Whether a `#` begins a comment, which ends at the line's end only."""
    return "#" in expression and "#" in QUOTED.sub("", expression)


def pinned(expr: pp.Expr) -> bool:
    """Whether `@` ties any part to one moment."""
    return any(getattr(node, "at", None) is not None for node in nodes(expr))


def offsets(expr: pp.Expr) -> list[timedelta]:
    """How far back each selector looks, subqueries around it included."""
    return list(_offsets(expr, timedelta()))


def _offsets(expr: pp.Expr, around: timedelta) -> Iterator[timedelta]:
    own = around + (getattr(expr, "offset", None) or timedelta())
    if isinstance(expr, pp.VectorSelector):
        yield own
    for child in _children(expr):
        yield from _offsets(child, own)


def nodes(expr: pp.Expr) -> Iterator[pp.Expr]:
    """The expression and everything in it."""
    yield expr
    for child in _children(expr):
        yield from nodes(child)


def _children(expr: pp.Expr) -> list[pp.Expr]:
    match expr:
        case pp.MatrixSelector():
            return [expr.vector_selector]
        case pp.Call():
            return list(expr.args)
        case pp.BinaryExpr():
            return [expr.lhs, expr.rhs]
        case pp.AggregateExpr() | pp.ParenExpr() | pp.UnaryExpr() | pp.SubqueryExpr():
            return [expr.expr]
        case _:
            return []


def _selectors(expr: pp.Expr, covered: bool) -> Iterator[tuple[str, bool]]:
    match expr:
        case pp.VectorSelector():
            yield _name(expr), covered
        case pp.MatrixSelector():
            yield _name(expr.vector_selector), covered
        case pp.Call():
            inside = covered or expr.func.name in _MAKES_GAUGE
            for argument in expr.args:
                yield from _selectors(argument, inside)
        case pp.BinaryExpr():
            yield from _selectors(expr.lhs, covered)
            yield from _selectors(expr.rhs, covered)
        case pp.AggregateExpr():
            yield from _selectors(expr.expr, covered or str(expr.op) == "count")
        case pp.ParenExpr() | pp.UnaryExpr() | pp.SubqueryExpr():
            yield from _selectors(expr.expr, covered)


def _name(selector: pp.VectorSelector) -> str:
    """Of the metric, also where a matcher says it."""
    said = (matcher.value for matcher in selector.matchers.matchers if matcher.name == "__name__")
    return selector.name or next(said, "")


def grouping(expression: str) -> tuple[str, ...] | None:
    """Labels that an aggregation keeps: of `sum by (a, b) (x)` a and b; None for what is no such aggregation."""
    expr = parse(expression)
    while isinstance(expr, pp.ParenExpr):
        expr = expr.expr
    modifier = expr.modifier if isinstance(expr, pp.AggregateExpr) else None
    if modifier is None or modifier.type != pp.AggModifierType.By:
        return None
    return tuple(modifier.labels)


def number(expression: str) -> float | None:
    """The value of an expression that is written in numbers alone, None for anything else."""
    return _number(parse(expression))


def _number(expr: pp.Expr) -> float | None:
    match expr:
        case pp.NumberLiteral():
            return expr.val
        case pp.ParenExpr():
            return _number(expr.expr)
        case pp.UnaryExpr():
            inner = _number(expr.expr)
            return None if inner is None else -inner
        case pp.BinaryExpr() if str(expr.op) in _ARITHMETIC:
            left, right = _number(expr.lhs), _number(expr.rhs)
            return None if left is None or right is None else _ARITHMETIC[str(expr.op)](left, right)
        case _:
            return None


def _divided(left: float, right: float) -> float:
    """As PromQL does: by zero it is infinite, or not a number."""
    if right:
        return left / right
    return math.nan if left == 0 or math.isnan(left) else math.copysign(math.inf, left)


_ARITHMETIC: dict[str, Callable[[float, float], float]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": _divided,
}


def metric_names(expr: pp.Expr) -> list[str]:
    """Names of the metrics that an expression reads, in the order written, each once."""
    return list(dict.fromkeys(name for name, _ in _selectors(expr, False) if name))


def excludes_zero(expr: pp.Expr) -> bool:
    """Whether a comparison at the top of the expression keeps zero out (`x > 0`, `x != 0`)."""
    if isinstance(expr, pp.ParenExpr):
        return excludes_zero(expr.expr)
    if isinstance(expr, pp.AggregateExpr):
        return excludes_zero(expr.expr)
    if not isinstance(expr, pp.BinaryExpr):
        return False
    if str(expr.op) in {"and", "unless"}:
        return excludes_zero(expr.lhs)
    if str(expr.op) == "or":
        return excludes_zero(expr.lhs) and excludes_zero(expr.rhs)
    filters = expr.modifier is None or not expr.modifier.return_bool
    return filters and str(expr.op) in {">", "!="} and is_scalar(expr.rhs)


def operand(expression: str) -> str:
    """As it stands beside an operator: in brackets where the operator would take a part of it."""
    return f"({expression})" if isinstance(parse(expression), pp.BinaryExpr) else expression


def escaped(value: str) -> str:
    """A label value as it stands between double quotes."""
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def normal_form(expression: str) -> str:
    """One spelling for expressions that mean the same: spaces, line breaks and durations as the parser writes them."""
    return parse(expression).prettify()
