"""How far a long command has come: a bar on a terminal, nothing where nobody watches (a log, a pipe, CI)."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from rulegen.generate.progress import Told, unheard


@contextmanager
def bars(stream: TextIO) -> Iterator[Told]:
    """Yield what is to be told of progress; what is shown goes away when the block ends."""
    if not stream.isatty():
        yield unheard
        return
    from rich.console import Console  # a tenth of a second that only a person's run should pay
    from rich.progress import Progress, TaskID

    tasks: dict[str, TaskID] = {}
    with Progress(console=Console(file=stream), transient=True) as shown:

        def told(what: str, done: int, whole: int) -> None:
            if what not in tasks:
                tasks[what] = shown.add_task(what, total=whole)
            shown.update(tasks[what], completed=done, total=whole)

        yield told
