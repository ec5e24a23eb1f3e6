import re
from pathlib import Path

from receiver.domain.stop import how_to_stop
from receiver.domain.words import clock_time
from tests.support.commandline import run
from tests.support.installation import install

AT_S = 1_764_086_280.0


def test_a_loan_ends_by_itself_only_where_it_is_left_alone() -> None:
    words = how_to_stop("memory", AT_S)
    assert "stops all acting, giving back too; " in words
    assert words.endswith(f"; left alone, this loan ends by itself, earliest {clock_time(AT_S)}")


def test_of_what_is_not_on_loan_nothing_is_given_back() -> None:
    words = how_to_stop("memory", None)
    assert "loan" not in words
    assert "giving back" not in words


def test_every_command_is_one_that_there_is(tmp_path: Path) -> None:
    commands = re.findall(
        r"`(?:kubectl -n NAMESPACE exec deploy/NAME -- )?receiver ([^`]+)`", how_to_stop("memory", AT_S)
    )
    environment = install(tmp_path)
    stop_all, stop_this = [run(environment, *command.split()) for command in commands]
    assert (stop_all.exit_code, "WHY" in stop_all.output) == (0, True)
    assert (stop_this.exit_code, "memory: dry-run" in stop_this.output) == (0, True)
