"""`receiver`: which words there are. A command is one module beside this one and one line in `COMMANDS`."""

import click

from receiver.cli.approvals import approvals
from receiver.cli.approve import approve
from receiver.cli.assess import assess
from receiver.cli.backtest import backtest
from receiver.cli.calibration import calibration
from receiver.cli.check_config import check_config
from receiver.cli.dead_letters import dead_letters
from receiver.cli.history import history
from receiver.cli.kill_switch import kill_switch
from receiver.cli.mode import mode_command
from receiver.cli.render import render
from receiver.cli.replay import replay_command
from receiver.cli.scorecard import scorecard
from receiver.cli.serve import serve
from receiver.cli.worker import worker

COMMANDS: tuple[click.Command, ...] = (
    serve,
    worker,
    check_config,
    kill_switch,
    mode_command,
    approvals,
    approve,
    history,
    dead_letters,
    replay_command,
    render,
    backtest,
    assess,
    calibration,
    scorecard,
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Refine predictive alerts, act on them within bounds, and tell people.

    Settings come from RECEIVER_* environment variables; docs/receiver.md lists them.
    """


for _command in COMMANDS:
    main.add_command(_command)
