"""The kinds of values that stand in a catalog, each with the reason why it is refused."""

import re
from datetime import timedelta
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    PlainSerializer,
    PlainValidator,
    StringConstraints,
    WithJsonSchema,
)

from rulegen import conventions
from rulegen.catalog.suggest import hint
from rulegen.durations import Duration
from rulegen.promql import inspect
from rulegen.promql.dialect import check_dialect
from rulegen.promql.sequence import check_sequence

NAME_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*$"
NAME_MOST = 63
"""Names become parts of Kubernetes' names and labels."""

TARGET_KINDS = ("owner", "Deployment", "StatefulSet", "PersistentVolumeClaim", "Pod")
_OTHERS_KIND = r"^[A-Z][A-Za-z0-9]*\.[a-z0-9-]+(\.[a-z0-9-]+)+$"
"""A kind with its API group, as kubectl shows it."""

INTERVAL_LEAST = Duration.parse("1s")
INTERVAL_MOST = Duration.parse("5m")
"""Prometheus' lookback: https://prometheus.io/docs/prometheus/latest/querying/basics/#staleness"""

FLOOR_MOST = 0.95

_NUMBERS = frozenset({"inf", "nan"})

_BYTES_PATTERN = r"^[1-9][0-9]*(Ki|Mi|Gi|Ti|Pi|k|M|G|T|P)?$"
_BYTES_UNITS: dict[str, int] = {"": 1} | {
    f"{letter}{binary}": base**power
    for power, letter in enumerate("KMGTP", start=1)
    for binary, base in (("", 1000), ("i", 1024))
}

_DURATION_PATTERN = r"^(\d+y)?(\d+w)?(\d+d)?(\d+h)?(\d+m)?(\d+s)?(\d+ms)?$"


def _duration(value: Any) -> Duration:
    if isinstance(value, Duration):
        return value
    if not isinstance(value, str):
        raise ValueError(f"{value!r} has no unit; write it like 30s, 15m, 6h, 1d")
    return Duration.parse(value)


def _bytes(value: Any) -> int:
    """Kubernetes' way to write sizes: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/"""
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if not isinstance(text, str) or not re.fullmatch(_BYTES_PATTERN, text):
        raise ValueError(f"{value!r} is no size; write it like 512Mi, 100Gi, 1Ti")
    number = text.rstrip("KMGTPki")
    return int(number) * _BYTES_UNITS[text[len(number) :].replace("k", "K")]


def _called(url: str) -> str:
    """The receiver refuses the same: what it sends goes over TLS, or does not leave the machine."""
    parts = urlsplit(url)
    if not parts.hostname or parts.username or parts.port == 0:  # asking for the port refuses one above 65535
        raise ValueError("not a URL like https://host/path, without a user")
    if parts.scheme == "http" and parts.hostname not in ("localhost", "127.0.0.1", "::1"):
        raise ValueError("https is needed, except on the loopback interface")
    return url


def _label(name: str) -> str:
    if name in conventions.RESERVED_LABELS:
        raise ValueError(f"{name!r} is set by the generator itself, or by Prometheus")
    if name.lower() in _NUMBERS:
        raise ValueError(f"{name!r} is a number to PromQL, which cannot group by it; rename the label with relabeling")
    if name.startswith("__"):
        raise ValueError("labels that begin with __ do not survive scraping")
    return name


def _notifier(name: str) -> str:
    if name not in conventions.NOTIFIERS:
        raise ValueError(f"{name!r} is no notifier of the receiver; {hint(name, conventions.NOTIFIERS)}")
    return name


def _series(text: str) -> str:
    if not inspect.is_series(inspect.parse_written(text)):
        raise ValueError(f'{text!r} is not one series; write it like x_bytes{{instance="a"}}')
    return text


def _target_kind(kind: str) -> str:
    if kind in TARGET_KINDS or re.fullmatch(_OTHERS_KIND, kind):
        return kind
    raise ValueError(
        f"{kind!r} cannot be acted on; {hint(kind, TARGET_KINDS)} (others as Kind.group: Rollout.argoproj.io)"
    )


def _interval(value: Duration) -> Duration:
    if not INTERVAL_LEAST <= value <= INTERVAL_MOST:
        raise ValueError(
            f"{value} is not between {INTERVAL_LEAST} and {INTERVAL_MOST}: exporters are not scraped more often, and"
            " Prometheus takes a series without a sample for 5m to be gone"
        )
    return value


def _floor(value: float) -> float:
    if value > FLOOR_MOST:
        raise ValueError(f"{value:g} leaves no time between the alert and the event; at most {FLOOR_MOST:g}")
    return value


def _text(text: str) -> str:
    if not text.isprintable() and not text.replace("\n", "").replace("\t", "").isprintable():
        raise ValueError("holds a character that nobody sees")
    return text


def _offsets(text: str) -> list[timedelta]:
    """Without a look at the many expressions that have none."""
    return inspect.offsets(inspect.parse(text)) if "offset" in text else []


def _amount(text: str) -> str:
    if inspect.has_comment(text):
        raise ValueError(
            "a comment would swallow what is generated after it; write it as a comment of YAML, or as reason"
        )
    expr = inspect.parse_written(text)
    check_dialect(text)
    if "@" in text and inspect.pinned(expr):
        raise ValueError("@ ties it to one moment, and a forecast needs what changes")
    if any(offset < timedelta() for offset in _offsets(text)):
        raise ValueError("a negative offset asks for samples that do not exist yet")
    own = conventions.SERIES_PREFIX
    if own in text and any(name.startswith(own) for name in inspect.metric_names(expr)):
        raise ValueError(f"{own}* is recorded from catalogs; read what the exporters say")
    if inspect.is_range(expr):
        raise ValueError("must be an instant vector, not a range or a string")
    counters = inspect.bare_counters(expr)
    if counters:
        raise ValueError(f"{counters[0]} looks like a counter; a forecast needs a gauge (or rate() around it)")
    return text


def _gauge(text: str) -> str:
    if inspect.is_scalar(inspect.parse(text)):
        raise ValueError("is one number without labels; nothing identifies what runs out")
    offsets = _offsets(text)
    if offsets and min(offsets) > timedelta():
        raise ValueError(
            "everything in it is offset, which makes the forecast late by as much; use query_offset for late samples"
        )
    return text


def _number_as_text(value: Any) -> Any:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return str(value) if is_number else value


Length = Annotated[
    Duration,
    PlainValidator(_duration, json_schema_input_type=Annotated[str, StringConstraints(pattern=_DURATION_PATTERN)]),
    PlainSerializer(str, return_type=str),
]
Bytes = Annotated[
    int,
    PlainValidator(
        _bytes,
        json_schema_input_type=Annotated[str, StringConstraints(pattern=_BYTES_PATTERN)] | Annotated[int, Field(ge=1)],
    ),
]
Interval = Annotated[Length, AfterValidator(_interval)]
LabelName = Annotated[str, StringConstraints(pattern=r"^[a-zA-Z_][a-zA-Z0-9_]*$"), AfterValidator(_label)]
Name = Annotated[str, StringConstraints(pattern=NAME_PATTERN, max_length=NAME_MOST)]
Notifier = Annotated[Literal["email", "kubernetes", "pagerduty", "slack", "webhook"], BeforeValidator(_notifier)]
TargetKind = Annotated[
    str,
    AfterValidator(_target_kind),
    WithJsonSchema({"anyOf": [{"enum": list(TARGET_KINDS)}, {"type": "string", "pattern": _OTHERS_KIND}]}),
]
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True), AfterValidator(_text)]
Url = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^https?://[^\s{}]+$"), AfterValidator(_text)]
"""Becomes part of annotations, where Prometheus would expand braces."""
CalledUrl = Annotated[
    str, StringConstraints(strip_whitespace=True, pattern=r"^https?://[^\s#]+$"), AfterValidator(_called)
]
Share = Annotated[float, Field(ge=0, le=1)]
Floor = Annotated[Share, AfterValidator(_floor), Field(json_schema_extra={"maximum": FLOOR_MOST})]
Amount = Annotated[Text, BeforeValidator(_number_as_text, json_schema_input_type=str | float), AfterValidator(_amount)]
"""PromQL or a number."""
Values = Annotated[
    Text, BeforeValidator(_number_as_text, json_schema_input_type=float | str), AfterValidator(check_sequence)
]
"""Of one series: a number, or promtool's notation."""
SeriesName = Annotated[Text, AfterValidator(_series)]
Gauge = Annotated[Text, AfterValidator(_amount), AfterValidator(_gauge)]
"""PromQL whose result has labels."""
