"""The store, opened for one command and closed behind it; a store that fails ends the command."""

from collections.abc import Iterator
from contextlib import contextmanager

from receiver import bootstrap, settings
from receiver.cli.exits import or_exit, stop
from receiver.clock import SystemClock
from receiver.errors import TemporaryError
from receiver.store import Stores


@contextmanager
def opened() -> Iterator[Stores]:
    """Yield the store that the settings name; nothing else needs to be set."""
    configured = or_exit(settings.load_store)
    stores = or_exit(lambda: bootstrap.open_stores(configured, SystemClock()))
    try:
        yield stores
    except TemporaryError as error:
        stop(str(error))
    finally:
        stores.database.close()
