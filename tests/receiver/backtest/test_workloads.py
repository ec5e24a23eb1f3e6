import pytest

from receiver.backtest.workloads import gather, target_of
from receiver.domain.spell import Spell
from receiver.domain.target import Target
from receiver.policy.model import TargetRule

OWNER = TargetRule(kind="owner")


@pytest.mark.parametrize(
    ("pod", "expected"),
    [
        ("web-7d4b9c6f5d-x2kzp", Target("Deployment", "shop", "web")),
        ("web-api-7d4b9c6f5d-x2kzp", Target("Deployment", "shop", "web-api")),
        ("kafka-2", Target("StatefulSet", "shop", "kafka")),
        ("by-hand", Target("Deployment", "shop", "by-hand")),
    ],
)
def test_a_pods_name_tells_its_owner(pod: str, expected: Target) -> None:
    assert target_of({"namespace": "shop", "pod": pod}, OWNER) == expected


def test_a_label_names_the_target_when_the_policy_says_so() -> None:
    rule = TargetRule(kind="Deployment", name_label="deployment")
    assert target_of({"namespace": "shop", "deployment": "web"}, rule) == Target("Deployment", "shop", "web")
    assert target_of({"namespace": "shop"}, rule) is None


def test_replicas_are_the_pods_that_were_there() -> None:
    labels = [{"namespace": "shop", "pod": f"web-7d4b9c6f5d-x2kz{letter}"} for letter in "bcd"]
    spells = [(Spell(0.0, 100.0),), (Spell(0.0, 100.0),), (Spell(200.0, 300.0),)]
    found = gather(list(zip(labels, spells, strict=True)), OWNER, assumed=7)
    workload, unresolved = found.find(labels[0], 50.0)
    assert workload is not None
    assert (workload.replicas, unresolved) == (2, "")


def test_where_no_pod_is_named_the_count_is_assumed() -> None:
    rule = TargetRule(kind="Deployment", name_label="deployment")
    labels = {"namespace": "shop", "deployment": "web"}
    workload, _ = gather([(labels, (Spell(0.0, 1.0),))], rule, assumed=7).find(labels, 0.5)
    assert workload is not None
    assert workload.replicas == 7


def test_labels_without_a_workload_are_a_reason() -> None:
    assert gather([], OWNER, assumed=2).find({"namespace": "shop"}, 0.0) == (None, "the labels name no workload")
