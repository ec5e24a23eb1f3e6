from dataclasses import replace

import pytest

from receiver.domain.lent import SKEW_S, Birth, Lent
from tests.support.builders import NOW_S, TARGET

OURS = Birth("0urs", NOW_S)
LENT = Lent("0badcafe", "default", "scale", TARGET, "memory", {}, "replicas", 1, (3,), NOW_S, signed=False)


@pytest.mark.parametrize(
    ("changes", "anothers"),
    [
        ({"owner": "another"}, True),
        ({}, False),  # an earlier version did not say more
        ({"store": "0urs", "at_s": NOW_S + 1e6}, False),
        ({"store": "lost", "at_s": NOW_S - 1e6}, False),
        ({"store": "lost", "at_s": NOW_S + SKEW_S}, False),  # by the process that ours took over from
        ({"store": "theirs", "at_s": NOW_S + SKEW_S + 1}, True),
        ({"store": "theirs"}, False),
    ],
)
def test_what_was_written_from_another_database_while_ours_was_there_is_another_receivers(
    changes: dict[str, object], anothers: bool
) -> None:
    assert replace(LENT, **changes).is_anothers("default", OURS) is anothers  # type: ignore[arg-type]
