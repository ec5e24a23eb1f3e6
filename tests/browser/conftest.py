"""One headless Chromium and one server for all of these tests; what is served is changed in between.

Without a Chromium that runs here they are skipped, and the reason is printed.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from engines import EnginesError, chromium
from loopback.server import LoopbackServer
from playwright.sync_api import Browser, BrowserContext, Error, Page, sync_playwright

from receiver.clock import FrozenClock
from tests.support import scenes
from tests.support.site import OPERATOR, Site, open_site
from tests.support.stores import open_stores

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

DESKTOP, PHONE = (1280, 800), (360, 740)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    try:
        found = chromium.locate()
    except EnginesError as error:
        pytest.skip(f"no Chromium here: {error}")
    with sync_playwright() as playwright:
        try:
            launched = playwright.chromium.launch(
                executable_path=found.program,
                args=[
                    "--no-sandbox"
                ],  # root has none, and an unpacked one cannot be set up; it sees our own pages only
                env={**os.environ, **found.environment()},
            )
        except Error as error:
            pytest.skip(f"{found.program} does not run here: {error.message.splitlines()[0]}")
        yield launched
        launched.close()


@dataclass
class Stage:
    """Serves the scene that is on.

    Attributes:
        url: without a trailing slash.
    """

    folder: Path
    app: "WSGIApplication | None" = None
    url: str = ""

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Any:
        assert self.app is not None
        return self.app(environ, start_response)


@pytest.fixture(scope="session")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    stage = Stage(tmp_path_factory.mktemp("stage"))
    with LoopbackServer(stage) as server:
        stage.url = server.url
        yield stage


@pytest.fixture(scope="session")
def played(stage: Stage) -> dict[str, Site]:
    """The scenes: nothing at all, an eventful hour, a thousand at once."""
    found = {}
    for name in ("empty", "eventful", "crowd"):
        path, clock = stage.folder / f"{name}.db", FrozenClock()
        stores = scenes.eventful(path, clock) if name == "eventful" else open_stores(path, clock)
        if name == "eventful":
            scenes.month_of_forecasts(stores, clock)
        if name == "crowd":
            scenes.crowd(stores)
        found[name] = open_site(stores, stage.folder / "secrets", policy=scenes.policy())
    return found


@dataclass(frozen=True)
class Theatre:
    """A way to look at a scene."""

    browser: Browser
    stage: Stage
    played: dict[str, Site]

    def open(
        self,
        scene: str,
        *,
        size: tuple[int, int] = DESKTOP,
        dark: bool = False,
        scripts: bool = True,
        logged_in: bool = True,
    ) -> Page:
        """Put a scene on and return a page that is logged in, in a context of its own."""
        self.stage.app = self.played[scene].client.application
        context = self.browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme="dark" if dark else "light",
            java_script_enabled=scripts,
            base_url=self.stage.url,
        )
        if logged_in:
            self._log_in(context)
        return context.new_page()

    def _log_in(self, context: BrowserContext) -> None:
        """Take the cookie without the form, which has a test of its own."""
        headers = {"Origin": self.stage.url}
        answer = context.request.post("/login", form={"name": "alice", "token": OPERATOR}, headers=headers)
        assert answer.ok


@pytest.fixture
def theatre(browser: Browser, stage: Stage, played: dict[str, Site]) -> Iterator[Theatre]:
    yield Theatre(browser, stage, played)
    for context in browser.contexts:
        context.close()
