from pathlib import Path

from localcluster.manifests import read, runnable

TEXT = """\
kind: Namespace
metadata: {name: demo}
---
kind: Deployment
metadata: {name: leak}
spec: {selector: {}}
---
"""


def test_what_runs_is_picked_with_the_servers_defaults(tmp_path: Path) -> None:
    file = tmp_path / "all.yaml"
    file.write_text(TEXT)
    [(resource, deployment)] = runnable(read([file]))
    assert resource.kind == "Deployment"
    assert (deployment["metadata"]["namespace"], deployment["spec"]["replicas"]) == ("default", 1)
