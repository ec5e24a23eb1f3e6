import json
import math

import pytest

from receiver.domain.event import NEEDS_A_PERSON, OVER, EventKind, Outlook
from receiver.notifiers.document import document
from tests.support.builders import event


def test_what_never_comes_is_null_and_no_infinity() -> None:
    told = document(event(outlook=Outlook(0.02, 1800.0, 900.0, math.inf, math.inf)))
    assert (told["eta_lower_s"], told["eta_s"], told["eta_upper_s"]) == (900.0, None, None)
    json.dumps(told, allow_nan=False)


def test_what_could_not_be_judged_has_no_invented_numbers() -> None:
    told = document(event(outlook=None, target=None))
    assert [told[name] for name in ("probability", "horizon_s", "eta_s", "target")] == [None] * 4


@pytest.mark.parametrize("kind", EventKind)
def test_it_says_whether_somebody_is_needed_and_whether_it_is_over(kind: EventKind) -> None:
    told = document(event(kind))
    assert (told["needs_a_person"], told["over"]) == (kind in NEEDS_A_PERSON, kind in OVER)
