"""Looks at what could be in the way of a change, before it is made: rights, quota, limits, nodes, disruption budgets."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, TypeVar

from kubernetes import client

from receiver.clients.kubernetes.amounts import amounts, pod_shape
from receiver.clients.kubernetes.calls import Calls
from receiver.clients.kubernetes.kinds import Kinds
from receiver.clients.kubernetes.nodes import Nodes
from receiver.domain.surroundings import DisruptionBudget, LimitRange, Node, PodShape, Quota, Right
from receiver.domain.target import Target

T = TypeVar("T")


class KubernetesInspector:
    """Implements the port `Inspector`.

    Args:
        api: a configured client of the official library.
        monotonic: seconds that never go back.
        timeout_s: for connecting and for each wait on the socket.
        page: nodes or pods in one answer.
    """

    def __init__(
        self, api: client.ApiClient, monotonic: Callable[[], float], timeout_s: float = 10.0, *, page: int = 500
    ) -> None:
        self._as_json: Callable[[Any], Any] = api.sanitize_for_serialization
        self._core = client.CoreV1Api(api)
        self._policy = client.PolicyV1Api(api)
        self._reviews = client.AuthorizationV1Api(api)
        self._objects = client.CustomObjectsApi(api)
        self._calls = Calls(timeout_s)
        self._kinds = Kinds(api, self._calls)
        self._nodes = Nodes(api, self._calls, monotonic, page)

    def missing(self, namespace: str, rights: Sequence[Right]) -> tuple[Right, ...]:
        return tuple(right for right in rights if not self._may(namespace, right))

    def pod_shape(self, target: Target) -> PodShape:
        resource = self._kinds.resource(target.kind)
        place = (resource.group, resource.version, target.namespace, resource.plural, target.name)
        get = self._objects.get_namespaced_custom_object
        return self._calls.read(
            f"read {target}", lambda found: pod_shape(found["spec"].get("template") or {}), get, *place
        )

    def quotas(self, namespace: str) -> tuple[Quota, ...]:
        return self._listed("resourcequotas", namespace, _quota, self._core.list_namespaced_resource_quota)

    def limit_ranges(self, namespace: str) -> tuple[LimitRange, ...]:
        ranges = self._listed("limitranges", namespace, _limit_ranges, self._core.list_namespaced_limit_range)
        return tuple(item for one in ranges for item in one)

    def disruption_budgets(self, namespace: str, labels: Mapping[str, str]) -> tuple[DisruptionBudget, ...]:
        read = partial(_budget, labels=labels)
        listed = self._listed(
            "poddisruptionbudgets", namespace, read, self._policy.list_namespaced_pod_disruption_budget
        )
        return tuple(one for one in listed if one is not None)

    def nodes(self) -> tuple[Node, ...]:
        return self._nodes.all()

    def _may(self, namespace: str, right: Right) -> bool:
        """https://kubernetes.io/docs/reference/kubernetes-api/authorization-resources/self-subject-access-review-v1/"""
        resource = self._kinds.resource(right.kind)
        asked = {
            "namespace": namespace,
            "verb": right.verb,
            "group": resource.group,
            "resource": resource.plural,
            "subresource": right.subresource,
        }
        review = {"spec": {"resourceAttributes": asked}}
        create = self._reviews.create_self_subject_access_review
        return self._calls.read(
            f"ask for the right to {right}", lambda answer: bool(answer.status.allowed), create, review
        )

    def _listed(
        self, plural: str, namespace: str, parse: Callable[[Mapping[str, Any]], T], call: Callable[..., Any]
    ) -> tuple[T, ...]:
        def parsed(listed: Any) -> tuple[T, ...]:
            return tuple(map(parse, self._as_json(listed)["items"]))

        return self._calls.read(f"list {plural} in {namespace}", parsed, call, namespace)


def _quota(found: Mapping[str, Any]) -> Quota:
    spec, status = found["spec"], found.get("status") or {}
    selected = (spec.get("scopeSelector") or {}).get("matchExpressions") or []
    scopes = [
        " ".join(filter(None, (one["scopeName"], _operator(one), ",".join(one.get("values") or []))))
        for one in selected
    ]
    return Quota(
        found["metadata"]["name"],
        hard=amounts(status.get("hard") or spec.get("hard")),
        used=amounts(status.get("used")),
        scopes=(*(spec.get("scopes") or []), *scopes),
    )


def _operator(one: Mapping[str, Any]) -> str:
    """`NotBestEffort Exists` is `NotBestEffort`: only the priority class knows other operators."""
    return str(one["operator"]) if one["scopeName"] == "PriorityClass" else ""


def _limit_ranges(found: Mapping[str, Any]) -> list[LimitRange]:
    return [
        LimitRange(
            name=found["metadata"]["name"],
            about=one["type"],
            least=amounts(one.get("min")),
            most=amounts(one.get("max")),
            default_limits=amounts(one.get("default")),
            default_requests=amounts(one.get("defaultRequest")),
        )
        for one in found["spec"]["limits"]
        if one["type"] in ("Container", "Pod")
    ]


def _budget(found: Mapping[str, Any], labels: Mapping[str, str]) -> DisruptionBudget | None:
    """A budget that selects these labels; an empty selector selects every pod, a missing one none.

    https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/pod-disruption-budget-v1/
    """
    selector, status = found["spec"].get("selector"), found.get("status") or {}
    if selector is None or not selects(selector, labels):
        return None
    return DisruptionBudget(found["metadata"]["name"], int(status.get("disruptionsAllowed") or 0))


def selects(selector: Mapping[str, Any], labels: Mapping[str, str]) -> bool:
    """Tell whether a label selector takes in these labels.

    https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#resources-that-support-set-based-requirements
    """
    exact = (selector.get("matchLabels") or {}).items() <= labels.items()
    return exact and all(_matches(one, labels) for one in selector.get("matchExpressions") or [])


def _matches(one: Mapping[str, Any], labels: Mapping[str, str]) -> bool:
    key, operator = one["key"], one["operator"]
    if operator in ("Exists", "DoesNotExist"):
        return (key in labels) is (operator == "Exists")
    return (labels.get(key) in (one.get("values") or [])) is (operator == "In")
