"""What is wrong with a body, for people: places and reasons, never the values, and not more than fit a line of a log."""

from pydantic import ValidationError

_SHOWN = 5
_PLACE_SHOWN = 200


def problems(error: ValidationError, whole: str, prefix: str = "") -> str:
    """Return the first few problems.

    Args:
        whole: the place of a problem with the document as a whole.
        prefix: stands before every other place.
    """
    shown = error.errors(include_url=False, include_input=False, include_context=False)[:_SHOWN]
    return "; ".join(f"{_place(problem['loc'], whole, prefix)}: {problem['msg']}" for problem in shown)


def _place(location: tuple[int | str, ...], whole: str, prefix: str) -> str:
    """A label's name can be anything: what cannot be printed cannot be logged, and some databases refuse it."""
    place = prefix + ".".join(map(str, location)) if location else whole
    return "".join(one if one.isprintable() else "�" for one in place[:_PLACE_SHOWN])
