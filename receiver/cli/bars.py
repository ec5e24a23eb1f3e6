"""How far a long command has come: bars on a terminal, nothing where nobody watches (a log, a pipe, CI)."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bars

from receiver.backtest.run import Told
from receiver.backtest.session import Progress


@contextmanager
def bars(console: Console) -> Iterator[Progress]:
    """Yield what begins a bar; they go away when the block ends."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Bars(*columns, console=console, transient=True, disable=not console.is_terminal) as shown:

        def begin(what: str) -> Told:
            task = shown.add_task(what, total=None)
            return lambda done, whole: shown.update(task, completed=done, total=whole)

        yield begin
