"""The demo's workloads on a real Kubernetes cluster, behind the same questions the local stand-in answers.

Applies the manifests through the official client, reaches pods through `kubectl proxy`, and deletes the namespace it made. It
never uses a namespace that was there before. It installs nothing else: Prometheus, Alertmanager and the receiver stay local.
"""

from realcluster.cluster import RealCluster

__all__ = ["RealCluster"]
