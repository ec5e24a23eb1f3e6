"""How many samples does one evaluation of an expression load, per series that it reads?

Prometheus counts the same as `totalQueryableSamples` (`stats=all` of its query API): one per series for an instant
selector, every sample in the range for a range selector, once for each time that the selector stands in the expression.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import promql_parser as pp

from rulegen.promql import inspect

_STEP = timedelta(minutes=1)
"""Prometheus' default interval of evaluation, at which a subquery without a step evaluates what it holds."""


@dataclass(frozen=True, slots=True)
class Read:
    """One selector of an expression.

    Attributes:
        metric: name of what is read.
        selector: as PromQL, without range and offset.
        samples: per series and evaluation.
        windows: how many values of the label `window` a regular expression names, 1 without one.
    """

    metric: str
    selector: str
    samples: float
    windows: int


def reads(expression: str, resolution_s: Callable[[str], float]) -> list[Read]:
    """Every selector of an expression.

    Args:
        resolution_s: metric → seconds between its samples; a sparse series may say infinity.
    """
    return list(_reads(inspect.parse(expression), resolution_s))


def _reads(expr: pp.Expr, resolution_s: Callable[[str], float]) -> Iterator[Read]:
    match expr:
        case pp.VectorSelector():
            name = expr.name or ""
            yield Read(name, _bare(expr), 1.0 if resolution_s(name) != math.inf else 0.0, _alternatives(expr))
        case pp.MatrixSelector():
            name = expr.vector_selector.name or ""
            length: timedelta = expr.range
            yield Read(name, _bare(expr.vector_selector), length.total_seconds() / resolution_s(name), 1)
        case pp.BinaryExpr():
            yield from _reads(expr.lhs, resolution_s)
            yield from _reads(expr.rhs, resolution_s)
        case pp.Call():
            for argument in expr.args:
                yield from _reads(argument, resolution_s)
        case pp.AggregateExpr() | pp.ParenExpr() | pp.UnaryExpr():
            yield from _reads(expr.expr, resolution_s)
        case pp.SubqueryExpr():
            stretch: Any = expr.range
            times: float = stretch / (expr.step or _STEP)
            for read in _reads(expr.expr, resolution_s):
                yield replace(read, samples=times * read.samples)


def _bare(selector: pp.VectorSelector) -> str:
    inside = ", ".join(
        f'{m.name}{_operator(m.op)}"{inspect.escaped(m.value)}"'
        for m in selector.matchers.matchers
        if m.name != "__name__"
    )
    return f"{selector.name or ''}{{{inside}}}"


def _alternatives(selector: pp.VectorSelector) -> int:
    regexes = [m.value for m in selector.matchers.matchers if m.op == pp.MatchOp.Re and m.name == "window"]
    return math.prod(value.count("|") + 1 for value in regexes)


def _operator(op: pp.MatchOp) -> str:
    known = ((pp.MatchOp.Equal, "="), (pp.MatchOp.NotEqual, "!="), (pp.MatchOp.Re, "=~"), (pp.MatchOp.NotRe, "!~"))
    return next(text for kind, text in known if kind == op)
