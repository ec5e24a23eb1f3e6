import pytest
from structlog.testing import capture_logs

from receiver.errors import PermanentError
from tests.support.builders import NOW_S, alert, plan
from tests.support.metrics import counted
from tests.support.site import SIGNING, TOKEN, Site
from tests.support.slack import RESPONSE_URL, blocks, form, headers, press, pressed

ADDRESS = "/api/v1/slack/interactions"


def _question(site: Site) -> str:
    return site.stores.approvals.ask(site.stores.accepted(alert()), plan(), NOW_S + 600).id


def _answers(site: Site) -> list[tuple[object, ...]]:
    return site.stores.rows("SELECT answer, answered_by FROM approvals")


def test_a_press_is_written_down_answered_with_nothing_and_shown_in_the_message(site: Site) -> None:
    asked = _question(site)
    answer = press(site, pressed("approve", asked))
    assert (answer.status_code, answer.data) == (200, b"")
    assert _answers(site) == [("approved", "slack:U0ALICE/alice")]
    [(url, message)] = site.replies.sent
    assert (url, message["replace_original"], message["blocks"][0]) == (RESPONSE_URL, True, blocks()[0])


def test_a_press_makes_the_alert_be_looked_at_at_once(site: Site) -> None:
    asked = _question(site)
    site.stores.rows("UPDATE episodes SET due_s = 9e9 RETURNING id")
    press(site, pressed("approve", asked))
    assert site.stores.rows("SELECT due_s FROM episodes") == [(NOW_S,)]


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"Authorization": f"Bearer {TOKEN}"},
        headers(b"another body", NOW_S),
        headers(form(pressed("approve", "x")), NOW_S - 301),
        headers(form(pressed("approve", "x")), NOW_S, secret=SIGNING + "x"),
    ],
)
def test_without_a_signature_of_now_nothing_is_done_and_the_attempt_is_counted(
    site: Site, given: dict[str, str]
) -> None:
    before = counted("receiver_auth_failures_total", scheme="slack")
    answer = site.client.post(ADDRESS, data=form(pressed("approve", "x")), headers=given)
    assert (answer.status_code, site.replies.sent) == (401, [])
    assert counted("receiver_auth_failures_total", scheme="slack") == before + 1


def test_of_one_address_only_ten_refused_presses_a_minute_are_logged(site: Site) -> None:
    with capture_logs() as logs:
        for _ in range(50):
            site.client.post(ADDRESS, data=b"x")
    assert len(logs) == 10


def test_what_cannot_be_read_is_400_and_what_is_too_large_413(site: Site) -> None:
    assert press(site, b"payload={").status_code == 400
    assert press(site, b"payload=" + b"x" * 600_000).status_code == 413


def test_while_it_stops_a_press_is_refused(site: Site) -> None:
    asked = _question(site)
    site.stopping.set()
    assert (press(site, pressed("approve", asked)).status_code, _answers(site)) == (503, [(None, "")])


def test_a_store_that_fails_is_said_to_slack_which_says_it_to_the_person(site: Site) -> None:
    asked = _question(site)
    site.stores.rows("DROP TABLE approvals")
    answer = press(site, pressed("approve", asked))
    assert (answer.status_code, site.replies.sent) == (503, [])


def test_a_message_that_cannot_be_changed_takes_nothing_back(site: Site) -> None:
    asked = _question(site)
    site.replies.error = PermanentError("no address of Slack's")
    assert press(site, pressed("approve", asked)).status_code == 200
    assert _answers(site) == [("approved", "slack:U0ALICE/alice")]


def test_a_button_of_nobody_is_answered_and_nothing_more(site: Site) -> None:
    assert press(site, pressed("Xy1", "")).status_code == 200
    assert site.replies.sent == []
