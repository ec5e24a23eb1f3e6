"""A memory limit that kills, for a process without a cgroup of its own.

RLIMIT_DATA bounds mappings, not residency. What is mapped but untouched is added to it, so that the kernel refuses the
allocation that would take resident memory past the limit. The process then dies as the OOM killer would have it:
by SIGKILL, with no chance to tidy up.
"""

import errno
import os
import resource
import signal
from typing import NoReturn

from leaky.usage import anonymous_bytes, data_bytes


def impose(limit_bytes: int) -> None:
    """Set the limit; again before each growth, because mappings come and go (werkzeug alone maps 10 MB untouched)."""
    ceiling = data_bytes() - anonymous_bytes() + limit_bytes
    resource.setrlimit(resource.RLIMIT_DATA, (ceiling, resource.RLIM_INFINITY))


def is_refusal(error: BaseException) -> bool:
    """Say whether an exception is the kernel refusing memory."""
    return isinstance(error, MemoryError) or (isinstance(error, OSError) and error.errno == errno.ENOMEM)


def die() -> NoReturn:
    """End as a container that was OOM-killed: exit code 137 as seen by a shell."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("SIGKILL cannot be survived")
