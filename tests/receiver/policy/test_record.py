import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from receiver.domain.mode import Mode, ModeLimit
from receiver.domain.verdict import Verdict, inconclusive
from receiver.errors import ConfigError
from receiver.policy import record
from receiver.policy.planning import planned
from tests.support.builders import (
    approved,
    assessment,
    autoscaler,
    entry,
    remediation,
    situation,
    window,
    workload,
)

_FULL: dict[str, Any] = {
    "workload": workload(autoscaler=autoscaler()),
    "last": remediation(),
    "approval": approved(),
    "limit": ModeLimit(Mode.APPROVE, "earned", pinned=False),
    "maintenance": (window(intervals=[{"weekdays": [[1, 5]], "location": "Europe/Berlin"}]),),
}
_BARE: dict[str, Any] = {
    "workload": None,
    "plan": None,
    "unresolved": "404",
    "assessment": inconclusive("data", "none", 60.0),
    "entry": entry(remediation=None),
}


@pytest.mark.parametrize("changes", [{}, _FULL, _BARE], ids=["usual", "full", "bare"])
def test_a_situation_comes_back_as_it_was(changes: dict[str, Any]) -> None:
    written = json.dumps(record.to_json(situation(**changes)), allow_nan=False)
    assert repr(record.from_json(json.loads(written))) == repr(situation(**changes))


@given(st.floats(), st.floats(), st.text(st.characters(codec="utf-8")))
def test_no_bit_of_a_number_or_a_text_is_lost(level: float, eta_s: float, text: str) -> None:
    seen = situation(assessment=assessment(Verdict.REFUTED, level=level, eta_s=eta_s), kill_switch=text)
    written = json.dumps(record.to_json(seen), allow_nan=False)
    assert repr(record.from_json(json.loads(written))) == repr(seen)


@pytest.mark.parametrize(
    "document",
    [None, {}, {"situation": {}}, {"situation": {**record.to_json(situation())["situation"], "mood": "good"}}],
)
def test_a_record_of_another_version_is_refused(document: object) -> None:
    with pytest.raises(ConfigError, match="written by another version of the receiver"):
        record.from_json(document)


def test_what_was_recorded_when_only_scaling_was_known_is_planned_the_same() -> None:
    # Written by the receiver as it was before there were other actions.
    situation = record.from_json(json.loads(Path(__file__).with_name("recorded.json").read_text()))
    assert repr(situation.plan) == repr(planned(replace(situation, plan=None)))
    assert str(situation.plan) == "scale Deployment/shop/web minReplicas 2→4"
