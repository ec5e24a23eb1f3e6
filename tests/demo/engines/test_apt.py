import pytest
from engines.apt import run
from engines.errors import EnginesError


def test_what_a_program_said_is_returned() -> None:
    assert run("echo", "hello") == "hello\n"


def test_a_failing_program_is_reported_with_its_words() -> None:
    with pytest.raises(EnginesError, match=r"sh failed \(4\):\nno route"):
        run("sh", "-c", "echo no route >&2; exit 4")


def test_a_missing_program_is_named() -> None:
    with pytest.raises(EnginesError, match="no-such-tool is not installed"):
        run("no-such-tool")
