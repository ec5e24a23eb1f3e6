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
    expr = inspect.parse(expression)
    while isinstance(expr, pp.ParenExpr):
        expr = expr.expr
    if isinstance(expr, pp.BinaryExpr) and str(expr.op) in _COMPARISONS and inspect.is_scalar(expr.rhs):
        expr = expr.lhs
    if not isinstance(expr, pp.VectorSelector) or not expr.name:
        return None
    labels = {label: f"the-{label}" for label in by}
    for matcher in expr.matchers.matchers:
        if matcher.op == pp.MatchOp.Equal:
            labels[matcher.name] = matcher.value
        elif matcher.op == pp.MatchOp.Re:
            return None
    inside = ",".join(f'{name}="{value}"' for name, value in sorted(labels.items()) if value)
    return f"{expr.name}{{{inside}}}"
