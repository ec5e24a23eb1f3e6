"""`python -m controlplane COMMAND...`: run a command beside a control plane, which it finds through `CLUSTER_UNDER_TEST`."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from engines.errors import EnginesError

from controlplane.build import built
from controlplane.plane import running


def main(argv: list[str]) -> int:
    """Return the command's exit code, or 1 with the reason when there is no control plane."""
    if not argv:
        sys.stderr.write("python -m controlplane COMMAND...: which command?\n")
        return 2
    try:
        programs = built()
        with tempfile.TemporaryDirectory(prefix="controlplane-") as folder, running(programs, Path(folder)) as file:
            environment = {**os.environ, "CLUSTER_UNDER_TEST": str(file), "KUBECONFIG": str(file)}
            return subprocess.run(argv, env=environment, check=False).returncode
    except EnginesError as error:
        sys.stderr.write(f"controlplane: {error}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
