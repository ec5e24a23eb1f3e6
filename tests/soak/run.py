"""One soak on one database: kill, restart, and in the end let the receiver finish."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from engines import Engines, alertmanager
from engines.supervisor import Supervisor

from tests.soak import books
from tests.soak.books import Books
from tests.soak.outside import standing_in
from tests.soak.traffic import Feed, Load
from tests.soak.victim import Victim
from tests.support.installation import TOKEN

WORKLOADS = 12
MOST_ALIVE_S = 2.0
DRAIN_TIMEOUT_S = 180.0
PAUSE_S = 0.2


@dataclass(frozen=True)
class Outcome:
    """What a run was, and its books."""

    kills: int
    requests: int
    refused: int
    reexecutions: int
    claims_lost: int
    took_s: float
    books: Books

    def measures(self) -> dict[str, int]:
        """What the run is summed up in, for people."""
        kept = self.books
        return {
            "kills (SIGKILL)": self.kills,
            "requests to accept alerts": self.requests,
            "of them refused or unanswered": self.refused,
            "alerts accepted": kept.accepted,
            "finished": kept.finished,
            "in the dead letter": kept.dead,
            "still open": kept.open,
            "lost": len(kept.lost),
            "actions": kept.actions,
            "carried out twice": len(kept.twice),
            "overlapping on one target": len(kept.overlaps),
            "messages": kept.messages,
            "missing messages": len(kept.missing),
            "messages delivered again": kept.repeated,
            "work taken up again": self.reexecutions,
            "seconds": round(self.took_s),
        }


def soak(
    folder: Path, database_url: str, engines: Engines, kills: int, seed: int, progress: Callable[[int], None]
) -> Outcome:
    """Run it.

    Args:
        progress: called with the number of kills so far.

    Raises:
        TimeoutError: the receiver did not finish in the end.
    """
    began_s = time.monotonic()
    chance = random.Random(seed)
    with standing_in(WORKLOADS) as outside, Supervisor(folder / "logs") as supervisor:
        victim = Victim(supervisor, folder, outside, database_url)
        config = alertmanager.webhook_configuration(
            f"{victim.url}/api/v1/alerts", token_file=_token(folder), group_by=("life",)
        )
        feed = Feed(alertmanager.start(supervisor, engines, folder / "alertmanager", config).url, WORKLOADS)
        victim.start()
        with Load(victim.url, outside, WORKLOADS, random.Random(seed)) as load:
            for number in range(1, kills + 1):
                feed.fire_one()
                time.sleep(chance.uniform(0, MOST_ALIVE_S))
                victim.kill()
                progress(number)
                victim.start()
            load.stop()
        _until(lambda: feed.lives <= books.stored(database_url), "Alertmanager's alerts are not all stored")
        accepted = load.accepted | feed.lives
        lost = sorted(load.accepted - books.stored(database_url))
        if lost:
            raise AssertionError(f"accepted and not stored: {lost}")
        load.end_all()
        feed.end_all()
        _until(lambda: books.still_open(database_url) == 0, "the receiver did not finish")
        victim.kill()
        return Outcome(
            kills=kills,
            requests=sum(load.answers.values()),
            refused=sum(count for code, count in load.answers.items() if not 200 <= code < 300),
            reexecutions=victim.counted["reexecutions"],
            claims_lost=victim.counted["claims_lost"],
            took_s=time.monotonic() - began_s,
            books=books.check(database_url, accepted, outside.sinks.received, outside.journal.changes),
        )


def _token(folder: Path) -> Path:
    path = folder / "token"
    path.write_text(TOKEN, encoding="utf-8")
    return path


def _until(truth: Callable[[], bool], otherwise: str) -> None:
    deadline_s = time.monotonic() + DRAIN_TIMEOUT_S
    while not truth():
        if time.monotonic() > deadline_s:
            raise TimeoutError(f"{otherwise} within {DRAIN_TIMEOUT_S:.0f} s")
        time.sleep(PAUSE_S)
