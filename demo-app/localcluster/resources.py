"""The kinds the stand-in knows: a literal table that routing, discovery and access control read."""

from dataclasses import dataclass

READ = ("get", "list")
WRITE = ("patch", "update")


@dataclass(frozen=True)
class Resource:
    """One kind, as discovery describes it."""

    group: str
    version: str
    plural: str
    kind: str
    short_names: tuple[str, ...]
    verbs: tuple[str, ...]
    scalable: bool = False
    resizable: bool = False
    namespaced: bool = True

    @property
    def api_version(self) -> str:
        """As objects state it."""
        return f"{self.group}/{self.version}" if self.group else self.version

    @property
    def custom(self) -> bool:
        """Whether it comes from a CustomResourceDefinition: those know no strategic merge patch."""
        return "." in self.group and not self.group.endswith(".k8s.io")

    @property
    def qualified(self) -> str:
        """As messages name it: `deployments.apps`."""
        return f"{self.plural}.{self.group}" if self.group else self.plural


PODS = Resource("", "v1", "pods", "Pod", ("po",), (*READ, *WRITE), resizable=True)
PVCS = Resource("", "v1", "persistentvolumeclaims", "PersistentVolumeClaim", ("pvc",), (*READ, *WRITE))
QUOTAS = Resource("", "v1", "resourcequotas", "ResourceQuota", ("quota",), READ)
LIMIT_RANGES = Resource("", "v1", "limitranges", "LimitRange", ("limits",), READ)
NODES = Resource("", "v1", "nodes", "Node", ("no",), READ, namespaced=False)
EVENTS = Resource("", "v1", "events", "Event", ("ev",), (*READ, "create"))
DEPLOYMENTS = Resource("apps", "v1", "deployments", "Deployment", ("deploy",), (*READ, *WRITE), scalable=True)
REPLICASETS = Resource("apps", "v1", "replicasets", "ReplicaSet", ("rs",), READ)
STATEFULSETS = Resource("apps", "v1", "statefulsets", "StatefulSet", ("sts",), (*READ, *WRITE), scalable=True)
DAEMONSETS = Resource("apps", "v1", "daemonsets", "DaemonSet", ("ds",), (*READ, *WRITE))
DISRUPTION_BUDGETS = Resource("policy", "v1", "poddisruptionbudgets", "PodDisruptionBudget", ("pdb",), READ)
HPAS = Resource("autoscaling", "v2", "horizontalpodautoscalers", "HorizontalPodAutoscaler", ("hpa",), (*READ, *WRITE))
STORAGE_CLASSES = Resource("storage.k8s.io", "v1", "storageclasses", "StorageClass", ("sc",), READ, namespaced=False)
ACCESS_REVIEWS = Resource(
    "authorization.k8s.io",
    "v1",
    "selfsubjectaccessreviews",
    "SelfSubjectAccessReview",
    (),
    ("create",),
    namespaced=False,
)
# Kinds of others that clusters often hold; there is no controller behind them here.
ROLLOUTS = Resource("argoproj.io", "v1alpha1", "rollouts", "Rollout", ("ro",), (*READ, *WRITE), scalable=True)
SCALED_OBJECTS = Resource("keda.sh", "v1alpha1", "scaledobjects", "ScaledObject", ("so",), (*READ, *WRITE))

RESOURCES = (
    PODS,
    PVCS,
    QUOTAS,
    LIMIT_RANGES,
    NODES,
    EVENTS,
    DEPLOYMENTS,
    REPLICASETS,
    STATEFULSETS,
    DAEMONSETS,
    DISRUPTION_BUDGETS,
    HPAS,
    STORAGE_CLASSES,
    ACCESS_REVIEWS,
    ROLLOUTS,
    SCALED_OBJECTS,
)


def find(group: str, version: str, plural: str) -> Resource | None:
    """Look a kind up by the parts of its path."""
    wanted = (group, version, plural)
    return next((one for one in RESOURCES if (one.group, one.version, one.plural) == wanted), None)
