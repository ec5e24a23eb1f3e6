"""`python -m sinks --port N`: take Slack and PagerDuty messages until Ctrl-C, and print each."""

import argparse
import json
import signal
import sys
import threading
from collections.abc import Sequence

from sinks.recorder import Delivery
from sinks.server import Sinks

_LOOK_S = 0.5


def main(argv: Sequence[str] | None = None) -> int:
    """Run until a signal asks to end."""
    parser = argparse.ArgumentParser(prog="sinks", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="default: a free one")
    ending = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ending.set())
    with Sinks(port=parser.parse_args(argv).port) as sinks:
        sys.stdout.write(f"{sinks.slack_url}\n")
        printed = 0
        while not ending.wait(_LOOK_S):
            for delivery in sinks.received.all()[printed:]:
                sys.stdout.write(f"{line(delivery)}\n")
                printed += 1
            sys.stdout.flush()
    return 0


def line(delivery: Delivery) -> str:
    """One delivery as one line."""
    body = delivery.body if isinstance(delivery.body, dict) else {}
    said = body.get("text") or (body.get("payload") or {}).get("summary") or json.dumps(delivery.body)
    return f"{delivery.to} {delivery.status} {body.get('event_action', '')} {' '.join(said.split())}".replace("  ", " ")


if __name__ == "__main__":
    sys.exit(main())
