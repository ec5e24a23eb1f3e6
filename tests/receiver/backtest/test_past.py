from pathlib import Path

import numpy as np
import pytest

from receiver.backtest.beside import Assumed, Beside, Read
from receiver.backtest.ledger import Ledger
from receiver.backtest.past import Past
from receiver.backtest.workloads import gather
from receiver.domain.spell import Spell
from receiver.domain.target import Target
from receiver.errors import PermanentError
from receiver.policy.model import TargetRule
from tests.receiver.backtest.found import history
from tests.receiver.backtest.test_ledger import step
from tests.receiver.backtest.tracks import START_S

KEY = ("shop", "web-7d4b9c6f5d-x2kzp")
WEB = Target("Deployment", "shop", "web")
CLAIM = Target("PersistentVolumeClaim", "shop", "data-0")
GIB = 2**30


def _past(folder: Path, ledger: Ledger | None = None, pods: int = 3, size: int | None = 10 * GIB) -> Past:
    series = [
        ({"namespace": "shop", "pod": f"web-7d4b9c6f5d-x2kz{letter}"}, (Spell(0.0, 2 * START_S),))
        for letter in "bcdfghjk"
    ]
    workloads = gather(series[:pods], [TargetRule(kind="owner")], assumed=2)
    read = Read(history(folder, {KEY: np.full(3, 0.5)}), Beside(), Assumed(2, size))
    return Past(KEY, START_S, workloads, read, ledger or Ledger())


def test_a_workload_has_the_pods_that_were_seen_or_what_it_has_on_loan(tmp_path: Path) -> None:
    ledger = Ledger()
    ledger.take(step("scale", WEB, 3, 5, at_s=START_S - 60.0))
    assert _past(tmp_path / "a").workload(WEB).replicas == 3
    assert _past(tmp_path / "b", ledger).workload(WEB).replicas == 5


@pytest.mark.parametrize(
    ("kind", "pods", "at_once"), [("Deployment", 8, 4), ("Deployment", 1, 1), ("StatefulSet", 8, 1)]
)
def test_pods_are_replaced_by_the_defaults_of_kubernetes(tmp_path: Path, kind: str, pods: int, at_once: int) -> None:
    target = Target(kind, "shop", "web")
    found = _past(tmp_path, pods=pods).rollout(target)
    assert found.at_once == at_once


def test_a_volume_is_as_large_as_it_was_seen_or_as_it_was_made(tmp_path: Path) -> None:
    assert _past(tmp_path / "a").volume(CLAIM).size_bytes == 10 * GIB
    ledger = Ledger()
    ledger.take(step("expand-volume", CLAIM, 10 * GIB, 16 * GIB, at_s=START_S - 60.0, key=KEY))
    past = _past(tmp_path / "b", ledger)
    assert past.volume(CLAIM).size_bytes == 16 * GIB
    assert past.share_left == 10 / 16


def test_what_somebody_made_larger_still_leaves_nothing_to_compute(tmp_path: Path) -> None:
    ledger = Ledger()
    ledger.take(step("expand-volume", CLAIM, 10 * GIB, 16 * GIB, at_s=START_S - 60.0, key=KEY))
    assert _past(tmp_path, ledger, size=20 * GIB).share_left == 1.0


def test_without_a_size_there_is_no_volume_and_no_memory(tmp_path: Path) -> None:
    past = _past(tmp_path, size=None)
    with pytest.raises(PermanentError, match="--size"):
        past.volume(CLAIM)
    with pytest.raises(PermanentError, match="--size"):
        past.memory(Target("Pod", "shop", KEY[1]), "app")
    assert past.share_left == 1.0
