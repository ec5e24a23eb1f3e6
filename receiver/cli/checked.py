"""Settings, policy, secrets and files, all of them usable; what `serve`, `worker` and `check-config` ask first."""

from receiver import bootstrap, settings
from receiver.cli.exits import or_exit, stop
from receiver.clients.tls import holds_certificates
from receiver.policy import model
from receiver.policy.model import Policy
from receiver.settings import PREFIX, Settings


def checked(*, works: bool = True) -> tuple[Settings, Policy]:
    """Read and check everything that a start needs, or end the command.

    Args:
        works: False for a process that only accepts, which needs the secrets of its callers only.
    """
    configured = or_exit(settings.load)
    policy = or_exit(lambda: model.load(configured.policy_file))
    missing = or_exit(lambda: bootstrap.missing_secrets(configured, policy, works=works))
    if missing:
        stop("\n  ".join([f"secrets are not usable in {configured.secrets_dir}:", *missing]))
    for name in ("tls_cert_file", "tls_key_file", "tls_client_ca_file", "ca_file"):
        file = getattr(configured, name)
        if file is not None and not file.is_file():
            stop(f"{PREFIX}{name.upper()}: there is no file {file}")
    if configured.ca_file is not None and not holds_certificates(configured.ca_file):
        stop(f"{PREFIX}CA_FILE: {configured.ca_file} holds no certificate in PEM")
    return configured, policy


def reachable(configured: Settings) -> None:
    """End the command unless a worker could connect to what it works with; nothing is asked of it yet."""
    or_exit(lambda: bootstrap.adapters(configured))


def shared_database(configured: Settings) -> None:
    """End the command unless several processes can work on the database."""
    if configured.database_url.startswith("sqlite"):
        stop(
            "RECEIVER_DATABASE_URL names an SQLite database, which is for one process: "
            "run `receiver serve`, or use PostgreSQL"
        )
