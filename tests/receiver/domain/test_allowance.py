import pytest

from receiver.clock import FrozenClock
from receiver.domain.allowance import Allowance
from receiver.errors import TemporaryError


def test_every_request_may_take_what_is_left_of_the_time(clock: FrozenClock) -> None:
    allowance = Allowance(clock.monotonic, seconds=25.0)
    clock.advance(10.0)
    assert allowance.spend() == 15.0
    clock.advance(15.0)
    with pytest.raises(TemporaryError, match=r"more than 25 s"):
        allowance.spend()


def test_requests_are_counted(clock: FrozenClock) -> None:
    allowance = Allowance(clock.monotonic, requests=1)
    allowance.spend()
    with pytest.raises(TemporaryError, match=r"more than 32 requests"):
        allowance.spend()
