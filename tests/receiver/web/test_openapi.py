"""The published document is what the application does: the same addresses, and the answers to whatever is sent."""

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft202012Validator
from schemathesis import checks
from schemathesis.generation import GenerationMode

from receiver.web.openapi import document
from tests.support.payloads import OWN
from tests.support.site import OPERATOR, TOKEN, Site
from tests.support.slack import press, pressed

_EXAMPLES = 25
_OPERATIONS = [(path, method) for path, methods in document()["paths"].items() for method in methods]


def _checked() -> list[Any]:
    """All, but that an invalid part makes a body invalid: each alert is judged by itself, its siblings are stored."""
    return [check for check in checks.CHECKS.get_all() if check.__name__ != "negative_data_rejection"]


def test_it_is_served(site: Site) -> None:
    assert site.client.get("/openapi.json").json == document()


def test_it_names_every_address_and_no_other(site: Site) -> None:
    rules = site.client.application.url_map.iter_rules()
    served = {
        (rule.rule, method.lower())
        for rule in rules
        for method in (rule.methods or set()) & {"GET", "POST"}
        if not rule.endpoint.startswith(("static", "pages."))  # for people
    }
    assert set(_OPERATIONS) == served


@pytest.mark.parametrize("body", OWN.values(), ids=list(OWN))
def test_the_bodies_that_alertmanager_sends_are_what_it_describes(body: dict[str, Any]) -> None:
    described = document()
    schema = {"$ref": "#/components/schemas/Group", "components": described["components"]}
    assert [error.message for error in Draft202012Validator(schema).iter_errors(body)] == []


@pytest.mark.parametrize(
    "odd", [{}, {"type": 7}, {"user": None}, {"actions": [{}]}, {"message": {"blocks": [1]}}, {"response_url": ["x"]}]
)
def test_a_signed_press_is_answered_as_described_whatever_it_says(site: Site, odd: dict[str, Any]) -> None:
    described = document()["paths"]["/api/v1/slack/interactions"]["post"]["responses"]
    answer = press(site, {**pressed("approve", "c0ffee00"), **odd})
    assert str(answer.status_code) in described
    assert answer.status_code in (200, 400)


@pytest.mark.parametrize(
    ("path", "method", "mode"),
    [
        *[(path, method, GenerationMode.POSITIVE) for path, method in _OPERATIONS],
        *[(path, method, GenerationMode.NEGATIVE) for path, method in _OPERATIONS if method == "post"],
    ],
)
def test_whatever_is_sent_is_answered_as_described(site: Site, path: str, method: str, mode: GenerationMode) -> None:
    schema = schemathesis.openapi.from_wsgi("/openapi.json", site.client.application)
    token = OPERATOR if path == "/api/v1/kill-switch" else TOKEN
    cases = schema[path][method.upper()].as_strategy(generation_mode=mode)

    @settings(max_examples=_EXAMPLES, suppress_health_check=list(HealthCheck), database=None)
    @given(case=cases)
    def send(case: schemathesis.Case[Any]) -> None:
        case.call_and_validate(headers={"Authorization": f"Bearer {token}"}, checks=_checked())

    send()
