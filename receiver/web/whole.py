"""Bodies that are read before it is known who sends them: they have arrived whole before a thread is spent on them.

The listener waits for them as it waits for heads; an address that reads before it knows demands that the listener could. So
nobody without a credential keeps a thread waiting by sending slowly, which alerts would then wait for, too.
"""

from flask import request
from werkzeug.exceptions import RequestEntityTooLarge

MOST_BYTES = 131_072
"""Three paragraphs of three thousand characters are less, percent-encoded by Slack; 500 connections of it are 64 MiB."""

_LENGTH = b"\r\ncontent-length:"


def length(head: bytes) -> int:
    """Return how much of a body to wait for: all of it, nothing of one that is too long or withheld until it is asked for.

    Args:
        head: of a request, with the empty line at its end.
    """
    fields = head.lower()
    _, found, rest = fields.partition(_LENGTH)
    digits = rest.partition(b"\r\n")[0].strip()
    if not found or b"\r\nexpect:" in fields or not digits.isdigit() or len(digits) > len(str(MOST_BYTES)):
        return 0
    wanted = int(digits)
    return wanted if wanted <= MOST_BYTES else 0


def demand(most_bytes: int = MOST_BYTES) -> None:
    """Refuse (413) a request whose body may not be there yet; asked before the body is read.

    Args:
        most_bytes: not more than `MOST_BYTES`.
    """
    if request.headers.get("Transfer-Encoding") or request.headers.get("Expect"):
        raise RequestEntityTooLarge("A body needs a length here, and comes unasked.")
    if (request.content_length or 0) > most_bytes:
        raise RequestEntityTooLarge(f"A body has at most {most_bytes} bytes here.")
