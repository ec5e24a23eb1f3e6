"""Resources have names that Kubernetes takes, each its own."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from rulegen.errors import OutputError
from rulegen.generate.plan import Options, plan, read
from rulegen.outputs.alertmanager import Endpoint
from rulegen.outputs.resource import resource_name
from tests.rulegen.conftest import ENTRY


@pytest.mark.parametrize("stem", ["disks", "team-a", "a.b", "0"])
def test_a_file_whose_name_is_one_gives_it(stem: str) -> None:
    assert resource_name(stem) == f"forecast-{stem}"


@pytest.mark.parametrize(
    ("stem", "begins"),
    [("My Disks", "forecast-my-disks-"), ("a_b", "forecast-a-b-"), ("größe", "forecast-gr-e-"), ("-", "forecast-")],
)
def test_any_other_is_replaced(stem: str, begins: str) -> None:
    name = resource_name(stem)
    assert name.startswith(begins)
    assert len(name) == len(begins) + 8


def test_and_kept_apart() -> None:
    assert resource_name("a_b") != resource_name("a b")


def test_a_file_that_is_called_like_a_part_of_another_is_refused(write_catalog: Callable[..., Path]) -> None:
    """It would take that part's place, and its rules would be gone without a word."""
    head, entry = ENTRY.split("forecasts:\n")
    names = [f"x{number}" for number in range(60)]
    part = hashlib.sha256(names[0].encode()).hexdigest()[0]
    many = write_catalog(f"{head}forecasts:\n" + "".join(entry.replace("disk-full", name) for name in names))
    options = Options(1, None, Endpoint("http://receiver", "token"), targets=("kubernetes",))
    catalogs = read([str(many), str(write_catalog(name=f"disks-{part}.yaml"))], options)
    with pytest.raises(OutputError, match=rf"disks-{part}\.prometheusrule\.yaml: both a part .*; rename the latter"):
        plan(catalogs, options)
