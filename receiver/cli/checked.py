"""Settings, policy and secrets, all of them usable; what `serve` and `check-config` both ask first."""

from receiver import bootstrap, settings
from receiver.cli.exits import or_exit, stop
from receiver.policy import model
from receiver.policy.model import Policy
from receiver.settings import Settings


def checked() -> tuple[Settings, Policy]:
    """Read and check everything that a start needs, or end the command."""
    configured = or_exit(settings.load)
    policy = or_exit(lambda: model.load(configured.policy_file))
    missing = or_exit(lambda: bootstrap.missing_secrets(configured, policy))
    if missing:
        stop("\n  ".join([f"secrets are missing in {configured.secrets_dir}:", *missing]))
    return configured, policy


def shared_database(configured: Settings) -> None:
    """End the command unless several processes can work on the database."""
    if configured.database_url.startswith("sqlite"):
        stop(
            "RECEIVER_DATABASE_URL names an SQLite database, which is for one process: "
            "run `receiver serve`, or use PostgreSQL"
        )
