"""Would Argo CD or Flux undo the change within seconds? Then it must be proposed, not patched.

Argo CD marks what it manages with `argocd.argoproj.io/tracking-id` (annotation) or `argocd.argoproj.io/instance`; Flux with
labels under `kustomize.toolkit.fluxcd.io` and `helm.toolkit.fluxcd.io`:
https://argo-cd.readthedocs.io/en/stable/user-guide/resource_tracking/ ,
https://fluxcd.io/flux/components/kustomize/kustomizations/
An HPA's minReplicas is usually not declared next to the workload, but when the marks are there it is doubt, and doubt holds.
Whether the controller was told to ignore the field cannot be read from the cluster with certainty: the policy says so
(`gitops: ignored`).
"""

from collections.abc import Mapping

from receiver.domain.decision import Hold
from receiver.policy.situation import Situation

MARKS = (
    "argocd.argoproj.io/tracking-id",
    "argocd.argoproj.io/instance",
    "kustomize.toolkit.fluxcd.io/name",
    "helm.toolkit.fluxcd.io/name",
)


def check(situation: Situation) -> Hold | None:
    policy, seen = situation.remedy, _marks(situation)
    if policy and policy.gitops == "ignored":
        return None
    mark = next((mark for mark in MARKS if mark in seen), None)
    if mark is None:
        return None
    proposed = f"; proposed: {situation.plan}" if situation.plan else ""
    undone = f"{situation.target} is managed by GitOps ({mark}={seen[mark]}), which would undo the change"
    return Hold("gitops", f"{undone}{proposed}")


def _marks(situation: Situation) -> Mapping[str, str]:
    """Labels and annotations of what would be changed."""
    workload, volume = situation.workload, situation.volume
    if workload is not None:
        return {**workload.labels, **workload.annotations, **workload.lease_annotations}
    return {**volume.labels, **volume.annotations} if volume is not None else {}
