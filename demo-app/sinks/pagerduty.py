"""What PagerDuty's Events API v2 accepts.

https://developer.pagerduty.com/docs/events-api-v2/trigger-events/ and .../send-change-events/
"""

from typing import Any

KEY_LENGTH = 32
MAX_DEDUP_KEY = 255
MAX_SUMMARY = 1024
ACTIONS = ("trigger", "acknowledge", "resolve")
SEVERITIES = ("critical", "warning", "error", "info")


def event_problems(body: Any) -> list[str]:
    """Say everything that is wrong with an alert event; an empty list accepts it."""
    if not isinstance(body, dict):
        return ["the body is no JSON object"]
    found = _routing_key(body)
    action, key = body.get("event_action"), body.get("dedup_key")
    if action not in ACTIONS:
        found.append(f"'event_action' is {action!r}, not one of {', '.join(ACTIONS)}")
    if key is not None and not (isinstance(key, str) and 0 < len(key) <= MAX_DEDUP_KEY):
        found.append(f"'dedup_key' is not a string of 1 to {MAX_DEDUP_KEY} characters")
    if action in ("acknowledge", "resolve") and key is None:
        found.append(f"'dedup_key' is missing, and {action} needs it")
    if action == "trigger":
        found += _payload(body.get("payload"), required=("summary", "source", "severity"))
    return found


def change_problems(body: Any) -> list[str]:
    """Say everything that is wrong with a change event."""
    if not isinstance(body, dict):
        return ["the body is no JSON object"]
    return _routing_key(body) + _payload(body.get("payload"), required=("summary",))


def _routing_key(body: dict[str, Any]) -> list[str]:
    key = body.get("routing_key")
    valid = isinstance(key, str) and len(key) == KEY_LENGTH and key.isalnum()
    return [] if valid else [f"'routing_key' is not a string of {KEY_LENGTH} letters and digits"]


def _payload(payload: Any, required: tuple[str, ...]) -> list[str]:
    if not isinstance(payload, dict):
        return ["'payload' is missing"]
    found = [
        f"'payload.{name}' is missing or blank"
        for name in required
        if not (isinstance(payload.get(name), str) and payload[name].strip())
    ]
    summary, severity = payload.get("summary"), payload.get("severity")
    if isinstance(summary, str) and len(summary) > MAX_SUMMARY:
        found.append(f"'payload.summary' has {len(summary)} characters, at most {MAX_SUMMARY}")
    if severity is not None and severity not in SEVERITIES:
        found.append(f"'payload.severity' is {severity!r}, not one of {', '.join(SEVERITIES)}")
    details = payload.get("custom_details", {})
    if not isinstance(details, dict):
        found.append("'payload.custom_details' is no object")
    return found
