"""Free ports on loopback.

Does not reserve: between the answer and its use another program could take the port. The kernel hands out ephemeral
ports in turn, so in practice it does not, and whoever starts a program notices because it never becomes ready.
"""

import socket

HOST = "127.0.0.1"


def free_port() -> int:
    """Ask the kernel for a TCP port that nobody on loopback listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port
