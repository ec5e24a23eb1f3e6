"""Resources have names that Kubernetes takes."""

import pytest

from rulegen.outputs.resource import resource_name


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
