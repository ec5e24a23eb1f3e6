"""`python -m tests.soak`: run the soak and print its books; exit code 0 only if they balance."""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from engines import EnginesError, locate
from rich.console import Console
from rich.table import Table

from receiver.cli.bars import bars
from tests.soak.run import Outcome, soak
from tests.support import postgresql
from tests.support.stores import sqlite_url


def main() -> int:
    """Run on the databases named; all of them when none is."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--kills", type=int, default=30, help="on each database")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), action="append")
    chosen = parser.parse_args()
    console = Console()
    outcomes: dict[str, Outcome] = {}
    try:
        for number, name in enumerate(chosen.database or ["sqlite", "postgresql"]):
            outcomes[name] = _one(console, name, 2 + number, chosen.kills, chosen.seed)
    except EnginesError as error:
        console.print(f"soak: {error}")
        return 2
    console.print(_table(outcomes))
    for name, outcome in outcomes.items():
        kept = outcome.books
        for fault in (*kept.lost, *kept.missing, *kept.twice, *kept.overlaps):
            console.print(f"{name}: {fault}")
    return 0 if all(outcome.books.balanced for outcome in outcomes.values()) else 1


def _one(console: Console, name: str, generation: int, kills: int, seed: int) -> Outcome:
    engines = locate(generation)
    with (
        tempfile.TemporaryDirectory(prefix="soak-") as folder,
        _database(name, Path(folder)) as url,
        bars(console) as begin,
    ):
        told = begin(f"kills on {name}")
        return soak(Path(folder), url, engines, kills, seed, lambda done: told(done, kills))


@contextmanager
def _database(name: str, folder: Path) -> Iterator[str]:
    if name == "sqlite":
        yield sqlite_url(folder / "receiver.db")
    else:
        with postgresql.running() as server:
            yield server.empty_database()


def _table(outcomes: dict[str, Outcome]) -> Table:
    table = Table(box=None, header_style="dim")
    table.add_column("")
    for name in outcomes:
        table.add_column(name, justify="right")
    for measure in next(iter(outcomes.values())).measures():
        table.add_row(measure, *(str(one.measures()[measure]) for one in outcomes.values()))
    return table


if __name__ == "__main__":
    sys.exit(main())
