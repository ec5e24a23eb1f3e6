"""Tries the templates of messages, and shows messages without anything to send them with."""

from pathlib import Path

from receiver.clients.http import Http
from receiver.clients.slack import SlackApi
from receiver.clients.smtp import Smtp
from receiver.clock import SystemClock
from receiver.notifiers.document import document
from receiver.notifiers.email import Email
from receiver.notifiers.examples import KINDS, example
from receiver.notifiers.pagerduty import PagerDuty
from receiver.notifiers.slack import Slack
from receiver.notifiers.templating import Templates
from receiver.notifiers.webhook import Webhook
from receiver.ports import Notifier

PREVIEWED = ("slack", "pagerduty", "webhook", "email")
"""Notifiers whose messages can be shown without anything to send them with."""


def preview(notifier: str, templates_dir: Path | None) -> Notifier:
    """Return a notifier that only renders.

    Raises:
        ConfigError: a template fails.
    """
    templates = checked_templates(templates_dir)
    nowhere = Path("/nonexistent")
    made: dict[str, Notifier] = {
        "slack": Slack(nowhere, Http("Slack"), SlackApi("https://slack.com/api/"), templates),
        "pagerduty": PagerDuty("https://events.pagerduty.com", nowhere, Http("PagerDuty"), templates),
        "webhook": Webhook(nowhere, Http("the webhook"), SystemClock()),
        "email": Email(Smtp("smtps://localhost"), "forecasts@example.com", nowhere, templates),
    }
    return made[notifier]


def checked_templates(folder: Path | None) -> Templates:
    """Return the templates, each of them tried with every kind of event.

    Raises:
        ConfigError: one fails; says which and why.
    """
    templates = Templates(folder)
    templates.check({kind: document(example(kind)) | {"picture_cid": "forecast"} for kind in KINDS})
    return templates
