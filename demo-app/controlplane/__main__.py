"""`python -m controlplane COMMAND...`: run a command beside a control plane, which it finds through `CLUSTER_UNDER_TEST`.

`CLUSTER_IS_THROWN_AWAY` tells it that it may change what belongs to the cluster as a whole.
"""

import os
import signal
import sys
import tempfile
from pathlib import Path

from engines.errors import EnginesError

from controlplane.beside import run_beside
from controlplane.build import built
from controlplane.plane import running


def main(argv: list[str]) -> int:
    """Return the command's exit code, 1 with the reason when there is no control plane (any more), 130 after Ctrl-C."""
    if not argv:
        sys.stderr.write("python -m controlplane COMMAND...: which command?\n")
        return 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # stops what was started, too
    try:
        programs = built()
        with tempfile.TemporaryDirectory(prefix="controlplane-") as folder, running(programs, Path(folder)) as plane:
            found = {name: str(plane.kubeconfig) for name in ("CLUSTER_UNDER_TEST", "KUBECONFIG")}
            return run_beside(argv, {**os.environ, **found, "CLUSTER_IS_THROWN_AWAY": "1"}, plane.failure)
    except EnginesError as error:
        sys.stderr.write(f"controlplane: {error}\n")
        return 1
    except KeyboardInterrupt:
        return 128 + signal.SIGINT


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
