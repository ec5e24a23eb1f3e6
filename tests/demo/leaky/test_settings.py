import pytest
from leaky.settings import Identity, parse

LEAK = ["--mode", "leak", "--port", "1"]


def test_the_identity_comes_from_the_environment_as_the_downward_api_gives_it() -> None:
    environment = {"POD_NAMESPACE": "demo", "POD_NAME": "leak-1", "CONTAINER_NAME": "app"}
    assert parse(LEAK, environment).identity == Identity("demo", "leak-1", "app")


def test_platform_metrics_are_on_unless_switched_off() -> None:
    assert parse(LEAK, {}).platform_metrics
    assert not parse([*LEAK, "--no-platform-metrics"], {}).platform_metrics


@pytest.mark.parametrize(
    "argv",
    [
        ["--mode", "sawtooth", "--port", "1"],
        [*LEAK, "--low-ratio", "0.9", "--high-ratio", "0.5"],
        [*LEAK, "--period-s", "0"],
        ["--mode", "explode", "--port", "1"],
        ["--mode", "fill", "--port", "1"],
    ],
)
def test_what_makes_no_sense_is_refused(argv: list[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        parse(argv, {})
