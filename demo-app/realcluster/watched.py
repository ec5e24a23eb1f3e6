"""What the demo asks of any cluster that is looked at through its API."""

import time
from collections import Counter

from engines.errors import EnginesError
from localcluster.objects import is_ready

from realcluster.look import Look

PAUSE_S = 1.0


class Watched:
    """Answers from looks at one namespace."""

    def __init__(self, look: Look) -> None:
        self._look = look

    def replicas(self) -> dict[str, int]:
        """Wanted replicas, by Deployment."""
        return self._look.replicas()

    def kills_by_app(self) -> dict[str, int]:
        """Containers that ran out of memory, by Deployment."""
        return self._look.kills_by_app()

    def wait_ready(self, deployment: str | None = None, *, timeout_s: float = 300.0) -> None:
        """Wait until a Deployment (default: each) has its wanted pods ready: images are pulled first.

        Raises:
            EnginesError: it has not within the time.
        """
        deadline = time.monotonic() + timeout_s
        while unready := self._unready(deployment):
            if time.monotonic() > deadline:
                raise EnginesError(f"not ready within {timeout_s:g} s: {', '.join(unready)}")
            time.sleep(PAUSE_S)

    def _unready(self, deployment: str | None) -> list[str]:
        ready = Counter(pod["metadata"]["labels"].get("app") for pod in self._look.pods() if is_ready(pod))
        return [name for name, count in self.replicas().items() if deployment in (None, name) and ready[name] < count]
