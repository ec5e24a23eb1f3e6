import numpy as np

from receiver.clients.prometheis import Prometheis
from receiver.clock import FrozenClock
from receiver.domain.allowance import Allowance
from receiver.domain.series import Series, Wanted
from receiver.errors import PermanentError
from tests.support.source import FakeSource, steady


def _allowance() -> Allowance:
    return Allowance(FrozenClock().monotonic)


def _wanted(pod: str, **origin: str) -> Wanted:
    return Wanted({"pod": pod}, {"pod": pod, **origin})


def _newest(found: list[object]) -> list[float]:
    return [float(one.values[-1]) if isinstance(one, Series) else np.nan for one in found]


def test_the_first_server_that_matches_is_asked_and_answers_come_in_order() -> None:
    eu, rest = FakeSource(steady(0.1)), FakeSource(steady(0.9))
    both = Prometheis([({"cluster": "eu", "env": "prod"}, eu), ({}, rest)])
    wanted = [
        _wanted("a", cluster="us", env="prod"),
        _wanted("b", cluster="eu", env="prod"),
        _wanted("c", cluster="eu"),
        _wanted("d", cluster="eu", env="prod"),
    ]
    assert _newest([*both.utilization(wanted, 0.0, 60.0, 10.0, _allowance())]) == [0.9, 0.1, 0.9, 0.1]
    assert ([one["pod"] for one in eu.asked], [one["pod"] for one in rest.asked]) == (["b", "d"], ["a", "c"])
    assert (eu.requests, rest.requests) == (1, 1)


def test_an_alert_that_no_server_matches_is_not_asked_about_anywhere() -> None:
    eu = FakeSource(steady(0.1))
    [found] = Prometheis([({"cluster": "eu"}, eu)]).utilization(
        [_wanted("a", cluster="us")], 0.0, 60.0, 10.0, _allowance()
    )
    assert isinstance(found, PermanentError)
    assert (str(found), eu.requests) == ("no configured Prometheus matches the alert's labels", 0)
