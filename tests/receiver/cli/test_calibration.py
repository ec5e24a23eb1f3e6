from dataclasses import replace
from pathlib import Path

from receiver.clock import FrozenClock
from receiver.domain.prediction import Came
from tests.support.builders import NOW_S, labelled
from tests.support.commandline import run
from tests.support.stores import Stores, open_stores


def _predicted(stores: Stores, clock: FrozenClock, name: str, probability: float, came: Came) -> None:
    clock.at_s = NOW_S
    stores.inbox.accept([replace(labelled(forecast=name), fingerprint=name)])
    episode = stores.episodes.claim()
    assert episode is not None
    stores.predictions.put(
        episode,
        series={"pod": "web-1"},
        at_s=NOW_S - 60.0,
        horizon_s=1.0,
        raw_probability=probability,
        probability=probability,
        believed=probability >= 0.5,
        look_after_s=0.0,
    )
    for due in stores.predictions.due(10):
        stores.predictions.settle(due, came)
    stores.episodes.close(episode)


def test_without_predictions_it_says_so(environment: dict[str, str]) -> None:
    shown = run(environment, "calibration")
    assert (shown.exit_code, shown.output) == (0, "no predictions on record\n")


def test_it_shows_what_came_and_what_is_corrected_by_forecast(environment: dict[str, str], tmp_path: Path) -> None:
    clock = FrozenClock()
    stores = open_stores(tmp_path / "receiver.db", clock)
    _predicted(stores, clock, "memory", 0.95, Came.CROSSED)
    _predicted(stores, clock, "disk", 0.33, Came.STAYED)
    stores.database.close()
    shown = run(environment, "calibration", "--forecast", "memory")
    assert shown.output.splitlines() == [
        "memory critical: 0 pending, 1 crossed, 0 stayed, 0 remediated, 0 unknown",
        "  correction: 1 outcomes, 50 needed (1 outcomes by weight)",
        "  stated    outcomes  crossed  corrected",
        "  0.9-1.0          1     100%  0.950 → 0.950",
    ]
    assert "disk critical: 0 pending, 0 crossed, 1 stayed" in run(environment, "calibration").output


def test_switched_off_it_says_that_nothing_of_it_is_applied(environment: dict[str, str]) -> None:
    environment["RECEIVER_RECALIBRATION"] = "off"
    assert run(environment, "calibration").output.startswith(
        "recalibration is switched off: what follows is not applied\n"
    )
