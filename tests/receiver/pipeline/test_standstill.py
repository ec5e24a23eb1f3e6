from typing import Any

import pytest

from receiver.clock import FrozenClock
from receiver.pipeline.standstill import Standstill
from receiver.policy.model import Policy
from tests.support.builders import policy, remediation, window
from tests.support.stores import Stores


def _policy(**changes: Any) -> Policy:
    return policy().model_copy(update={"maintenance": (window(**changes),)})


def test_without_switch_and_window_everything_may_be_changed(stores: Stores, clock: FrozenClock) -> None:
    assert Standstill(stores.kill_switch, policy(), clock).reason(remediation()) == ""


def test_the_kill_switch_stops_everything(stores: Stores, clock: FrozenClock) -> None:
    stores.kill_switch.turn_on("migration")
    assert Standstill(stores.kill_switch, policy(), clock).reason(remediation()) == "acting is switched off: migration"


@pytest.mark.parametrize(
    ("selector", "reason"),
    [
        ({}, "nothing is changed during the maintenance window 'freeze'"),
        (
            {"namespaces": ["shop"], "forecasts": ["memory"]},
            "nothing is changed during the maintenance window 'freeze'",
        ),
        ({"namespaces": ["billing"]}, ""),
        ({"forecasts": ["disk"]}, ""),
    ],
)
def test_a_window_stops_what_it_names(
    stores: Stores, clock: FrozenClock, selector: dict[str, Any], reason: str
) -> None:
    assert Standstill(stores.kill_switch, _policy(**selector), clock).reason(remediation()) == reason
