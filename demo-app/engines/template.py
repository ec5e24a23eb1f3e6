"""How to start an Alertmanager whose default template is not where it was compiled to look.

Debian's Alertmanager dies without /usr/share/prometheus/alertmanager/default.tmpl. Several ways lead there; none works
everywhere, and whether one does is known only by trying all of it: a system may allow the namespace and deny the mount.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

from engines.apt import run
from engines.errors import EnginesError
from engines.namespace import in_namespace
from engines.proot import under_proot

PLACE = Path("/usr/share/prometheus/alertmanager")
READ_AND_RUN = f'cat {PLACE}/default.tmpl && exec "$0" --version'
TRIAL_TIMEOUT_S = 20

# From the folder the packages were unpacked into to the command prefix.
Way = Callable[[Path], tuple[str, ...]]

# Cheapest first: proot is another download, and every system call costs more under it.
WAYS: Mapping[str, Way] = {
    "as it is": lambda _unpacked: (),
    "in a namespace": in_namespace,
    "under proot": lambda unpacked: under_proot(unpacked, PLACE),
}


def with_template(unpacked: Path, alertmanager: Path, ways: Mapping[str, Way] = WAYS) -> tuple[str, ...]:
    """Find the first way in which this Alertmanager runs here and sees its template.

    Args:
        unpacked: folder the packages were unpacked into.
        alertmanager: the program.
        ways: by name, in the order to try.

    Returns: the command prefix; empty where the template is installed.

    Raises:
        EnginesError: none works; the message says what each ran into, and what to do.
    """
    failures = []
    for name, way in ways.items():
        try:
            prefix = way(unpacked)
            run(*prefix, "sh", "-c", READ_AND_RUN, str(alertmanager), timeout_s=TRIAL_TIMEOUT_S)
        except EnginesError as error:
            failures.append(f"- {name}: {error}")
        else:
            return prefix
    raise EnginesError(
        f"Alertmanager needs its templates in {PLACE}, and without root they cannot be put there on this machine:\n"
        + "\n".join(failures)
        + "\n`sudo apt install prometheus-alertmanager`, or put alertmanager on PATH"
    )
