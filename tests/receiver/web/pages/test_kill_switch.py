import pytest
from structlog.testing import capture_logs

from receiver.domain.turn import Turn
from tests.support.builders import NOW_S
from tests.support.visit import Visit


def test_it_is_turned_with_a_reason_and_the_page_that_follows_says_so(operator: Visit) -> None:
    answer = operator.post("/kill-switch", csrf=operator.csrf(), state="on", reason="migration")
    assert (answer.status_code, answer.location) == (303, "/kill-switch?done=on")
    assert operator.site.stores.kill_switch.reason() == "migration"
    assert "All acting is off." in operator.get("/kill-switch?done=on").text
    operator.post("/kill-switch", csrf=operator.csrf(), state="off", reason="done")
    assert operator.site.stores.kill_switch.reason() == ""


def test_who_turned_it_when_and_why_is_kept_shown_and_logged(operator: Visit) -> None:
    with capture_logs() as logs:
        operator.post("/kill-switch", csrf=operator.csrf(), state="on", reason="<b>migration</b>")
    [turn] = operator.site.stores.views.kill_switch().turns
    assert turn == Turn(NOW_S, True, "<b>migration</b>", "alice")
    page = operator.get("/kill-switch").text
    assert "&lt;b&gt;migration&lt;/b&gt;" in page
    assert "2023-11-14 22:13:20 UTC" in page
    assert logs == [
        {
            "event": "kill switch turned",
            "log_level": "warning",
            "state": "on",
            "reason": "<b>migration</b>",
            "by": "alice",
            "address": "127.0.0.1",
        }
    ]


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "on", "reason": " "},
        {"state": "on"},
        {"state": "maybe", "reason": "x"},
        {"state": "on", "reason": "x" * 501},
    ],
)
def test_what_is_not_understood_turns_nothing_and_says_so(operator: Visit, fields: dict[str, str]) -> None:
    answer = operator.post("/kill-switch", csrf=operator.csrf(), **fields)
    assert (answer.status_code, operator.site.stores.kill_switch.reason()) == (400, "")
    assert "Say why" in answer.text


def test_how_it_stands_is_at_the_top_of_every_page(operator: Visit) -> None:
    assert all("Acting is allowed" in operator.get(path).text for path in ("/", "/approvals", "/kill-switch"))
    operator.site.stores.kill_switch.turn_on("it scales the wrong thing", "bob")
    for path in ("/", "/approvals", "/kill-switch"):
        text = operator.get(path).text
        assert text.index("All acting is off:") < text.index("it scales the wrong thing") < text.index("<main")


def test_while_the_file_stops_everything_it_says_so(operator: Visit) -> None:
    operator.site.stop_file.touch()
    assert "the file stop exists" in operator.get("/").text
