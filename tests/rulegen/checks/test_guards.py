"""Computed guards refuse what is known to misfire, with the numbers, unless the author accepts the risk."""

from collections.abc import Callable
from pathlib import Path

import pytest

from rulegen.durations import Duration
from rulegen.errors import CatalogProblemsError
from rulegen.generate.plan import Options, read
from rulegen.model.phantom import phantom_factor
from rulegen.outputs.alertmanager import Endpoint
from tests.rulegen.conftest import ENTRY

Writer = Callable[..., Path]
OPTIONS = Options(1, None, Endpoint("http://localhost", "token"))
FAR = ENTRY.replace("horizon: 45m", "horizon: 2h")


def test_the_phantom_factor_is_what_a_step_in_the_middle_of_the_window_makes() -> None:
    assert phantom_factor(Duration.parse("4h"), Duration.parse("1h")) == 6.25


def test_a_horizon_beyond_four_windows_is_refused_at_its_place(write_catalog: Writer) -> None:
    with pytest.raises(CatalogProblemsError) as caught:
        read([str(write_catalog(FAR))], OPTIONS)
    assert str(caught.value).removeprefix(f"{write_catalog(FAR).parent}/") == (
        "disks.yaml:11:60: forecasts[0].alerts[0].horizon: the horizon 2h is 8.0 x the window 15m (most: 4);"
        " a one-off step of H would be extrapolated to +12.25 H [horizon-window]"
    )


def test_what_guards_refuse_is_told_together_with_what_the_loader_refuses(write_catalog: Writer) -> None:
    entry = FAR.split("forecasts:\n")[1]
    text = (
        FAR
        + entry.replace("disk-full", "misspelt").replace("floor: 0.5", "flor: 0.5")
        + entry.replace("disk-full", "torn").replace("by:", "confidence: { act: 0.4 }\n    by:")
        + entry
    )
    with pytest.raises(CatalogProblemsError) as caught:
        read([str(write_catalog(text))], OPTIONS)
    assert [(problem.line, problem.field) for problem in caught.value.problems] == [
        (11, "forecasts[0].alerts[0].horizon"),
        (19, "forecasts[1].alerts[0].flor"),
        (23, "forecasts[2].confidence.notify"),
        (28, "forecasts[2].alerts[0].horizon"),
        (29, "forecasts[3].name"),
        (36, "forecasts[3].alerts[0].horizon"),
    ]


@pytest.mark.parametrize("place", ["alert", "entry"])
def test_an_accepted_risk_is_generated(write_catalog: Writer, place: str) -> None:
    reason = "accept_risk: steps cannot happen, the quota is enforced per write"
    text = FAR.replace("for: 2m", f"for: 2m, {reason.replace(',', '')}") if place == "alert" else f"{FAR}    {reason}\n"
    assert len(read([str(write_catalog(text))], OPTIONS)) == 1


def seasonal(*horizons: str) -> str:
    """A catalog with a seasonal entry that alerts at each horizon."""
    alerts = "".join(f"      - {{ severity: s{h}, horizon: {h}, for: 1m }}\n" for h in horizons)
    return (
        ENTRY.split("    alerts:")[0].replace("kind: trend", "kind: seasonal\n    period: 1d")
        + f"    alerts:\n{alerts}"
    )


@pytest.mark.parametrize(
    ("horizons", "said"),
    [
        (["20m"], "20m holds too few averages of 5m; at least 30m [season-slots]"),
        (
            ["24h", "4h"],
            "beside a horizon of 24h the end is known to 4h only, so the alert at 4h may come so much too early",
        ),
    ],
)
def test_a_season_whose_end_is_not_known_well_enough_is_refused(
    write_catalog: Writer, horizons: list[str], said: str
) -> None:
    with pytest.raises(CatalogProblemsError) as caught:
        read([str(write_catalog(seasonal(*horizons)))], OPTIONS)
    assert [said in str(problem) for problem in caught.value.problems] == [True]


@pytest.mark.parametrize("horizons", [["30m"], ["24h"], ["12h", "6h"]])
def test_a_season_whose_end_is_known_well_enough_is_taken(write_catalog: Writer, horizons: list[str]) -> None:
    assert len(read([str(write_catalog(seasonal(*horizons)))], OPTIONS)) == 1
