"""The picture of a forecast as a PNG, where matplotlib is installed (the extra `plots`); messages go without it elsewhere."""

from collections.abc import Mapping
from functools import cache
from typing import Any

import structlog

from receiver.domain.event import Event
from receiver.domain.picture import ForecastPicture
from receiver.errors import ConfigError
from receiver.plots import canvas
from receiver.plots.fan import fan, title

log = structlog.get_logger()


def carried(event: Event) -> dict[str, Any] | None:
    """What a stored message carries so that the picture can be drawn when it is sent."""
    return None if event.picture is None else event.picture.to_json()


def drawn(document: Mapping[str, Any] | None) -> tuple[bytes, str] | None:
    """Return a PNG and what it says in one line, None when there is nothing to draw or nothing to draw with.

    A message without a picture is better than none: numbers that matplotlib cannot show, or no room for its files, cost none.
    """
    if document is None or missing():
        return None
    shown = ForecastPicture.from_json(document)
    try:
        return canvas.png(fan(shown), canvas.SIZE), title(shown)
    except (ValueError, ArithmeticError, OSError) as error:
        log.warning("the picture was left out", reason=f"{type(error).__name__}: {error}")
        return None


@cache
def missing() -> str:
    """Why no picture can be drawn, empty when one can; said once in the log."""
    try:
        canvas.check()
    except ConfigError as error:
        log.warning("messages go without pictures", reason=str(error))
        return str(error)
    return ""
