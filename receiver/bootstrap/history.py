"""Connects to the server whose history a backtest reads; a chunk of it may take a while."""

from functools import partial
from pathlib import Path

from receiver.clients import servers
from receiver.clients.http import Http
from receiver.clients.prometheus_history import PrometheusHistory
from receiver.clients.tls import Tls
from receiver.errors import ConfigError
from receiver.ports import HistorySource

_TIMEOUT_S = 120.0
"""Prometheus gives a query up after two minutes itself (`--query.timeout`)."""
_BYTES = 64 * 2**20


def history_source(url: str) -> HistorySource:
    """Connect to a server of which a URL is all there is to say.

    Raises:
        ConfigError: not a URL.
    """
    if not url.startswith(("http://", "https://")):
        raise ConfigError(f"{url!r} is not the URL of a Prometheus; write it like http://localhost:9090")
    return PrometheusHistory(url, _http("Prometheus", Tls()))


def history_of_server(file: Path, name: str, secrets: Path) -> tuple[str, HistorySource]:
    """Connect to one server of a file like the receiver's own, and show it what it wants to be shown.

    Args:
        secrets: folder with what the file's `token_file` and `headers` name.

    Returns:
        Its URL, and the way to read its history.

    Raises:
        ConfigError: the file is unusable, has no such server, or names what is not there.
    """
    found = {server.name: server for server in servers.load(file).servers}
    if name not in found:
        raise ConfigError(f"Prometheus file {file} has no server {name}; it has {', '.join(found)}")
    server = found[name]
    problems = server.problems(secrets)
    if problems:
        raise ConfigError("\n".join(problems))
    http = _http(f"Prometheus {name}", server.tls(None))
    return server.url, PrometheusHistory(server.url, http, partial(server.sent_headers, secrets))


def _http(name: str, tls: Tls) -> Http:
    return Http(name, timeout_s=_TIMEOUT_S, max_bytes=_BYTES, tls=tls)
