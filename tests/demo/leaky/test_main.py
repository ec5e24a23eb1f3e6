"""The app as a process: it answers, and its limit really kills it."""

import re
import sys
from pathlib import Path

import pytest
import requests
from engines.supervisor import Supervisor
from leaky.settings import MIB
from loopback.ports import free_port

DEMO_APP = Path(__file__).resolve().parents[3] / "demo-app"
LIMIT = 96 * MIB


def utilisation(url: str) -> float:
    text = requests.get(f"{url}/metrics", timeout=2).text
    match = re.search(r"^container_memory_rss\{.*\} (\S+)$", text, re.MULTILINE)
    assert match is not None
    return float(match[1]) / LIMIT


def serve_until_it_dies(url: str) -> float:
    highest = 0.0
    for _ in range(2 * LIMIT // MIB):
        try:
            highest = utilisation(url)
            requests.get(url, timeout=2)
        except requests.ConnectionError:
            return highest
    raise AssertionError(f"it lives at {highest:.0%} of its limit")


@pytest.mark.demo
def test_a_leaking_process_is_killed_at_its_limit_and_not_before(tmp_path: Path) -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    argv = [sys.executable, "-m", "leaky", "--mode", "leak", "--port", str(port)]
    argv += ["--limit-bytes", str(LIMIT), "--grain-bytes", str(MIB)]
    with Supervisor(tmp_path) as supervisor:
        process = supervisor.start("leaky", argv, ready_url=f"{url}/healthz", cwd=DEMO_APP)
        highest = serve_until_it_dies(url)
        assert process.wait(5) == 137
    assert 0.95 < highest <= 1.0
