from collections.abc import Iterator
from pathlib import Path

import pytest

from receiver.clock import FrozenClock
from tests.support.outside import IMPATIENT_S, PATIENT_S, Line, opened

_NEVER_ENDS = ("silent]", "dripping]")


@pytest.fixture
def line(tmp_path: Path, clock: FrozenClock, request: pytest.FixtureRequest) -> Iterator[Line]:
    waits_in_vain = request.node.name.endswith(_NEVER_ENDS)
    with opened(tmp_path, clock, IMPATIENT_S if waits_in_vain else PATIENT_S) as made:
        yield made
