"""A concrete series that a plain selector selects: for example data in tests."""

import promql_parser as pp

from rulegen.promql import inspect

_COMPARISONS = frozenset({">", ">=", "!="})


def plain_series(expression: str, by: list[str]) -> str | None:
    """Invent a series for an expression that is one selector, perhaps compared with a number (`x > 0`).

    Args:
        expression: PromQL.
        by: labels that the series must have.

    Returns:
        PromQL notation of one series, or None when the expression is more than a selector, or its matchers are regular
        expressions on labels whose value we would have to invent.
    """
    selector = _selector(expression)
    if selector is None or open_matchers(expression):
        return None
    labels = {label: f"the-{label}" for label in by}
    labels |= {one.name: one.value for one in selector.matchers.matchers if one.op == pp.MatchOp.Equal}
    inside = ",".join(f'{name}="{value}"' for name, value in sorted(labels.items()) if value)
    return f"{selector.name}{{{inside}}}"


def open_matchers(expression: str) -> list[str]:
    """Matchers of a plain selector that leave the value of their label open, as PromQL; none of any other expression."""
    selector = _selector(expression)
    matchers = selector.matchers.matchers if selector else []
    return [f'{one.name}=~"{one.value}"' for one in matchers if one.op == pp.MatchOp.Re]


def _selector(expression: str) -> pp.VectorSelector | None:
    expr = inspect.parse(expression)
    while isinstance(expr, pp.ParenExpr):
        expr = expr.expr
    if isinstance(expr, pp.BinaryExpr) and str(expr.op) in _COMPARISONS and inspect.is_scalar(expr.rhs):
        expr = expr.lhs
    return expr if isinstance(expr, pp.VectorSelector) and expr.name else None
