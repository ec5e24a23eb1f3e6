"""`receiver serve` as a process on loopback."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests
from loopback.ports import HOST, free_port

from tests.support.installation import TOKEN, install

BEARER = {"Authorization": f"Bearer {TOKEN}"}
_START_S = 60.0


@dataclass(frozen=True)
class Served:
    """A receiver with two request threads."""

    process: "subprocess.Popen[bytes]"
    port: int
    folder: Path
    scheme: str = "http"

    @property
    def url(self) -> str:
        return f"{self.scheme}://{HOST}:{self.port}"

    @property
    def log(self) -> str:
        """What it has written so far."""
        return (self.folder / "log").read_text(encoding="utf-8")

    def connect(self, stack: ExitStack, says: bytes = b"") -> socket.socket:
        """Open a connection and say something on it."""
        connection = stack.enter_context(socket.create_connection((HOST, self.port), timeout=20))
        connection.sendall(says)
        return connection

    def healthy_after_s(self) -> float:
        """How long a new connection waits for an answer."""
        began_s = time.monotonic()
        answer = requests.get(self.url + "/-/healthy", timeout=20, headers={"Connection": "close"})
        assert answer.text == "healthy\n"
        return time.monotonic() - began_s

    def terminate(self) -> None:
        """Tell it to end, as the kubelet does."""
        self.process.send_signal(signal.SIGTERM)


@contextmanager
def serving(folder: Path, *, scheme: str = "http", **settings: str) -> Iterator[Served]:
    """Run a receiver until the end of the block; settings without their prefix, in any case."""
    port = free_port()
    named = {f"RECEIVER_{name.upper()}": text for name, text in settings.items()}
    environment = install(folder) | {"RECEIVER_BIND": f"{HOST}:{port}", "RECEIVER_THREADS": "2"} | named
    with (folder / "log").open("wb") as log:
        command = [sys.executable, "-m", "receiver", "serve"]
        process = subprocess.Popen(command, env=os.environ | environment, stdout=log, stderr=log)
    served = Served(process, port, folder, scheme)
    try:
        _await_listening(served)
        yield served
    finally:
        process.terminate()
        try:
            process.wait(40)
        finally:
            process.kill()
            process.wait()


def _await_listening(served: Served) -> None:
    """A log line says when the worker has started; nothing is asked over HTTP, which may need a certificate."""
    until_s = time.monotonic() + _START_S
    while time.monotonic() < until_s and served.process.poll() is None:
        if '"serving"' in served.log:
            return
        time.sleep(0.1)
    pytest.fail(f"the receiver did not start:\n{served.log}")


def rows(folder: Path, query: str) -> list[tuple[object, ...]]:
    """Look at its database from outside."""
    with sqlite3.connect(folder / "receiver.db") as connection:
        found = connection.execute(query).fetchall()
    connection.close()
    return found


def request_head(length: int, **headers: str) -> bytes:
    """The head of a post with a valid token."""
    lines = {"Host": "x", "Content-Length": str(length), **BEARER, **headers}
    text = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"POST /api/v1/alerts HTTP/1.1\r\n{text}\r\n".encode()
