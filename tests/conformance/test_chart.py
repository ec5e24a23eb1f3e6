"""What the chart makes is taken by an API server: schema, validation and admission.

Objects of operators (PrometheusRule, HTTPRoute) are taken only where their definitions are installed.
"""

from typing import Any

import pytest
from kubernetes import client, utils
from kubernetes.client.exceptions import ApiException

from tests.conformance.place import Place, is_real
from tests.helm.rendering import CASES, case, rendered

OPERATORS = {"monitoring.coreos.com", "gateway.networking.k8s.io"}
_PLURALS = {"NetworkPolicy": "networkpolicies", "Ingress": "ingresses"}
_CLUSTERS = {"ClusterRole", "ClusterRoleBinding"}


def _try(place: Place, found: dict[str, Any]) -> None:
    """Create an object without storing it.

    Raises:
        ApiException: the server does not take it.
    """
    group, _, version = found["apiVersion"].rpartition("/")
    body = {**found, "metadata": {**found["metadata"], "namespace": place.namespace}}
    if not group:
        utils.create_from_dict(place.api, body, namespace=place.namespace, dry_run="All")  # type: ignore[no-untyped-call]
        return
    plural = _PLURALS.get(found["kind"], f"{found['kind'].lower()}s")
    objects: Any = client.CustomObjectsApi(place.api)
    if found["kind"] in _CLUSTERS:
        body["metadata"].pop("namespace")
        objects.create_cluster_custom_object(group, version, plural, body, dry_run="All")
    else:
        objects.create_namespaced_custom_object(group, version, place.namespace, plural, body, dry_run="All")


def _objection(place: Place, found: dict[str, Any]) -> str:
    """What the server has against an object; nothing where it takes it, or where its operator is not there."""
    try:
        _try(place, found)
    except (ApiException, utils.FailToCreateError) as error:
        foreign = found["apiVersion"].split("/")[0] in OPERATORS and getattr(error, "status", None) == 404
        return "" if foreign else f"{found['kind']} {found['metadata']['name']}: {error}"
    return ""


@pytest.mark.skipif(
    not is_real(), reason="the stand-in serves only what the receiver asks for: make test-control-plane"
)
@pytest.mark.parametrize("values", [path.name.removesuffix("-values.yaml") for path in CASES])
def test_an_api_server_takes_every_object_of_the_chart(place: Place, values: str) -> None:
    objects = rendered(case(values))
    assert len(objects) > 3
    assert [said for found in objects if (said := _objection(place, found))] == []
