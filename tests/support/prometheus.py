"""A real Prometheus of either generation on loopback, into which tests write the history that it is asked about."""

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests
from loopback.ports import HOST, free_port

ROOT = Path(__file__).parents[2]
MAJORS = ("2", "3")
_READY_S = 60.0


def binary(major: str) -> Path:
    """The unpacked server of a major version."""
    return ROOT / ".engines" / major / "usr/bin/prometheus"


@contextmanager
def prometheus(folder: Path, major: str) -> Iterator[str]:
    """Run an empty server that takes remote writes of any age within 60 days; yields its base URL."""
    if not binary(major).exists():
        pytest.skip(f"no Prometheus {major}: run `make engines`")
    address = f"{HOST}:{free_port()}"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "prometheus.yml").write_text("{}\n")
    command = [
        str(binary(major)),
        f"--config.file={folder / 'prometheus.yml'}",
        f"--storage.tsdb.path={folder / 'data'}",
        f"--web.listen-address={address}",
        "--web.enable-remote-write-receiver",
        # one head block for everything: nothing is compacted away, and series may be written one after the other
        "--storage.tsdb.min-block-duration=60d",
        "--storage.tsdb.max-block-duration=60d",
        "--storage.tsdb.retention.time=100d",
        "--log.level=warn",
    ]
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)
        try:
            _wait(f"http://{address}", process, folder / "log")
            yield f"http://{address}"
        finally:
            process.terminate()
            process.wait(30)


def _wait(url: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + _READY_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(log.read_text())
        try:
            if requests.get(f"{url}/-/ready", timeout=1).ok:
                return
        except requests.ConnectionError:
            time.sleep(0.05)
    raise TimeoutError(log.read_text())
