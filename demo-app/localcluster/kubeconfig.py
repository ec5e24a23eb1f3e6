"""A kubeconfig, which is all a client gets to know of a cluster."""

from pathlib import Path

import yaml

NAME = "localcluster"


def write(path: Path, server: str, token: str, namespace: str, ca_file: Path | None = None) -> Path:
    """Write the file, readable by its owner only because it holds the token."""
    cluster = {"server": server, **({"certificate-authority": str(ca_file)} if ca_file else {})}
    config = {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": NAME, "cluster": cluster}],
        "users": [{"name": NAME, "user": {"token": token}}],
        "contexts": [{"name": NAME, "context": {"cluster": NAME, "user": NAME, "namespace": namespace}}],
        "current-context": NAME,
    }
    path.touch(mode=0o600)
    path.write_text(yaml.safe_dump(config, sort_keys=False))
    return path
