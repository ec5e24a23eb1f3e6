"""`python -m localcluster.send URL --per-s N`: a steady load on a Service, until Ctrl-C."""

import argparse
import signal
import sys
import threading
from collections.abc import Sequence

from localcluster.load import Load


def main(argv: Sequence[str] | None = None) -> int:
    """Run until a signal asks to end."""
    parser = argparse.ArgumentParser(prog="send", description=__doc__)
    parser.add_argument("url", help="http://service")
    parser.add_argument("--per-s", type=float, required=True, help="requests per second")
    given = parser.parse_args(argv)
    ending = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ending.set())
    with Load(lambda: [given.url], given.per_s) as load:
        ending.wait()
    sys.stdout.write(f"{load.sent} sent, {load.failed} failed\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
