"""Which labels can never come out of an expression? A by-label that is lost identifies nothing, and joins nothing.

Says only what is sure: a label that a selector's series may or may not have counts as there.
"""

from functools import lru_cache

import promql_parser as pp

from rulegen.promql import inspect

_PICKS = frozenset({"topk", "bottomk", "limitk", "limit_ratio"})
"""Aggregations that hand series on as they are."""
_WRITES = frozenset({"label_replace", "label_join"})
_OF_MATCHERS = frozenset({"absent", "absent_over_time"})
_NO_LABELS = frozenset({"vector", "scalar", "time", "pi"})


@lru_cache(maxsize=10_000)
def lost(expression: str, labels: tuple[str, ...]) -> tuple[str, ...]:
    """Those of the labels that no series of the result has."""
    expr = inspect.parse(expression)
    return tuple(label for label in labels if _lost(expr, label))


def _lost(expr: pp.Expr, label: str) -> bool:
    match expr:
        case pp.NumberLiteral() | pp.StringLiteral():
            return True
        case pp.VectorSelector():
            return label in _matched(expr, empty=True)
        case pp.MatrixSelector():
            return _lost(expr.vector_selector, label)
        case pp.ParenExpr() | pp.UnaryExpr() | pp.SubqueryExpr():
            return _lost(expr.expr, label)
        case pp.AggregateExpr():
            return _by_aggregation(expr, label)
        case pp.BinaryExpr():
            return _by_operator(expr, label)
        case pp.Call():
            return _by_call(expr, label)
        case _:
            return False


def _matched(selector: pp.VectorSelector, empty: bool) -> set[str]:
    """Labels that the selector says are absent, or have one value."""
    equal = [matcher for matcher in selector.matchers.matchers if matcher.op == pp.MatchOp.Equal]
    return {matcher.name for matcher in equal if (matcher.value == "") == empty}


def _by_aggregation(expr: pp.AggregateExpr, label: str) -> bool:
    name, modifier = str(expr.op), expr.modifier
    if name in _PICKS:
        return _lost(expr.expr, label)
    if name == "count_values" and isinstance(expr.param, pp.StringLiteral) and expr.param.val == label:
        return False
    kept = modifier is not None and (label in modifier.labels) == (modifier.type == pp.AggModifierType.By)
    return not kept or _lost(expr.expr, label)


def _by_call(expr: pp.Call, label: str) -> bool:
    name, arguments = expr.func.name, list(expr.args)
    if name in _WRITES and isinstance(arguments[1], pp.StringLiteral) and arguments[1].val == label:
        return False
    if name in _OF_MATCHERS:
        inner = arguments[0].vector_selector if isinstance(arguments[0], pp.MatrixSelector) else arguments[0]
        return not isinstance(inner, pp.VectorSelector) or label not in _matched(inner, empty=False)
    if name in _NO_LABELS or (name == "histogram_quantile" and label == "le"):
        return True
    series = [one for one in arguments if not inspect.is_scalar(one) and not isinstance(one, pp.StringLiteral)]
    return name != "info" and all(_lost(one, label) for one in series)


def _by_operator(expr: pp.BinaryExpr, label: str) -> bool:
    left, right = _lost(expr.lhs, label), _lost(expr.rhs, label)
    if inspect.is_scalar(expr.lhs):
        return right
    if inspect.is_scalar(expr.rhs) or str(expr.op) in ("and", "unless"):
        return left
    return left and right if str(expr.op) == "or" else _by_matching(expr.modifier, label, left, right)


def _by_matching(modifier: pp.BinModifier | None, label: str, left: bool, right: bool) -> bool:
    """Of two vectors: what one side lacks and the other has matches nothing."""
    matching = None if modifier is None else modifier.matching
    on = matching is not None and matching.type == pp.LabelModifierType.Include
    compared = True if matching is None else (label in matching.labels) == on
    if modifier is None or modifier.card == pp.VectorMatchCardinality.OneToOne:
        return not compared or left or right
    many, one = (left, right) if modifier.card == pp.VectorMatchCardinality.ManyToOne else (right, left)
    if label in (modifier.group_labels or ()):
        return one
    return many or (compared and one)
