"""Reads the words of Alertmanager's `time_intervals`: weekdays, months, days of a month, years, times of the day, locations.

https://prometheus.io/docs/alerting/latest/configuration/#time_interval
A range does not wrap around: a night is `22:00` to `24:00` and `00:00` to `06:00`. Single numbers need no quotes,
times of the day and ranges of numbers do: YAML reads some of them as numbers to the base of sixty.
"""

import re
from collections.abc import Callable
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, PlainValidator

from rulegen.catalog.suggest import hint
from rulegen.model.safety import Range

_WEEKDAYS = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)|(24:00)")
_DAY_MINUTES = 1440


def _range(value: Any, read: Callable[[str], int], what: str) -> Range:
    text = str(value).strip().lower()
    first, _, last = text.partition(":")
    bounds = read(first), read(last or first)
    if bounds[0] > bounds[1]:
        raise ValueError(
            f"{text!r} ends before it begins; write two {what}, one up to the end and one from the beginning"
        )
    return bounds


def _weekday(text: str) -> int:
    if text not in _WEEKDAYS:
        raise ValueError(f"{text!r} is not a weekday; {hint(text, _WEEKDAYS)}")
    return _WEEKDAYS.index(text)


def _month(text: str) -> int:
    if text in _MONTHS:
        return _MONTHS.index(text) + 1
    if not text.isdecimal() or not 1 <= int(text) <= len(_MONTHS):
        raise ValueError(f"{text!r} is not a month; write its name, or 1 to 12 (a range of numbers in quotes)")
    return int(text)


def _year(text: str) -> int:
    if not re.fullmatch(r"\d{4}", text):
        raise ValueError(f"{text!r} is not a year; write it like 2030 or 2030:2032")
    return int(text)


def _day(text: str) -> int:
    if not re.fullmatch(r"-?\d{1,2}", text) or not 1 <= abs(int(text)) <= 31:
        raise ValueError(f"{text!r} is not a day of a month; 1 to 31, or -1 (the last) to -31")
    return int(text)


def _days(value: Any) -> Range:
    text = str(value).strip()
    first, _, last = text.partition(":")
    bounds = _day(first), _day(last or first)
    if bounds[0] > bounds[1] and (bounds[0] < 0) == (bounds[1] < 0):
        raise ValueError(f"{text!r} ends before it begins; write two ranges")
    if bounds[0] < 0 < bounds[1]:
        raise ValueError(f"{text!r} begins at the end of the month and ends at its beginning; write two ranges")
    return bounds


def _time(value: Any) -> int:
    match = _TIME.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise ValueError(f"{value!r} is not a time of the day; write it in quotes, from '00:00' to '24:00'")
    return _DAY_MINUTES if match[3] else int(match[1]) * 60 + int(match[2])


def _location(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError(f"{name!r} is not a time zone; write one of the IANA names, like Europe/Berlin") from error
    return name


def _words(read: Callable[[Any], Any], kind: Any = str | int) -> PlainValidator:
    return PlainValidator(read, json_schema_input_type=kind)


Weekdays = Annotated[Range, _words(lambda value: _range(value, _weekday, "ranges of weekdays"))]
Months = Annotated[Range, _words(lambda value: _range(value, _month, "ranges of months"))]
Years = Annotated[Range, _words(lambda value: _range(value, _year, "ranges of years"))]
Days = Annotated[Range, _words(_days)]
Time = Annotated[int, _words(_time, str)]
"""Minutes since midnight."""
Location = Annotated[str, AfterValidator(_location)]
