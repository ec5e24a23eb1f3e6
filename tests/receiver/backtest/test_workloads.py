import pytest

from receiver.backtest.workloads import gather, owner_of
from receiver.domain.spell import Spell
from receiver.domain.target import Target
from receiver.policy.model import TargetRule

OWNER = TargetRule(kind="owner")
WEB = Target("Deployment", "shop", "web")


@pytest.mark.parametrize(
    ("pod", "expected"),
    [
        ("web-7d4b9c6f5d-x2kzp", WEB),
        ("web-api-7d4b9c6f5d-x2kzp", Target("Deployment", "shop", "web-api")),
        ("kafka-2", Target("StatefulSet", "shop", "kafka")),
        ("by-hand", Target("Deployment", "shop", "by-hand")),
    ],
)
def test_a_pods_name_tells_its_owner(pod: str, expected: Target) -> None:
    assert owner_of("shop", pod) == expected


def test_replicas_are_the_pods_that_were_there() -> None:
    labels = [{"namespace": "shop", "pod": f"web-7d4b9c6f5d-x2kz{letter}"} for letter in "bcd"]
    spells = [(Spell(0.0, 100.0),), (Spell(0.0, 100.0),), (Spell(200.0, 300.0),)]
    found = gather(list(zip(labels, spells, strict=True)), [OWNER, OWNER], assumed=7)
    assert found.replicas(WEB, 50.0) == 2


def test_pods_count_for_a_target_that_a_label_names() -> None:
    labels = {"namespace": "shop", "deployment": "web", "pod": "anything"}
    rule = TargetRule(kind="Deployment", name_label="deployment")
    assert gather([(labels, (Spell(0.0, 1.0),))], [rule], assumed=7).replicas(WEB, 0.5) == 1


def test_where_no_pod_is_named_the_count_is_assumed() -> None:
    rule = TargetRule(kind="Deployment", name_label="deployment")
    labels = {"namespace": "shop", "deployment": "web"}
    assert gather([(labels, (Spell(0.0, 1.0),))], [rule], assumed=7).replicas(WEB, 0.5) == 7


def test_labels_without_a_workload_lead_nowhere() -> None:
    assert gather([({"namespace": "shop"}, ())], [OWNER], assumed=2).pods == {}
