"""Everything that works on one database, opened together."""

from dataclasses import dataclass
from pathlib import Path
from typing import Self

from receiver.clock import Clock
from receiver.domain.lent import Birth
from receiver.store import queue
from receiver.store.adoptions import Adoptions
from receiver.store.approvals import Approvals
from receiver.store.births import birth_of
from receiver.store.breaches import Breaches
from receiver.store.ended_sessions import EndedSessions
from receiver.store.engine import Database
from receiver.store.episodes import Episodes
from receiver.store.history import History
from receiver.store.inbox import Inbox
from receiver.store.modes import Modes
from receiver.store.outbox import Outbox
from receiver.store.pictures import Pictures
from receiver.store.predictions import Predictions
from receiver.store.pulses import Pulses
from receiver.store.questions import Questions
from receiver.store.queue import CLAIM_S, Terms
from receiver.store.remediations import Remediations
from receiver.store.scorecards import Scorecards
from receiver.store.storms import Folding
from receiver.store.switch import KillSwitch
from receiver.store.views import Views

_FOLDING = Folding()


@dataclass(frozen=True)
class Stores:
    """The queues and ledgers of one database."""

    database: Database
    inbox: Inbox
    episodes: Episodes
    outbox: Outbox
    kill_switch: KillSwitch
    remediations: Remediations
    adoptions: Adoptions
    questions: Questions
    predictions: Predictions
    approvals: Approvals
    breaches: Breaches
    modes: Modes
    pulses: Pulses
    scorecards: Scorecards
    history: History
    pictures: Pictures
    views: Views
    ended_sessions: EndedSessions
    terms: Terms
    clock: Clock

    @classmethod
    def open(
        cls,
        url: str,
        clock: Clock,
        *,
        max_backlog: int,
        kill_switch_file: Path | None,
        claim_s: float = CLAIM_S,
        folding: Folding = _FOLDING,
    ) -> Self:
        """Open the database and bring it to the newest schema.

        Raises:
            ConfigError: the database cannot be opened or migrated.
        """
        database = Database(url)
        terms = Terms(claim_s)
        kill_switch = KillSwitch(database, clock, kill_switch_file)
        breaches = Breaches(database)
        return cls(
            database=database,
            inbox=Inbox(database, clock, max_backlog),
            episodes=Episodes(database, clock, terms),
            outbox=Outbox(database, clock, terms, folding),
            kill_switch=kill_switch,
            adoptions=Adoptions(database, clock),
            remediations=Remediations(database, clock, kill_switch, terms),
            questions=Questions(database),
            predictions=Predictions(database, clock),
            approvals=Approvals(database, clock),
            breaches=breaches,
            modes=Modes(database, clock),
            pulses=Pulses(database, kill_switch, clock),
            scorecards=Scorecards(database, breaches, clock),
            history=History(database),
            pictures=Pictures(database),
            views=Views(database, clock, kill_switch),
            ended_sessions=EndedSessions(database, clock),
            terms=terms,
            clock=clock,
        )

    def take_up_again(self) -> None:
        """End the claims of a process that died, if this one has the database to itself; called once, before work begins."""
        if self.database.alone:
            queue.end_all_claims(self.database)

    def birth(self) -> Birth:
        """Return which database this is."""
        return birth_of(self.database, self.clock)

    def hurry(self) -> int:
        """Make everything due now, because the times it waits for were told by a clock that was wrong."""
        return queue.hurry(self.database, self.clock.now())

    def release(self) -> int:
        """Let others take up at once what this process holds; what it still writes about that is refused."""
        return queue.release(self.database, self.terms.owner)
