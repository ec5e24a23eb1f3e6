"""How to start an Alertmanager whose default template is not where it was compiled to look.

Debian's Alertmanager dies without /usr/share/prometheus/alertmanager/default.tmpl. In a user namespace of its
own the unpacked share folder is mounted in that place; no root, and nobody else sees it.
"""

import shutil
import subprocess
from pathlib import Path

INSTALLED_TEMPLATE = Path("/usr/share/prometheus/alertmanager/default.tmpl")
MOUNT_AND_BECOME = 'mount --bind "$0" /usr/share && exec "$@"'


def template_installed() -> bool:
    """Say whether the template is where Alertmanager looks, as it is once the package was installed by somebody."""
    return INSTALLED_TEMPLATE.is_file()


def namespaces_allowed() -> bool:
    """Say whether this user may make user and mount namespaces (some distributions and containers forbid it)."""
    if shutil.which("unshare") is None:
        return False
    return subprocess.run(["unshare", "-rm", "true"], capture_output=True, check=False).returncode == 0


def with_template(share: Path) -> tuple[str, ...]:
    """Give the command prefix under which the unpacked `share` folder stands in for /usr/share."""
    return ("unshare", "-rm", "sh", "-c", MOUNT_AND_BECOME, str(share))
