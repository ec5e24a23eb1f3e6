import pytest

from receiver.backtest.tariff import TARIFFS
from receiver.domain.action import ACTIONS
from receiver.domain.decision import Plan
from receiver.domain.target import Target

GIB = 2**30
TWO_HOURS_S = 7200.0


def _plan(action: str, previous: int = 0, wanted: int = 0) -> Plan:
    return Plan(action, Target("Deployment", "shop", "web"), "field", previous, wanted, "")


def test_every_action_has_a_tariff_and_says_what_it_takes_for_granted() -> None:
    assert set(TARIFFS) == set(ACTIONS)
    assert all(tariff.assumed for tariff in TARIFFS.values())


@pytest.mark.parametrize(
    ("plan", "expected", "words"),
    [
        (_plan("scale", 2, 5), 6.0, "6.0 replica-hours"),
        (_plan("restart"), 1.0, "1 restart"),
        (_plan("expand-volume", 10 * GIB, 15 * GIB), 5.0, "5.0 GiB bought"),
        (_plan("resize-memory", GIB, GIB + GIB // 2), 1.0, "1.0 GiB-hour"),
        (_plan("webhook"), 1.0, "1 call"),
    ],
)
def test_an_action_costs_what_it_takes_in_its_own_unit(plan: Plan, expected: float, words: str) -> None:
    tariff = TARIFFS[plan.action]
    assert tariff.cost(plan, TWO_HOURS_S) == expected
    assert tariff.in_words(expected) == words


def test_what_is_bought_costs_the_same_however_long_it_lasts() -> None:
    plan = _plan("expand-volume", 10 * GIB, 15 * GIB)
    assert TARIFFS["expand-volume"].cost(plan, 0.0) == TARIFFS["expand-volume"].cost(plan, 1e9)


def test_nothing_is_counted_in_many() -> None:
    assert [TARIFFS[name].in_words(0.0) for name in ("restart", "scale")] == ["0 restarts", "0.0 replica-hours"]
