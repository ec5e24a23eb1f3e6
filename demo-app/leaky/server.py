"""How a connection is treated by a server that has one thread."""

from typing import Any

from werkzeug.serving import WSGIRequestHandler


class PatientlessHandler(WSGIRequestHandler):
    """Hangs up on a client that connects and says nothing: it would hold up everybody else."""

    timeout = 2

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing per request."""

    def log(self, type: str, message: str, *args: Any) -> None:
        """Say nothing about clients that went away."""
