"""Every page in a real browser: it loads nothing from elsewhere, says nothing on the console, fits a telephone, can be read by
whoever sees little or nothing, in light and dark, and all of it can be reached with the keyboard."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Request

from tests.browser.conftest import DESKTOP, PHONE, Theatre
from tests.support.certificates import Authority
from tests.support.secure import ending_tls
from tests.support.site import OPERATOR

_DESKTOP_DARK, _PHONE_LIGHT = (DESKTOP, True), (PHONE, False)
_EVENTFUL = ("/", "/episodes/1", "/episodes/5", "/approvals", "/scorecard", "/scorecard/memory", "/kill-switch")
_PAGES = [
    *[("empty", path, _PHONE_LIGHT) for path in ("/", "/approvals", "/scorecard", "/kill-switch", "/episodes/1")],
    *[("eventful", path, look) for path in _EVENTFUL for look in (_DESKTOP_DARK, _PHONE_LIGHT)],
    ("eventful", "/?past=yes", _PHONE_LIGHT),
    ("crowd", "/?page=2", _PHONE_LIGHT),
    ("crowd", "/", _DESKTOP_DARK),
]
_FOCUSABLE = "a[href], button, input:not([type=hidden]), select, summary, [tabindex='0']"


@pytest.fixture
def seen(theatre: Theatre) -> Iterator[list[str]]:
    """What went wrong in the browser, beside what a test looks for."""
    trouble: list[str] = []
    yield trouble
    assert trouble == []


def _watched(page: Page, trouble: list[str], url: str) -> Page:
    """Note every word on the console, every failed request and every request that leaves the host."""
    page.on("console", lambda message: trouble.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: trouble.append(f"error: {error}"))
    page.on("requestfailed", lambda request: trouble.append(f"failed: {request.url}") if _broke(request) else None)
    page.on("request", lambda request: None if request.url.startswith(url + "/") else trouble.append(request.url))
    return page


def _broke(request: Request) -> bool:
    """What the next page made unnecessary did not fail."""
    return "ERR_ABORTED" not in (request.failure or "")


@pytest.mark.parametrize(("scene", "path", "look"), _PAGES)
def test_a_page_is_sound(
    theatre: Theatre, seen: list[str], tmp_path: Path, scene: str, path: str, look: tuple[tuple[int, int], bool]
) -> None:
    size, dark = look
    page = _watched(theatre.open(scene, size=size, dark=dark), seen, theatre.stage.url)
    answer = page.goto(path)
    assert answer is not None
    if answer.status == 404:
        seen.clear()  # the browser itself says so on the console
    assert answer.status == (404 if (scene, path) == ("empty", "/episodes/1") else 200)
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    assert page.screenshot(path=tmp_path / "page.png", full_page=True)[:4] == b"\x89PNG"
    assert _violations(page) == []


@pytest.mark.parametrize("path", ["/", "/episodes/1", "/approvals", "/scorecard/memory", "/kill-switch"])
def test_the_other_colours_can_be_read_too(theatre: Theatre, path: str) -> None:
    for size, dark in ((DESKTOP, False), (PHONE, True)):
        page = theatre.open("eventful", size=size, dark=dark)
        page.goto(path)
        assert _violations(page) == []


@pytest.mark.parametrize("dark", [False, True])
def test_the_door_is_sound_too(theatre: Theatre, seen: list[str], dark: bool) -> None:
    page = _watched(theatre.open("empty", size=PHONE, dark=dark, logged_in=False), seen, theatre.stage.url)
    page.goto("/approvals")
    assert page.title() == "Log in · Predictive Reliability Engine"
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    assert _violations(page) == []


@pytest.mark.parametrize("path", ["/", "/episodes/1", "/approvals", "/scorecard/memory", "/kill-switch"])
def test_everything_can_be_reached_with_the_keyboard_and_is_seen_to_be(theatre: Theatre, path: str) -> None:
    page = theatre.open("eventful")
    page.goto(path)
    controls = page.locator(f":is({_FOCUSABLE}):visible")
    expected = controls.count()
    reached = set()
    for _ in range(expected):
        page.keyboard.press("Tab")
        place, outline = page.evaluate(
            "([all]) => [[...document.querySelectorAll(all)].indexOf(document.activeElement),"
            " getComputedStyle(document.activeElement).outlineStyle]",
            [_FOCUSABLE],
        )
        assert outline != "none"
        reached.add(place)
    assert (len(reached), -1 in reached) == (expected, False)


def test_the_first_stop_leads_past_the_head_to_the_content(theatre: Theatre) -> None:
    page = theatre.open("eventful")
    page.goto("/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


def test_pictures_are_named_and_described_and_stand_beside_a_table(theatre: Theatre) -> None:
    page = theatre.open("eventful")
    page.goto("/episodes/1")
    picture = page.get_by_role("img", name="History and forecast of the utilisation")
    assert picture.count() == 1  # the other size is hidden from everybody
    page.get_by_text("The numbers as a table").click()
    assert page.get_by_role("table", name="Utilisation, share of the limit").get_by_role("row").count() > 10


def test_a_thousand_are_shown_page_by_page(theatre: Theatre) -> None:
    page = theatre.open("crowd", scripts=False)
    page.goto("/")
    assert "1000 forecasts, page 1 of 20" in page.inner_text("caption")
    assert page.inner_text(".count:has-text('On loan') dd") == "1000"
    assert page.get_by_text("worked; on loan").count() == 50
    page.click("text=Later →")
    assert page.locator("tbody tr").count() == 50
    page.fill("#words", "worker-0007")
    page.click("text=Show")
    assert [row.strip() for row in page.locator(".where").all_inner_texts()] == ["team-7/worker-0007"]


def test_everything_works_without_scripts(theatre: Theatre, seen: list[str]) -> None:
    page = _watched(theatre.open("eventful", scripts=False, logged_in=False), seen, theatre.stage.url)
    page.goto("/approvals")
    page.fill("#name", "carol")
    page.fill("#token", OPERATOR)
    page.click("button")
    assert "May we scale Deployment/shop/payments" in page.inner_text("main")
    page.click("text=Decline")
    assert "Declined. Nothing is done." in page.inner_text("[role=status]")
    assert "carol" in page.inner_text("table")
    page.click("text=Stop all acting …")
    page.fill("#reason", "it scales the wrong thing")
    page.click("button.stop")
    assert "All acting is off: it scales the wrong thing (carol, just now)" in page.inner_text("section.switch")
    page.reload()
    assert page.locator("tbody tr").count() == 3  # loading it again turns nothing again
    page.fill("#reason", "mended")
    page.click("text=Allow acting again")
    assert "Acting is allowed" in page.inner_text("section.switch")
    page.click("text=Log out")
    page.goto("/")
    assert page.url.endswith("/login?next=/")


def test_a_form_on_another_site_cannot_stop_anything(theatre: Theatre) -> None:
    page = theatre.open("eventful")
    form = (
        f'<form method="post" action="{theatre.stage.url}/kill-switch"><input name="state" value="on">'
        '<input name="reason" value="mischief"><button>Win a prize</button></form>'
    )
    page.route("http://evil.example/", lambda route: route.fulfill(body=form, content_type="text/html"))
    page.goto("http://evil.example/")
    with page.expect_response(f"{theatre.stage.url}/kill-switch") as sent:
        page.click("button")
    assert sent.value.status == 403
    assert theatre.played["eventful"].stores.kill_switch.reason() == ""


def test_behind_what_ends_tls_a_session_is_bound_to_tls_and_the_host(theatre: Theatre, tmp_path: Path) -> None:
    theatre.open("eventful", logged_in=False)
    with ending_tls(theatre.stage, Authority(tmp_path, "ours").sign("pages")) as url:
        context = theatre.browser.new_context(base_url=url, ignore_https_errors=True)
        page = context.new_page()
        page.goto("/kill-switch")
        page.get_by_label("Your name").fill("alice")
        page.get_by_label("Token").fill(OPERATOR)
        page.keyboard.press("Enter")
        page.wait_for_url(f"{url}/kill-switch")
        [cookie] = context.cookies()
        assert (cookie["name"], cookie["secure"], cookie["domain"]) == ("__Host-receiver", True, "127.0.0.1")
        page.get_by_role("button", name="Log out").click()
        page.wait_for_url(f"{url}/login")
        assert context.cookies() == []
        context.close()


def _violations(page: Page) -> list[str]:
    found = Axe().run(
        page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
    )
    return [
        f"{one['id']}: {one['help']}: {node['html'][:200]} {node['failureSummary'][:300]}"
        for one in found.response["violations"]
        for node in one["nodes"]
    ]
