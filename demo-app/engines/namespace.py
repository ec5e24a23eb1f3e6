"""Puts a folder in another's place inside a user and mount namespace of its own: no root, and nobody else sees it.

Ubuntu 24.04, hardened kernels and many containers forbid the namespace, or allow it and deny the mount.
"""

from pathlib import Path

# The mount point itself may not exist, and only the owner of /usr/share could make it: so all of /usr/share is replaced.
MOUNT_AND_BECOME = 'mount --bind "$0" /usr/share && exec "$@"'


def in_namespace(unpacked: Path) -> tuple[str, ...]:
    """Give the command prefix under which the unpacked `usr/share` stands in for /usr/share."""
    return ("unshare", "-rm", "sh", "-c", MOUNT_AND_BECOME, str(unpacked / "usr/share"))
