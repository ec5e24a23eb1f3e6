"""`python -m localcluster MANIFEST...`: run the stand-in until Ctrl-C, for kubectl and the curious."""

import argparse
import signal
import sys
import threading
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from localcluster import manifests
from localcluster.access import Access
from localcluster.cluster import LocalCluster
from localcluster.load import Load


def main(argv: Sequence[str] | None = None) -> int:
    """Run until a signal asks to end."""
    parser = argparse.ArgumentParser(prog="localcluster", description=__doc__)
    parser.add_argument("manifests", nargs="+", type=Path, help="YAML with Deployments and HPAs")
    parser.add_argument("--folder", type=Path, default=Path(".demo/cluster"), help="for the kubeconfig and logs")
    parser.add_argument("--port", type=int, default=0, help="of the API; default: a free one")
    parser.add_argument("--load-per-s", type=float, default=0.0, help="requests per second to all pods; default: none")
    parser.add_argument("--no-auth", action="store_true", help="for kubectl, which sends no token without TLS")
    given = parser.parse_args(argv)
    ending = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ending.set())
    access = Access(required=not given.no_auth)
    documents = manifests.read(given.manifests)
    with ExitStack() as stack:
        cluster = stack.enter_context(LocalCluster(given.folder, documents, port=given.port, access=access))
        stack.enter_context(
            Load(lambda: [url for name in cluster.replicas() for url in cluster.ready_urls(name)], given.load_per_s)
        )
        sys.stdout.write(f"export KUBECONFIG={cluster.kubeconfig.resolve()}\n")
        sys.stdout.flush()
        ending.wait()
    return 0


if __name__ == "__main__":
    sys.exit(main())
