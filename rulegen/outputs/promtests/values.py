"""promtool's notation for sample values, built from pieces. Counts are numbers of samples."""

from collections.abc import Iterable


def number(value: float) -> str:
    """A number without an exponent, which promtool's notation does not take after a sign."""
    text = f"{value:.9f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def line(start: float, per_sample: float, count: int) -> str:
    """`count` samples on a line."""
    if count <= 0:
        return ""
    sign = "-" if per_sample < 0 else "+"
    return f"{number(start)}{sign}{number(abs(per_sample))}x{count - 1}"


def flat(value: float, count: int) -> str:
    """`count` equal samples."""
    return line(value, 0.0, count)


def absent(count: int) -> str:
    """`count` samples that are not there."""
    return f"_x{count}" if count > 0 else ""


def listed(values: Iterable[float]) -> str:
    """Samples one by one."""
    return " ".join(number(value) for value in values)


def joined(*pieces: str) -> str:
    """Pieces one after the other."""
    return " ".join(piece for piece in pieces if piece)
