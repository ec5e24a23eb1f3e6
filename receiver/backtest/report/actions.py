"""What the dry run did, in sentences that stand in the terminal and on the page alike."""

from collections.abc import Sequence

from receiver.backtest.dryrun import DryRun
from receiver.backtest.findings import ForecastFindings
from receiver.backtest.ledger import Action
from receiver.backtest.report import words
from receiver.backtest.tariff import TARIFFS
from receiver.scorecard.tally import Fate

NO_REMEDY = "the catalog names no action for this forecast"

CLIMBS = (
    "History shows nothing of what an action would have helped, so every step but a larger size looks as if it had no effect "
    "and the ladder goes on: this is the most that it would have done."
)
"""Said where there is more than one rung."""


FATES = {
    Fate.TRUE: "before a crossing",
    Fate.FALSE: "for nothing",
    Fate.LATE: "too late",
    Fate.UNKNOWN: "of unknown use",
}
"""What is said of an action whose series had this fate."""


def cost(action: Action) -> str:
    """What one action would have cost."""
    return TARIFFS[action.plan.action].in_words(action.cost)


def lasts(action: Action) -> str:
    """How long what it raised stays raised."""
    return words.NOTHING if action.until_s is None else words.span(action.until_s - action.at_s)


def rungs(one: ForecastFindings) -> list[tuple[str, str]]:
    """Per action of the ladder: its name, and what there was of it with its cost."""
    told = []
    for place, action in enumerate(one.remedies, 1):
        own = one.dry_run.of(action)
        sums = TARIFFS[action].in_words(sum(each.cost for each in own))
        name = action if len(one.remedies) == 1 else f"{place}. {action}"
        told.append((name, f"{words.counted(len(own), 'action')}{_fates(own)}; {sums}"))
    return told


def _fates(own: Sequence[Action]) -> str:
    counts = [(sum(each.fate is fate for each in own), said) for fate, said in FATES.items()]
    told = ", ".join(f"{count} {said}" for count, said in counts if count)
    return f" ({told})" if told else ""


def unknown(run: DryRun) -> list[str]:
    """What could not be replayed, by name, and why."""
    return [
        f"{action} could not be replayed at {words.counted(looks, 'look')}: {reason}"
        for (action, reason), looks in run.unknown.items()
    ]


def held(run: DryRun) -> str:
    """Guards and how many looks each held; empty where none did."""
    return ", ".join(f"{guard} {held.count}" for guard, held in run.holds.items())
