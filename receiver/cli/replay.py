"""`receiver replay`."""

from pathlib import Path
from typing import NoReturn

import click

from receiver.cli.exits import REFUSED, or_exit
from receiver.cli.opened import opened
from receiver.cli.words import LARGEST, moment
from receiver.domain.decision import Decision, Hold
from receiver.pipeline.replay import Replayed, differences, replay, replay_under
from receiver.policy import model, record
from receiver.policy.situation import Situation
from receiver.store.history import Recorded


@click.command("replay")
@click.argument("decision_id", metavar="ID", type=click.IntRange(1, LARGEST))
@click.option(
    "--policy",
    "policy_file",
    type=click.Path(path_type=Path),
    help="Show what would have differed under this policy file.",
)
def replay_command(decision_id: int, policy_file: Path | None) -> None:
    """Recompute a recorded decision from what it rested on; `receiver history` shows the numbers.

    Exit 1 when it comes out differently (never with --policy).
    """
    with opened() as stores:
        recorded, question = stores.history.decision(decision_id), stores.questions.get(decision_id)
    if recorded is None or recorded.situation is None:
        _refuse(f"there is no record of a decision {decision_id} (any more)")
    situation = or_exit(lambda: record.from_json(recorded.situation))
    policy = None if policy_file is None else or_exit(lambda: model.load(policy_file))
    now = replay(situation, question) if policy is None else replay_under(policy, situation, question)
    different = differences(_as_recorded(situation, recorded), now)
    click.echo(f"decision {recorded.id} of {moment(recorded.at_s)}, {situation.alert.forecast}: {_short(now.decision)}")
    if question is None:
        click.echo("the samples are not kept (any more): the recorded assessment stands")
    click.echo("\n  ".join(["different:", *different]) if different else "same, bit for bit")
    if different and policy is None:
        raise click.exceptions.Exit(REFUSED)


def _as_recorded(situation: Situation, recorded: Recorded) -> Replayed:
    hold = None if recorded.held_by is None else Hold(recorded.held_by, recorded.reason)
    return Replayed(situation, Decision(situation.plan, hold))


def _short(decision: Decision) -> str:
    return f"held by {decision.hold.guard}" if decision.hold else f"acts: {decision.plan}"


def _refuse(message: str) -> NoReturn:
    click.echo(f"receiver: {message}", err=True)
    raise click.exceptions.Exit(REFUSED)
