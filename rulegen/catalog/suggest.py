"""What did the author mean by this key?"""

import difflib
from collections.abc import Iterable


def hint(word: str, known: Iterable[str]) -> str:
    """A half sentence for the end of a message: the closest known word, or all of them."""
    words = sorted(known)
    close = difflib.get_close_matches(word, words, n=1)
    return f"did you mean {close[0]!r}?" if close else f"known: {', '.join(words)}"
