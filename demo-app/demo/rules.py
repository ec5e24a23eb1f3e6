"""Generates the demo's rules, policy and route from the shipped catalog, sixty times compressed, and points the route home."""

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from demo.timeline import COMPRESSION

REPOSITORY = Path(__file__).resolve().parents[2]
CATALOGS = (
    REPOSITORY / "rules" / "catalog" / "containers.yaml",
    REPOSITORY / "rules" / "catalog" / "volumes.yaml",
    REPOSITORY / "demo-app" / "catalog.yaml",
)


def generate(folder: Path) -> Path:
    """Run `rulegen generate` on the shipped catalog and the demo's own; return the folder with its output.

    Raises:
        subprocess.CalledProcessError: rulegen refused; it has said why on the terminal.
    """
    options = ["--out", str(folder), "--compress", str(COMPRESSION), "--mode", "auto"]
    subprocess.run(
        [sys.executable, "-m", "rulegen", "generate", *map(str, CATALOGS), *options],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return folder


def rule_files(generated: Path) -> list[Path]:
    """Return the rule files for Prometheus."""
    return sorted((generated / "prometheus").glob("*.yaml"))


def policy_file(generated: Path) -> Path:
    """Return the receiver's policy."""
    return generated / "receiver" / "policy.yaml"


def alertmanager_configuration(generated: Path, url: str, token_file: Path) -> Mapping[str, Any]:
    """Complete the generated route snippet to a configuration: our address and token, nothing else for other alerts."""
    snippet = yaml.safe_load((generated / "alertmanager" / "route.yaml").read_text())
    for receiver in snippet["receivers"]:
        for webhook in receiver["webhook_configs"]:
            webhook["url"] = url
            webhook["http_config"]["authorization"]["credentials_file"] = str(token_file.resolve())
    nobody = {"name": "nobody"}
    return {
        "route": {"receiver": "nobody", "routes": snippet["routes"]},
        "receivers": [nobody, *snippet["receivers"]],
        "inhibit_rules": snippet.get("inhibit_rules", []),
    }
