"""A real Prometheus on loopback, with history that was written before it starts, and nothing left behind."""

import socket
import subprocess
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

from tests.rulegen.conftest import NO_ENGINES, promtools

Sample = tuple[str, float, float]
"""Series in exposition notation, value, seconds since the epoch."""


@contextmanager
def prometheus(folder: Path, rules: Path | None = None, history: Iterable[Sample] = ()) -> Iterator[str]:
    """Run the newest Prometheus at hand.

    Args:
        rules: rule file to evaluate.
        history: samples to hold already, grouped by metric.

    Yields:
        Its base URL.
    """
    if not promtools():
        pytest.skip(NO_ENGINES)
    promtool = promtools()[-1]
    data = folder / "data"
    data.mkdir()
    _backfill(promtool, folder, data, history)
    loaded = f"rule_files: ['{rules}']\n" if rules else ""
    (folder / "prometheus.yaml").write_text(f"global: {{ evaluation_interval: 1h }}\n{loaded}")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        str(promtool.with_name("prometheus")),
        f"--config.file={folder / 'prometheus.yaml'}",
        f"--storage.tsdb.path={data}",
        "--storage.tsdb.retention.time=15d",
        "--query.max-samples=500000000",
        f"--web.listen-address=127.0.0.1:{port}",
    ]
    log = (folder / "log").open("w")
    process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)
    try:
        _wait(f"http://127.0.0.1:{port}", process, folder / "log")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(30)
        log.close()


def _backfill(promtool: Path, folder: Path, data: Path, history: Iterable[Sample]) -> None:
    lines: list[str] = []
    metric = ""
    for series, value, at_s in history:
        name = series.split("{")[0]
        if name != metric:
            lines.append(f"# TYPE {name} gauge")
            metric = name
        lines.append(f"{series} {value} {at_s:.0f}")
    if not lines:
        return
    text = folder / "history.om"
    text.write_text("\n".join([*lines, "# EOF", ""]))
    command = [
        str(promtool),
        "tsdb",
        "create-blocks-from",
        "openmetrics",
        "--max-block-duration=48h",
        str(text),
        str(data),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=300)


def _wait(url: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(log.read_text())
        try:
            if requests.get(f"{url}/-/ready", timeout=1).ok:
                return
        except requests.ConnectionError:
            time.sleep(0.1)
    raise TimeoutError(log.read_text())
