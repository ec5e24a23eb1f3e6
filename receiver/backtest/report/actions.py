"""What the dry run did, in sentences that stand in the terminal and on the page alike."""

from receiver.backtest.dryrun import DryRun
from receiver.backtest.findings import ForecastFindings
from receiver.backtest.ledger import Action
from receiver.backtest.report import words
from receiver.backtest.tariff import TARIFFS

NO_REMEDY = "the catalog names no action for this forecast"

CLIMBS = (
    "History shows nothing of what an action would have helped, so every step but a larger size looks as if it had no effect "
    "and the ladder goes on: this is the most that it would have done."
)
"""Said where there is more than one rung."""


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
        needed = sum(each.needed for each in own)
        sums = TARIFFS[action].in_words(sum(each.cost for each in own))
        name = action if len(one.remedies) == 1 else f"{place}. {action}"
        told.append((name, f"{words.counted(len(own), 'action')}, {needed} before a crossing; {sums}"))
    return told


def unknown(run: DryRun) -> list[str]:
    """What could not be replayed, by name, and why."""
    return [
        f"{action} could not be replayed at {words.counted(looks, 'look')}: {reason}"
        for (action, reason), looks in run.unknown.items()
    ]


def held(run: DryRun) -> str:
    """Guards and how many looks each held; empty where none did."""
    return ", ".join(f"{guard} {held.count}" for guard, held in run.holds.items())
