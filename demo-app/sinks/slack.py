"""What a Slack incoming webhook accepts.

https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks/ and the block reference there.
Stricter than Slack in one thing: a message needs `text`, without which a notification on a phone is empty.
"""

from typing import Any

MAX_BLOCKS = 50
MAX_FIELDS = 10
MAX_ELEMENTS = 10
# Longest text, by type of block: https://docs.slack.dev/reference/block-kit/blocks/
TEXTS = {"section": 3000, "header": 150}
FIELD_TEXT = 2000
TEXT_TYPES = ("plain_text", "mrkdwn")


def problems(body: Any) -> list[str]:
    """Say everything that is wrong with a message; an empty list accepts it."""
    if not isinstance(body, dict):
        return ["the body is no JSON object"]
    found = [] if isinstance(body.get("text"), str) and body["text"] else ["text is missing or empty"]
    blocks = body.get("blocks", [])
    if not isinstance(blocks, list):
        return [*found, "blocks is no list"]
    if len(blocks) > MAX_BLOCKS:
        found.append(f"{len(blocks)} blocks, at most {MAX_BLOCKS}")
    for number, block in enumerate(blocks):
        found += [f"blocks[{number}]: {problem}" for problem in _block(block)]
    return found


def _block(block: Any) -> list[str]:
    if not isinstance(block, dict) or not isinstance(block.get("type"), str):
        return ["no type"]
    kind = block["type"]
    if kind in ("divider", "actions"):
        return []
    if kind == "context":
        elements = block.get("elements")
        return [] if isinstance(elements, list) and 1 <= len(elements) <= MAX_ELEMENTS else ["needs 1 to 10 elements"]
    if kind not in TEXTS:
        return [f"unknown type {kind!r}"]
    found = _text(block["text"], TEXTS[kind]) if "text" in block else []
    fields = block.get("fields", [])
    if "text" not in block and not fields:
        found.append("neither text nor fields")
    if len(fields) > MAX_FIELDS:
        found.append(f"{len(fields)} fields, at most {MAX_FIELDS}")
    if kind == "header" and isinstance(block.get("text"), dict) and block["text"].get("type") != "plain_text":
        found.append("a header is plain_text")
    return found + [problem for one in fields for problem in _text(one, FIELD_TEXT)]


def _text(text: Any, longest: int) -> list[str]:
    if not isinstance(text, dict) or text.get("type") not in TEXT_TYPES:
        return ["text is no text object"]
    content = text.get("text")
    if not isinstance(content, str) or not content:
        return ["text is empty"]
    return [] if len(content) <= longest else [f"text of {len(content)} characters, at most {longest}"]
