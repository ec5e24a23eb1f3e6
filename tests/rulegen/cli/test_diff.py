"""`rulegen diff` says when it could not look."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from rulegen.cli.main import cli
from rulegen.errors import UnreachableError
from rulegen.generate.drift import drift, planned_state

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


@pytest.mark.parametrize("text", ["", KUBECONFIG])
def test_a_cluster_that_cannot_be_asked_is_said_so(
    write_catalog: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    (tmp_path / "kubeconfig").write_text(text)
    monkeypatch.setattr("kubernetes.config.kube_config.KUBE_CONFIG_DEFAULT_LOCATION", str(tmp_path / "kubeconfig"))
    result = CliRunner().invoke(cli, ["diff", str(write_catalog()), "--cluster"])
    assert isinstance(result.exception, UnreachableError)


def test_spelling_is_not_drift_and_meaning_is() -> None:
    def with_expr(expr: str) -> dict[str, object]:
        return {**GROUP, "rules": [{"record": "a", "expr": expr, "labels": {"l": "v"}}]}

    planned = planned_state([GROUP])
    assert drift(planned, planned_state([with_expr("sum (\n b )")])) == []
    assert drift(planned, planned_state([with_expr("sum(c)")])) == [
        '~ group forecast-x: missing: a{l="v"} for 0s: sum(b)',
        '~ group forecast-x: instead: a{l="v"} for 0s: sum(c)',
    ]
