from typing import Any

import pytest
from sinks.slack import problems


def section(length: int = 5, kind: str = "mrkdwn") -> dict[str, Any]:
    return {"type": "section", "text": {"type": kind, "text": "x" * length}}


def header(length: int = 5, kind: str = "plain_text") -> dict[str, Any]:
    return {"type": "header", "text": {"type": kind, "text": "x" * length}}


@pytest.mark.parametrize(
    "blocks", [[], [header(150), section(3000), {"type": "divider"}], [section()] * 50, [section(kind="plain_text")]]
)
def test_what_slack_takes_is_accepted(blocks: list[Any]) -> None:
    assert problems({"text": "hello", "blocks": blocks}) == []


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (None, "the body is no JSON object"),
        ({"blocks": []}, "text is missing or empty"),
        ({"text": ""}, "text is missing or empty"),
        ({"text": "a", "blocks": {}}, "blocks is no list"),
        ({"text": "a", "blocks": [section()] * 51}, "51 blocks, at most 50"),
        ({"text": "a", "blocks": [section(3001)]}, "blocks[0]: text of 3001 characters, at most 3000"),
        ({"text": "a", "blocks": [header(151)]}, "blocks[0]: text of 151 characters, at most 150"),
        ({"text": "a", "blocks": [header(kind="mrkdwn")]}, "blocks[0]: a header is plain_text"),
        ({"text": "a", "blocks": [section(0)]}, "blocks[0]: text is empty"),
        ({"text": "a", "blocks": [{"type": "section"}]}, "blocks[0]: neither text nor fields"),
        ({"text": "a", "blocks": [{"type": "marquee"}]}, "blocks[0]: unknown type 'marquee'"),
        ({"text": "a", "blocks": [{"type": "context"}]}, "blocks[0]: needs 1 to 10 elements"),
        ({"text": "a", "blocks": ["x"]}, "blocks[0]: no type"),
    ],
)
def test_what_slack_refuses_is_refused_with_the_reason(body: object, problem: str) -> None:
    assert problems(body) == [problem]
