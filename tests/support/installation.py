"""A folder with everything a receiver needs to start: policy, secrets, database, kubeconfig."""

from pathlib import Path

import yaml
from localcluster import kubeconfig

from tests.support import builders

TOKEN = "correct-horse-battery-staple"


def install(folder: Path, *, mode: str = "auto") -> dict[str, str]:
    """Write the files and return the environment that names them."""
    secrets = folder / "secrets"
    secrets.mkdir()
    for name, text in {
        "alertmanager-token": TOKEN,
        "slack-webhook-url": "http://127.0.0.1:1/slack",
        "pagerduty-routing-key": "R0UT1NG",
    }.items():
        (secrets / name).write_text(text, encoding="utf-8")
    remediation = builders.remediation_document(mode=mode)
    document = builders.policy_document(memory=builders.entry_document(remediation=remediation))
    (folder / "policy.yaml").write_text(yaml.safe_dump(document), encoding="utf-8")
    config = kubeconfig.write(folder / "kubeconfig", "http://127.0.0.1:1", "token", "shop")
    return {
        "RECEIVER_POLICY_FILE": str(folder / "policy.yaml"),
        "RECEIVER_SECRETS_DIR": str(secrets),
        "RECEIVER_PROMETHEUS_URL": "http://127.0.0.1:1",
        "RECEIVER_DATABASE_URL": f"sqlite:///{folder / 'receiver.db'}",
        "RECEIVER_KUBECONFIG": str(config),
        "RECEIVER_POLL_S": "0.01",
    }
