import re

import pytest
from flask.testing import FlaskClient
from leaky.app import create_app
from leaky.settings import MIB, parse


def client(*extra: str) -> FlaskClient:
    environment = {"POD_NAMESPACE": "demo", "POD_NAME": "leak-1", "CONTAINER_NAME": "app"}
    return create_app(parse(["--mode", "leak", "--port", "1", *extra], environment)).test_client()


def sample(text: str, series: str) -> float:
    match = re.search(rf"^{re.escape(series)} (\S+)$", text, re.MULTILINE)
    assert match is not None, text
    return float(match[1])


@pytest.mark.parametrize(("mode", "growth_bytes"), [("leak", 20 * MIB), ("steady", 0)])
def test_memory_grows_per_request_only_when_it_leaks(mode: str, growth_bytes: int) -> None:
    web = client("--mode", mode, "--grain-bytes", str(MIB))
    rss = 'container_memory_rss{container="app",namespace="demo",pod="leak-1"}'
    before = sample(web.get("/metrics").text, rss)
    for _ in range(20):
        assert web.get("/").text == "served by leak-1\n"
    assert sample(web.get("/metrics").text, rss) - before == pytest.approx(growth_bytes, abs=2 * MIB)


def test_requests_are_counted_by_code_and_route() -> None:
    web = client("--grain-bytes", "1")
    for path in ("/", "/", "/secret", "/healthz"):
        web.get(path)
    text = web.get("/metrics").text
    assert sample(text, 'http_requests_total{code="200",path="/"}') == 2
    assert sample(text, 'http_requests_total{code="404",path="other"}') == 1


def test_a_cluster_that_exports_the_platforms_metrics_is_not_contradicted() -> None:
    text = client("--no-platform-metrics").get("/metrics").text
    assert "container_memory_rss" not in text
