"""Steps desks by hand until there is nothing to do for any of them."""

from collections.abc import Mapping

from receiver.pipeline.worker import Desk


def come_to_rest(desks: Mapping[str, Desk], rounds: int = 100) -> None:
    """Work on what is due at this moment; fails when that has no end."""
    for _ in range(rounds):
        worked = [desk.step() for desk in desks.values()]
        if not any(worked):
            return
    raise AssertionError("the desks do not come to rest")
