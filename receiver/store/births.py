"""Which database this is: a name that no other one has, the one before it included, and since when there is it.

Leases carry the name. So it is known which ones a database that was lost has left behind, and which ones another receiver has.
"""

import secrets

from sqlalchemy import Connection, insert, select
from sqlalchemy.exc import IntegrityError

from receiver.clock import Clock
from receiver.domain.lent import Birth
from receiver.store.engine import Database
from receiver.store.schema import births


def birth_of(database: Database, clock: Clock) -> Birth:
    """Return it; written down by whoever asks first."""
    try:
        with database.transaction() as connection:
            found = _read(connection)
            if found is None:
                found = Birth(secrets.token_hex(4), clock.now())
                connection.execute(insert(births).values(number=1, id=found.id, at_s=found.at_s))
    except IntegrityError:  # another replica asked at the same moment
        with database.reading() as connection:
            found = _read(connection)
    if found is None:
        raise AssertionError("it is there, for it collided")
    return found


def _read(connection: Connection) -> Birth | None:
    row = connection.execute(select(births)).first()
    return None if row is None else Birth(row.id, row.at_s)
