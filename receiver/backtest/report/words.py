"""Numbers as people read them; the same in the terminal and on the page."""

from receiver.backtest.advice import Advice

NOTHING = "–"


def percent(share: float | None) -> str:
    """0.123 → 12 %."""
    return NOTHING if share is None else f"{share:.0%}".replace("%", " %")


def number(value: float | None, digits: int = 2) -> str:
    """A number with so many digits after the point."""
    return NOTHING if value is None else f"{value:.{digits}f}"


def counted(found: int, what: str) -> str:
    """1 restart, 2 restarts."""
    return f"{found} {what}" if found == 1 else f"{found} {what}s"


def span(seconds: float | None) -> str:
    """2700 → 45m, 5400 → 1h30m, 86400 → 24h."""
    if seconds is None:
        return NOTHING
    minutes = round(seconds / 60)
    if seconds < 60:
        return f"{seconds:.0f}s"
    if minutes < 60:
        return f"{minutes}m"
    hours, rest = divmod(minutes, 60)
    if hours > 48:
        return f"{hours / 24:.0f}d"
    return f"{hours}h{rest:02d}m" if rest else f"{hours}h"


def setting(advice: Advice, values: tuple[float, ...] | None) -> str:
    """The value of a setting as it stands in a catalog."""
    if values is None:
        return NOTHING
    if advice.setting == "windows":
        return f"[{', '.join(span(value) for value in values)}]"
    return f"{values[0]:g}"


def effect(advice: Advice) -> str:
    """What a recommendation would have changed, or why there is none."""
    if advice.better is None:
        return f"keep: {advice.reason}" if advice.reason else "keep"
    before, after = advice.before, advice.after
    return (
        f"precision {percent(before.precision)} → {percent(after.precision)}, "
        f"recall {percent(before.recall)} → {percent(after.recall)}, "
        f"false pages per series-day {number(before.false_per_day, 3)} → {number(after.false_per_day, 3)}"
    )
