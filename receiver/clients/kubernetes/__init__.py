"""The Kubernetes API behind the port `Cluster`; every failure becomes one of our errors.

`calls` asks and translates errors, `kinds` finds out where objects of a kind live, `autoscalers` finds who owns a replica
count, `cluster` puts them together. `inspector` looks at what could be in the way of a change, before it is made.
"""

from receiver.clients.kubernetes.calls import configuration, read_token_anew
from receiver.clients.kubernetes.cluster import Kubernetes
from receiver.clients.kubernetes.inspector import KubernetesInspector

__all__ = ["Kubernetes", "KubernetesInspector", "configuration", "read_token_anew"]
