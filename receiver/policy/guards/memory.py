"""Can the container be given more memory in place, now?

Clusters before Kubernetes 1.33 cannot, a container without a limit has none to raise, and while an earlier resize is pending no
other is asked for. One whose `resizePolicy` restarts it for a resize is for a person, as any restart.
https://kubernetes.io/docs/tasks/configure-pod-container/resize-container-resources/
"""

from receiver.domain.decision import Hold
from receiver.domain.memory import ContainerMemory
from receiver.policy.situation import Situation


def check(situation: Situation) -> Hold | None:
    memory, policy = situation.memory, situation.remedy
    if memory is None or policy is None:
        return None
    obstacle = _obstacle(memory)
    restarts = for_a_person(situation)
    if not obstacle and restarts and policy.mode != "approve":
        obstacle = f"{restarts}; a person decides (mode approve)"
    return Hold("memory", obstacle) if obstacle else None


def for_a_person(situation: Situation) -> str:
    """Say why nobody but a person should resize it, empty when there is no reason."""
    memory = situation.memory
    return f"{_name(memory)} is restarted when its memory is resized" if memory is not None and memory.restarts else ""


def _obstacle(memory: ContainerMemory) -> str:
    if not memory.resizable:
        return "this cluster cannot resize pods in place (Kubernetes 1.33 and later can)"
    if memory.phase != "Running":
        return f"{memory.target} is {memory.phase}, not Running"
    if memory.limit_bytes is None:
        return f"{_name(memory)} has no memory limit that could be raised"
    if memory.pending:
        return f"an earlier resize of {memory.target} has not come true yet: {memory.pending}"
    return ""


def _name(memory: ContainerMemory) -> str:
    return f"the container {memory.container} of {memory.target}"
