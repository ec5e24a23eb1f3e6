"""A kubeconfig for the stand-in, which is all a client gets to know of it."""

from pathlib import Path

import yaml

NAME = "localcluster"


def write(path: Path, server: str, token: str, namespace: str) -> Path:
    """Write the file, readable by its owner only because it holds the token."""
    config = {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": NAME, "cluster": {"server": server}}],
        "users": [{"name": NAME, "user": {"token": token}}],
        "contexts": [{"name": NAME, "context": {"cluster": NAME, "user": NAME, "namespace": namespace}}],
        "current-context": NAME,
    }
    path.touch(mode=0o600)
    path.write_text(yaml.safe_dump(config, sort_keys=False))
    return path
