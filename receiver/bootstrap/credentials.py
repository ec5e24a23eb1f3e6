"""Says what the secrets folder lacks before anything starts; reads no secret out to anybody."""

from pathlib import Path

from receiver.actions.webhook import SIGNING_KEY
from receiver.bootstrap.outside import servers_of
from receiver.clients.secret_file import keys
from receiver.errors import PermanentError, TemporaryError
from receiver.notifiers import pagerduty, slack, webhook
from receiver.notifiers.email import addresses
from receiver.notifiers.routes import Routes
from receiver.policy.model import ForecastPolicy, Policy
from receiver.settings import Settings
from receiver.web import auth

LEASE_KEY_STEM = "lease-signing-key"


_SECRETS: dict[str, tuple[tuple[str, ...], ...]] = {
    "kubernetes": (),
    "slack": ((slack.TOKEN, slack.WEBHOOK),),
    "pagerduty": ((pagerduty.KEY,),),
    "webhook": ((webhook.URL,), (webhook.KEY,)),
    "email": (),
}
"""What each notifier needs for each route: one of each group."""


def missing_secrets(settings: Settings, policy: Policy, *, works: bool = True) -> list[str]:
    """Name what the secrets folder lacks for taking alerts in, for every route of the policy and for every Prometheus.

    Args:
        works: False for a process that only accepts: it tells nobody and asks no Prometheus.

    Raises:
        ConfigError: the file that names the Prometheis is unusable.
    """
    missing = _missing_at_the_door(settings.secrets_dir)
    if works:
        missing += _missing_for_work(settings, policy)
    return list(dict.fromkeys(missing))


def _missing_at_the_door(folder: Path) -> list[str]:
    sender, operator, viewer = auth.alertmanager(folder), auth.operator(folder), auth.viewer(folder)
    missing = [] if sender.configured() else ["alertmanager-token: nobody could send an alert"]
    weak = [*sender.weak(), *operator.weak(), *viewer.weak(), *_weak_keys(folder)]
    return missing + [f"{stem}: shorter than {auth.SHORTEST} characters, it could be guessed" for stem in weak]


def _missing_for_work(settings: Settings, policy: Policy) -> list[str]:
    missing = []
    routes = {route for entry in policy.forecasts.values() for route in entry.notify.items()}
    for notifier, route in sorted(routes):
        if notifier in _SECRETS:
            missing += _missing_of(notifier, route, settings)
        else:
            missing.append(f"notifier {notifier!r}: not known; known are {', '.join(_SECRETS)}")
    missing += [text for name, entry in policy.forecasts.items() for text in _missing_key(name, entry, settings)]
    return missing + [text for server in servers_of(settings) for text in server.problems(settings.secrets_dir)]


def _missing_key(name: str, entry: ForecastPolicy, settings: Settings) -> list[str]:
    """A webhook that acts must be signed."""
    if entry.rung("webhook") is None:
        return []
    try:
        Routes(settings.secrets_dir, SIGNING_KEY).lookup(name)
    except TemporaryError as error:
        return [f"action webhook of {error}"]
    return []


def _missing_of(notifier: str, route: str, settings: Settings) -> list[str]:
    secrets = settings.secrets_dir
    missing = _unusable_mail(route, settings) if notifier == "email" else []
    for group in _SECRETS[notifier]:
        there = next((stem for stem in group if Routes(secrets, stem).has(route)), group[-1])
        try:
            Routes(secrets, there).lookup(route)
        except TemporaryError as error:
            missing.append(f"{error} (or {', '.join(group[:-1])})" if len(group) > 1 else str(error))
    return missing


def _unusable_mail(route: str, settings: Settings) -> list[str]:
    problems = [] if settings.smtp_url else ["notifier email: RECEIVER_SMTP_URL and RECEIVER_EMAIL_FROM are not set"]
    try:
        addresses(route)
    except PermanentError as error:
        problems.append(str(error))
    return problems


def _weak_keys(folder: Path) -> list[str]:
    stems = (LEASE_KEY_STEM, slack.SIGNING)
    return [stem for stem in stems if any(len(key) < auth.SHORTEST for key in keys(folder, stem))]
