import pytest
from structlog.testing import capture_logs

from tests.support.metrics import counted
from tests.support.payloads import wire_group
from tests.support.site import TOKEN, Site


def test_a_refusal_says_which_schemes_there_are(site: Site) -> None:
    answer = site.post(wire_group(), token=None)
    assert (answer.status_code, answer.text) == (401, "a valid bearer token or basic credential is needed\n")
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="receiver", Basic realm="receiver"'


@pytest.mark.parametrize(("header", "scheme"), [(None, "none"), ("Bearer x", "bearer"), ("Basic eA==", "basic")])
def test_refusals_are_counted_by_scheme(site: Site, header: str | None, scheme: str) -> None:
    before = counted("receiver_auth_failures_total", scheme=scheme)
    site.client.post("/api/v1/alerts", headers={"Authorization": header} if header else {})
    assert counted("receiver_auth_failures_total", scheme=scheme) == before + 1


def test_of_one_address_only_ten_refusals_a_minute_are_logged_the_last_of_them_says_so(site: Site) -> None:
    with capture_logs() as logs:
        for _ in range(100):
            assert site.post(wire_group(), "wrong").status_code == 401
    assert [line["event"] for line in logs][-2:] == [
        "refused without a valid credential",
        "refused without a valid credential; more from this address are not logged for a minute",
    ]
    assert len(logs) == 10


def test_a_valid_token_is_let_in_whatever_its_address_tried_before(site: Site) -> None:
    for _ in range(100):
        site.post(wire_group(), "wrong")
    assert site.post(wire_group()).status_code == 200


@pytest.mark.parametrize("presented", [TOKEN + "x", "almost-the-right-token"])
def test_what_was_presented_is_never_logged(site: Site, presented: str) -> None:
    with capture_logs() as logs:
        site.post(wire_group(), presented)
    assert len(logs) == 1
    assert presented not in str(logs)
