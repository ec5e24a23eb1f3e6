"""Serves one request at a time: more threads would bring more stacks and allocator arenas, and blur what is measured."""

import sys

from werkzeug.serving import make_server

from leaky import limit, sawtooth, settings
from leaky.app import create_app
from leaky.server import PatientlessHandler


def main() -> int:
    """Run until killed."""
    chosen = settings.parse()
    server = make_server(chosen.host, chosen.port, create_app(chosen), request_handler=PatientlessHandler)
    if chosen.limit_bytes is not None:
        limit.impose(chosen.limit_bytes)
        if chosen.mode == "sawtooth":
            sawtooth.start(chosen, chosen.limit_bytes)
    server.serve_forever()
    return 0


if __name__ == "__main__":
    sys.exit(main())
