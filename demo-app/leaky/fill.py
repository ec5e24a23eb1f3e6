"""A file on a volume that grows until the volume is full, as a log does that nobody rotates.

Driven by time and not by requests. On a full volume the process ends, and the platform starts it again, in vain.
"""

import errno
import os
import sys
import threading
import time

from leaky.volume import Volume

STEP_S = 0.2
FULL = 1


def start(volume: Volume, per_s: int) -> None:
    """Write from a thread, for as long as the process lives."""
    threading.Thread(target=_fill, args=(volume, per_s), name="fill", daemon=True).start()


def _fill(volume: Volume, per_s: int) -> None:
    with (volume.folder / "log").open("ab") as file:
        while True:
            size = int(per_s * STEP_S)
            try:
                if size > volume.available_bytes():
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
                file.write(b"." * size)
                file.flush()
            except OSError as error:
                if error.errno != errno.ENOSPC:
                    raise
                sys.stderr.write("no space left on device\n")
                os._exit(FULL)
            time.sleep(STEP_S)
