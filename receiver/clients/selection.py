"""Turns the series that are wanted into few queries, none of them too large.

Series of one forecast differ in their by-labels only: a label that they share becomes `=`, one that differs becomes `=~` over
the escaped values. With several differing labels that selects a little more than was wanted; whoever reads the answer picks
by exact labels. A query is bounded in what it brings (samples) and in how long it is (VictoriaMetrics takes 16 KiB by
default: https://docs.victoriametrics.com/victoriametrics/single-server-victoriametrics/#list-of-command-line-flags,
search.maxQueryLen).
"""

from collections.abc import Iterable, Iterator, Mapping

Selector = Mapping[str, str]

MOST_SAMPLES = 500_000
"""About 16 MiB of JSON: half of what is read of one answer."""

MOST_QUERY_BYTES = 15_000

_IN_QUOTES = str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n"})
_IN_REGEX = str.maketrans({sign: "\\" + sign for sign in r"\.+*?()|[]{}^$"})
"""What means something in RE2: https://github.com/google/re2/wiki/Syntax; Prometheus anchors the whole by itself."""


def matchers(selectors: Iterable[Selector]) -> str:
    """Return the inside of the braces that select all of these (and perhaps more); label names are alike in all."""
    values: dict[str, set[str]] = {}
    for selector in selectors:
        for name, value in selector.items():
            values.setdefault(name, set()).add(value)
    return ",".join(_matcher(name, sorted(distinct)) for name, distinct in sorted(values.items()))


def batches(selectors: Iterable[Selector], samples_each: float) -> Iterator[list[Selector]]:
    """Split into groups of one query each; neighbours in the order of their labels stay together."""
    most = max(int(MOST_SAMPLES / max(samples_each, 1.0)), 1)
    batch: list[Selector] = []
    seen: set[tuple[str, str]] = set()
    size = 0
    for selector in sorted(selectors, key=key):
        new = {pair for pair in selector.items() if pair not in seen}
        grown = size + sum(_length(value) for _, value in new)
        if batch and (len(batch) == most or grown > MOST_QUERY_BYTES or selector.keys() != batch[0].keys()):
            yield batch
            batch, seen, grown = [], set(), sum(_length(value) for value in selector.values())
            new = set(selector.items())
        batch.append(selector)
        seen |= new
        size = grown
    if batch:
        yield batch


def key(selector: Selector) -> tuple[tuple[str, str], ...]:
    """Return what tells selectors apart."""
    return tuple(sorted(selector.items()))


def _matcher(name: str, values: list[str]) -> str:
    if len(values) == 1:
        return f'{name}="{values[0].translate(_IN_QUOTES)}"'
    pattern = "|".join(value.translate(_IN_REGEX) for value in values)
    return f'{name}=~"{pattern.translate(_IN_QUOTES)}"'


def _length(value: str) -> int:
    return len(value.translate(_IN_REGEX).translate(_IN_QUOTES).encode()) + 1
