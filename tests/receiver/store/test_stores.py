from pathlib import Path

from receiver.clock import FrozenClock
from receiver.domain.message import Rendered
from tests.support.builders import alert, event
from tests.support.stores import Stores, open_stores


def _claim_everything(stores: Stores) -> None:
    episode = stores.accepted(alert())
    stores.intended(episode)
    stores.tell(event(), "slack", "#sre", Rendered({}))
    stores.outbox.claim("slack")


def _claimable(stores: Stores) -> list[bool]:
    claims = (stores.episodes.claim(), stores.remediations.claim_due(), stores.outbox.claim("slack"))
    return [claimed is not None for claimed in claims]


def test_a_process_that_is_alone_takes_up_again_what_the_last_one_was_at(tmp_path: Path, clock: FrozenClock) -> None:
    died = open_stores(tmp_path / "receiver.db", clock)
    _claim_everything(died)
    died.database.close()
    born = open_stores(tmp_path / "receiver.db", clock)
    assert _claimable(born) == [False, False, False]
    born.take_up_again()
    assert _claimable(born) == [True, True, True]
    born.database.close()
