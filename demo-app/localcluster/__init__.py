"""A stand-in for a Kubernetes cluster: its HTTP API for what a remediator uses, and pods that are real local processes.

What it does as the real one: get, list (label selectors), patch and replace of Deployments, ReplicaSets, Pods and
HorizontalPodAutoscalers; `scale` as an object of its own; Events; owner references; resourceVersion conflicts (409);
401, 403 per verb and subresource, 404, 422; access reviews; dry run; discovery, so that kubectl works. A killed process is
restarted and reported OOMKilled. A changed pod template is rolled out, a pod over its ResourceQuota refused, and one that
fits on no node waits; PodDisruptionBudgets say what they allow. Claims for volumes grow where their class lets them, and
pods are resized in place where the node has room (the process itself goes on with the limit that it started with).

What it does not do: watch, server-side apply, admission other than quota, affinity and preemption, the pods of StatefulSets
and DaemonSets, eviction, deletion through the API, readiness after the first success, crash-loop
back-off that grows, HPA metrics (every HPA sees an idle workload: its floor raises at once, and after a while it falls
back to the floor). Every container runs `leaky`, whatever its image and command say; its `args` and its memory limit
count.
"""

from localcluster.cluster import LocalCluster
from localcluster.load import Load

__all__ = ["Load", "LocalCluster"]
