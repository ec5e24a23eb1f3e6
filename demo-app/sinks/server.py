"""The sinks as one server with the addresses to hand out."""

from types import TracebackType
from typing import Self

from loopback.server import LoopbackServer

from sinks.app import create_app
from sinks.faults import Faults
from sinks.recorder import Recorder
from sinks.slack_api import Workspace

ROUTING_KEY = "0123456789abcdef0123456789abcdef"  # well-formed, belongs to nobody


class Sinks:
    """Takes messages inside a `with` block.

    Attributes:
        received: what arrived.
        faults: failures to order; endpoints are `slack`, `slack-api`, `pagerduty`, `pagerduty-change`, `webhook`.
        workspace: what the Web API's callers have made of it.
    """

    def __init__(self, *, port: int = 0) -> None:
        self.received = Recorder()
        self.faults = Faults()
        self.workspace = Workspace()
        self._server = LoopbackServer(create_app(self.received, self.faults, self.workspace), port=port)

    @property
    def url(self) -> str:
        """Base URL, as https://events.pagerduty.com is."""
        return self._server.url

    @property
    def slack_url(self) -> str:
        """An incoming webhook."""
        return f"{self.url}/services/T00000000/B00000000/local"

    @property
    def slack_api_url(self) -> str:
        """The Web API, as https://slack.com/api/ is."""
        return f"{self.url}/api/"

    @property
    def pagerduty_url(self) -> str:
        """Where alert events go."""
        return f"{self.url}/v2/enqueue"

    @property
    def pagerduty_change_url(self) -> str:
        """Where change events go."""
        return f"{self.url}/v2/change/enqueue"

    def __enter__(self) -> Self:
        self._server.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.__exit__(kind, error, trace)
