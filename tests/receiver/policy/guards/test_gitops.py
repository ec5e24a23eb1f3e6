import pytest

from receiver.domain.decision import Hold
from receiver.policy.guards import gitops
from tests.support.builders import autoscaler, entry, situation, volume, volume_situation, workload


def test_a_workload_without_marks_passes() -> None:
    assert gitops.check(situation(workload=workload(labels={"app": "web"}, annotations={"note": "x"}))) is None


@pytest.mark.parametrize("mark", ["argocd.argoproj.io/tracking-id", "argocd.argoproj.io/instance"])
def test_argo_cd_annotations_hold_and_are_quoted(mark: str) -> None:
    managed = f"Deployment/shop/web is managed by GitOps ({mark}=shop), which would undo the change"
    expected = Hold("gitops", f"{managed}; proposed: scale Deployment/shop/web replicas 1→3")
    assert expected == gitops.check(situation(workload=workload(annotations={mark: "shop"})))


@pytest.mark.parametrize("mark", ["kustomize.toolkit.fluxcd.io/name", "helm.toolkit.fluxcd.io/name"])
def test_flux_labels_hold(mark: str) -> None:
    managed = f"Deployment/shop/web is managed by GitOps ({mark}=shop), which would undo the change"
    expected = Hold("gitops", f"{managed}; proposed: scale Deployment/shop/web replicas 1→3")
    assert expected == gitops.check(situation(workload=workload(labels={mark: "shop"})))


def test_a_mark_on_the_autoscaler_alone_holds_too() -> None:
    hpa = autoscaler(annotations={"argocd.argoproj.io/tracking-id": "shop"})
    hold = gitops.check(situation(workload=workload(autoscaler=hpa)))
    assert hold is not None
    assert hold.guard == "gitops"


def test_a_workload_that_was_not_read_is_another_guards_matter() -> None:
    assert gitops.check(situation(workload=None)) is None


def test_where_the_field_is_ignored_the_marks_do_not_hold() -> None:
    marked = workload(annotations={"argocd.argoproj.io/tracking-id": "shop"})
    assert gitops.check(situation(workload=marked, entry=entry(remediation={"gitops": "ignored"}))) is None


def test_a_volume_that_git_declares_holds_too() -> None:
    marked = volume(annotations={gitops.MARKS[0]: "shop"})
    hold = gitops.check(volume_situation(volume=marked))
    assert hold is not None
    assert "PersistentVolumeClaim/shop/data-0 is managed by GitOps" in hold.reason
    assert gitops.check(volume_situation()) is None
