from dataclasses import replace
from pathlib import Path

import pytest

from receiver.clock import FrozenClock
from receiver.notifiers.examples import example
from receiver.pipeline.page_link import with_page
from tests.support.site import open_site
from tests.support.stores import open_stores

URL = "https://forecasts.example.com"


def test_what_was_done_has_its_page_before_all_other_links() -> None:
    links = with_page(example("acted"), URL).links
    assert list(links) == ["Details and stop", "Runbook", "Dashboard"]
    assert links["Details and stop"] == f"{URL}/remediations/0badcafe"


def test_where_nothing_was_done_the_page_is_of_the_alert() -> None:
    assert with_page(example("held"), URL).links["Details and stop"] == f"{URL}/episodes/1"


def test_what_belongs_to_no_alert_has_no_page() -> None:
    announced = replace(example("mode"), episode_id=0)
    assert with_page(announced, URL) == announced


@pytest.mark.parametrize("kind", ["acted", "held"])
def test_where_nobody_said_where_the_pages_are_messages_stay_as_they_are(kind: str) -> None:
    assert with_page(example(kind), None) == example(kind)


@pytest.mark.parametrize(("kind", "endpoint"), [("acted", "pages.remediation"), ("held", "pages.episode")])
def test_the_receiver_has_these_pages(kind: str, endpoint: str, tmp_path: Path) -> None:
    site = open_site(open_stores(tmp_path / "receiver.db", FrozenClock()), tmp_path / "secrets")
    path = with_page(example(kind), URL).links["Details and stop"].removeprefix(URL)
    found, _ = site.client.application.url_map.bind("forecasts.example.com").match(path)
    site.stores.database.close()
    assert found == endpoint
