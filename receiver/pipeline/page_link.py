"""Which page shows what a message tells of? The way from a message to where it is explained and can be stopped.

Without an address that people reach the pages by, messages go without. Which pages there are is `receiver.web.pages`'.
"""

from dataclasses import replace

from receiver.domain.event import Event

NAME = "Details and stop"
"""What the link is called in messages."""


def with_page(event: Event, external_url: str | None) -> Event:
    """Return the event with the page of its change or, where nothing was done, of its episode as its first link.

    Args:
        external_url: where people reach the pages, without a slash at its end; None = nobody said.
    """
    if external_url is None or not event.episode_id:
        return event
    change = event.remediation_id
    path = f"/remediations/{change}" if change else f"/episodes/{event.episode_id}"
    return replace(event, links={NAME: external_url + path, **event.links})
