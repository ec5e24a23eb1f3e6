from typing import Any

import pytest
from localcluster import disruption
from localcluster.controllers import Controllers
from localcluster.resources import DISRUPTION_BUDGETS, PODS

from tests.demo.conftest import deployment, filled


@pytest.mark.parametrize(
    ("rule", "ready", "allowed"),
    [
        ({"minAvailable": 2}, 4, 2),
        ({"minAvailable": "51%"}, 4, 1),
        ({"maxUnavailable": 1}, 4, 1),
        ({"maxUnavailable": 1}, 3, 0),
        ({"minAvailable": 2}, 1, 0),
    ],
)
def test_so_many_ready_pods_may_go(rule: dict[str, Any], ready: int, allowed: int) -> None:
    spec = {**rule, "selector": {"matchLabels": {"app": "leak"}}}
    budget = {"kind": "PodDisruptionBudget", "metadata": {"name": "leak", "namespace": "demo"}, "spec": spec}
    store = filled(budget, deployment("leak", replicas=4), deployment("other"))
    Controllers(store).reconcile()
    for pod in [one for one in store.list(PODS) if one["metadata"]["labels"]["app"] == "leak"][:ready]:
        store.replace(PODS, {**pod, "status": {**pod["status"], "containerStatuses": [{"ready": True}]}})
    disruption.report(store)
    assert store.get(DISRUPTION_BUDGETS, "demo", "leak")["status"]["disruptionsAllowed"] == allowed
