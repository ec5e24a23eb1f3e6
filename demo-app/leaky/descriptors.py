"""File descriptors that are opened and never closed, as a client does that forgets its connections.

Driven by time and not by requests: more replicas would not help, a fresh process does. At its limit the process can take no
connection any more; it ends, and the platform starts it again.
"""

import errno
import os
import resource
import sys
import threading
import time

STEP_S = 0.2
EXHAUSTED = 1


def bound(most: int) -> None:
    """Set the limit that Prometheus' client library reports as `process_max_fds`."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(most, hard), hard))


def start(per_s: float) -> None:
    """Leak from a thread, for as long as the process lives."""
    threading.Thread(target=_leak, args=(per_s, time.monotonic()), name="descriptors", daemon=True).start()


def _leak(per_s: float, began: float) -> None:
    opened = 0
    while True:
        try:
            while opened < per_s * (time.monotonic() - began):
                os.open(os.devnull, os.O_RDONLY)
                opened += 1
        except OSError as error:
            if error.errno != errno.EMFILE:
                raise
            sys.stderr.write("too many open files\n")
            os._exit(EXHAUSTED)
        time.sleep(STEP_S)
