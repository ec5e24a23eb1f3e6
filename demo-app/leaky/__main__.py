"""Serves one request at a time: more threads would bring more stacks and allocator arenas, and blur what is measured."""

import sys

from werkzeug.serving import make_server

from leaky import descriptors, fill, limit, sawtooth, settings
from leaky.app import create_app
from leaky.server import PatientlessHandler
from leaky.volume import Volume


def main() -> int:
    """Run until killed."""
    chosen = settings.parse()
    server = make_server(chosen.host, chosen.port, create_app(chosen), request_handler=PatientlessHandler)
    if chosen.limit_bytes is not None:
        limit.impose(chosen.limit_bytes)
        if chosen.mode == "sawtooth":
            sawtooth.start(chosen, chosen.limit_bytes)
    if chosen.max_fds is not None:
        descriptors.bound(chosen.max_fds)
    if chosen.mode == "descriptors":
        descriptors.start(chosen.per_s)
    if chosen.mode == "fill" and chosen.data_dir is not None:
        fill.start(Volume(chosen.data_dir, chosen.claim), int(chosen.per_s))
    server.serve_forever()
    return 0


if __name__ == "__main__":
    sys.exit(main())
