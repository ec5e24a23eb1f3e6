"""`rulegen diff` says when it could not look."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from flask import Flask, request
from loopback.server import LoopbackServer

from rulegen.cli.main import cli
from rulegen.errors import OutputError, UnreachableError
from rulegen.generate.drift import drift, planned_state
from tests.rulegen.conftest import ENTRY

GROUP = {"name": "forecast-x", "interval": "30s", "rules": [{"record": "a", "expr": "sum(b)", "labels": {"l": "v"}}]}
KUBECONFIG = """\
apiVersion: v1
kind: Config
current-context: c
contexts: [{ name: c, context: { cluster: k, user: u } }]
clusters: [{ name: k, cluster: { server: "http://127.0.0.1:9" } }]
users: [{ name: u, user: {} }]
"""


def test_one_source_must_be_named(write_catalog: Callable[..., Path]) -> None:
    result = CliRunner().invoke(cli, ["diff", str(write_catalog())])
    assert result.exit_code == 2
    assert "give either --prometheus URL or --cluster" in result.output


def test_an_address_without_its_scheme_is_no_url_of_a_prometheus(write_catalog: Callable[..., Path]) -> None:
    result = CliRunner().invoke(cli, ["diff", str(write_catalog()), "--prometheus", "localhost:9090"])
    assert isinstance(result.exception, OutputError)
    assert "'localhost:9090' is not the URL of a Prometheus; write it like http://" in str(result.exception)


@pytest.mark.parametrize("text", ["", KUBECONFIG, "root:x:0:0:root", "- a", "a: [", "apiVersion: v1\nclusters: 5\n"])
def test_a_cluster_that_cannot_be_asked_is_said_so(
    write_catalog: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    (tmp_path / "kubeconfig").write_text(text)
    monkeypatch.setattr("kubernetes.config.kube_config.KUBE_CONFIG_DEFAULT_LOCATION", str(tmp_path / "kubeconfig"))
    result = CliRunner().invoke(cli, ["diff", str(write_catalog()), "--cluster"])
    assert isinstance(result.exception, UnreachableError)


@pytest.fixture
def api_server() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """The one path of the Kubernetes API that is asked for, with the resources that a test puts into the list."""
    items: list[dict[str, Any]] = []

    app = Flask("kubernetes")

    @app.get("/apis/monitoring.coreos.com/v1/prometheusrules")
    def rules() -> dict[str, Any]:
        assert request.args["labelSelector"].startswith("app.kubernetes.io")
        return {"items": items}

    with LoopbackServer(app) as server:
        yield server.url, items


def test_a_cluster_with_the_same_resources_does_not_drift_and_another_does(
    write_catalog: Callable[..., Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    api_server: tuple[str, list[dict[str, Any]]],
) -> None:
    url, items = api_server
    (tmp_path / "kubeconfig").write_text(KUBECONFIG.replace("http://127.0.0.1:9", url))
    monkeypatch.setattr("kubernetes.config.kube_config.KUBE_CONFIG_DEFAULT_LOCATION", str(tmp_path / "kubeconfig"))
    catalog, out = str(write_catalog()), tmp_path / "out"
    CliRunner().invoke(cli, ["generate", catalog, "--out", str(out), "--target", "kubernetes"], catch_exceptions=False)
    empty = CliRunner().invoke(cli, ["diff", catalog, "--cluster"])
    assert (empty.exit_code, empty.output) == (1, "- group forecast-disk-full is not running\n")
    items.append(yaml.safe_load((out / "kubernetes/disks.prometheusrule.yaml").read_text()))
    same = CliRunner().invoke(cli, ["diff", catalog, "--cluster"])
    assert (same.exit_code, same.output) == (0, "")


def test_spelling_is_not_drift_and_meaning_is() -> None:
    def with_expr(expr: str) -> dict[str, object]:
        return {**GROUP, "rules": [{"record": "a", "expr": expr, "labels": {"l": "v"}}]}

    planned = planned_state([GROUP])
    assert drift(planned, planned_state([with_expr("sum (\n b )")])) == []
    assert drift(planned, planned_state([with_expr("sum(c)")])) == [
        '~ group forecast-x: missing: a{l="v"} for 0s: sum(b)',
        '~ group forecast-x: instead: a{l="v"} for 0s: sum(c)',
    ]


def test_a_rule_that_somebody_edited_or_wrote_another_way_is_drift_and_no_accident() -> None:
    edited = {"name": "forecast-x", "rules": [{"record": "a", "expr": 5}, {"alert": "b", "expr": "x fill 0 y"}]}
    assert drift(planned_state([GROUP]), planned_state([edited])) == [
        "~ group forecast-x: every 0 s instead of 30 s",
        '~ group forecast-x: missing: a{l="v"} for 0s: sum(b)',
        "~ group forecast-x: instead: a{} for 0s: 5",
        "~ group forecast-x: instead: b{} for 0s: x fill 0 y",
    ]


def test_a_group_that_runs_twice_is_drift() -> None:
    assert drift(planned_state([GROUP]), planned_state([GROUP, GROUP])) == [
        "+ group forecast-x (again) runs, but is not in the catalog"
    ]


def test_how_long_an_alert_is_kept_is_compared() -> None:
    def kept(**fields: str) -> dict[str, object]:
        return {**GROUP, "rules": [{"alert": "a", "expr": "b", "for": "1m", **fields}]}

    assert drift(planned_state([kept(keep_firing_for="5m")]), planned_state([kept()])) == [
        "~ group forecast-x: missing: a{} for 60s, kept for 300s: b",
        "~ group forecast-x: instead: a{} for 60s: b",
    ]


def test_what_only_newer_servers_take_can_be_compared(write_catalog: Callable[..., Path]) -> None:
    text = ENTRY.replace("    by:", "    query_offset: 1m\n    by:")
    result = CliRunner().invoke(cli, ["diff", str(write_catalog(text)), "--prometheus", "http://127.0.0.1:9"])
    assert isinstance(result.exception, UnreachableError)


@pytest.mark.parametrize(
    "body", ["[]", "null", '{"status": "success"}', '{"status": "success", "data": {"groups": 5}}']
)
def test_a_server_that_is_no_prometheus_is_said_so(write_catalog: Callable[..., Path], body: str) -> None:
    app = Flask("something")
    app.add_url_rule("/api/v1/rules", view_func=lambda: (body, {"Content-Type": "application/json"}))
    with LoopbackServer(app) as server:
        result = CliRunner().invoke(cli, ["diff", str(write_catalog()), "--prometheus", server.url])
    assert isinstance(result.exception, UnreachableError)
    assert "rules: answers, but not as a Prometheus does" in str(result.exception)


def test_nobody_answering_ends_with_three(write_catalog: Callable[..., Path]) -> None:
    command = [sys.executable, "-m", "rulegen", "diff", str(write_catalog()), "--prometheus", "http://127.0.0.1:9"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.startswith("rulegen: http://127.0.0.1:9 does not answer: ")
