"""What is read from Kubernetes."""

from dataclasses import replace
from typing import Any

from receiver.domain.memory import ContainerMemory
from receiver.domain.rollout import Rollout
from receiver.domain.target import Autoscaler, Workload
from receiver.domain.volume import Volume
from tests.support.builders.usual import CLAIM, GIB, MIB, POD, TARGET


def workload(**changes: Any) -> Workload:
    """One replica of a rolling Deployment that nobody else holds."""
    made = Workload(
        target=TARGET,
        replicas=1,
        resource_version="1",
        paused=False,
        recreate=False,
        labels={},
        annotations={},
        autoscaler=None,
    )
    return replace(made, **changes)


def autoscaler(**changes: Any) -> Autoscaler:
    """An HPA between 1 and 10."""
    made = Autoscaler("web-hpa", min_replicas=1, max_replicas=10, resource_version="1", annotations={})
    return replace(made, **changes)


def rollout(**changes: Any) -> Rollout:
    """Three pods that are replaced one after the other, in twenty seconds each."""
    made = Rollout(workload(replicas=3), at_once=1, surge=1, pod_s=20.0, measured=True)
    return replace(made, **changes)


def volume(**changes: Any) -> Volume:
    """Ten GiB, bound, of a class that may grow."""
    made = Volume(
        target=CLAIM,
        phase="Bound",
        requested_bytes=10 * GIB,
        capacity_bytes=10 * GIB,
        storage_class="standard",
        provisioner="example.com/disks",
        expandable=True,
        conditions=(),
        resource_version="1",
        labels={},
        annotations={},
    )
    return replace(made, **changes)


def memory(**changes: Any) -> ContainerMemory:
    """256 MiB for the container `app` of a running pod, of a Deployment that says the same."""
    made = ContainerMemory(
        target=POD,
        container="app",
        phase="Running",
        resizable=True,
        limit_bytes=256 * MIB,
        request_bytes=128 * MIB,
        actual_bytes=256 * MIB,
        pending="",
        infeasible=False,
        restarts=False,
        node="node-1",
        owner=TARGET,
        template_bytes=256 * MIB,
        resource_version="1",
        annotations={},
    )
    return replace(made, **changes)
