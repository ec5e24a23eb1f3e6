"""The report of a backtest in a browser: it fits a phone, whatever is unfolded, and loads nothing."""

from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from receiver.backtest.report.page import page
from tests.browser.conftest import DESKTOP, PHONE
from tests.receiver.backtest.found import findings, forecast, replayed, teeth


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report")
    one = replayed(folder, teeth(3))
    long = replace(one, name="a-forecast-whose-name-is-as-long-as-names-of-forecasts-get")
    (folder / "report.html").write_text(page(findings(one, long, forecast("nothing")), plots=True), encoding="utf-8")
    return folder / "report.html"


@pytest.mark.parametrize(("width", "height"), [PHONE, DESKTOP])
def test_nothing_is_wider_than_the_screen(browser: Browser, report: Path, width: int, height: int) -> None:
    with browser.new_context(viewport={"width": width, "height": height}) as context:
        shown = context.new_page()
        asked: list[str] = []
        shown.on("request", lambda request: asked.append(request.url))
        shown.goto(report.as_uri())
        folded = shown.locator("details")
        assert folded.count() >= 4
        folded.evaluate_all("all => all.forEach(one => { one.open = true })")
        assert shown.evaluate("document.documentElement.scrollWidth") <= width
        assert asked == [report.as_uri()]


def test_the_table_in_short_leads_to_each_forecast(browser: Browser, report: Path) -> None:
    with browser.new_context() as context:
        shown = context.new_page()
        shown.goto(report.as_uri())
        shown.get_by_role("link", name="nothing").click()
        assert shown.url.endswith("#nothing")
        assert shown.locator("#nothing").is_visible()
