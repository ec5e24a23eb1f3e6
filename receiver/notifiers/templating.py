"""The words of messages as Jinja2 templates, which a user can replace one by one.

A replacement runs in a sandbox: it sees the event's data (`document`) and nothing else, calls nothing but a few harmless
methods, and writes at most `MOST_CHARACTERS`. What makes much of little by a slip (long numbers, padding, loops in loops in
loops) is not there, so that no message takes long or much memory to write. When it fails, the shipped one is used and the
failure is reported, so that a typo in a template never costs a page. It guards against accidents, not against one who doubles a
text twenty times on purpose: who may write the folder may also write the policy.
https://jinja.palletsprojects.com/en/stable/sandbox/
"""

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal, cast

import structlog
from jinja2 import (
    BaseLoader,
    FileSystemLoader,
    PackageLoader,
    StrictUndefined,
    TemplateError,
    Undefined,
    nodes,
    select_autoescape,
)
from jinja2.exceptions import SecurityError
from jinja2.filters import do_round
from jinja2.sandbox import ImmutableSandboxedEnvironment

from receiver import telemetry
from receiver.domain.words import clock_time, duration
from receiver.errors import ConfigError

log = structlog.get_logger()

MOST_CHARACTERS = 20_000
NAMES = ("slack.txt.j2", "pagerduty.txt.j2", "email.txt.j2", "email.html.j2")
"""One template each, by what it is for; the ending says how values are escaped."""

_METHODS = {dict: frozenset({"items", "keys", "values", "get"})}
_BLOWS_UP = frozenset({"attr", "batch", "center", "format", "indent", "map", "slice"})
_NUMBERS_ONLY = frozenset({"*", "%"})
_MOST_DIGITS = 9
_MOST_LOOPS = 3
"""One within the other: an event has some ten facts."""
_GOES_WRONG = (
    TemplateError,
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    SyntaxError,
    TypeError,
    ValueError,
)
"""What can come out of a template that somebody else wrote."""


def slack_escaped(text: str) -> str:
    """Escape Slack's three control characters: https://docs.slack.dev/messaging/formatting-message-text/#escaping"""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


class Templates:
    """Writes messages.

    Args:
        folder: with replacements, named as in `NAMES`; None = the shipped ones only.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder

    def write(self, name: str, document: Mapping[str, Any]) -> str:
        """Return a message about an event; with the shipped template when the replacement fails."""
        if self._is_replaced(name):
            try:
                return self._replacement(name, document)
            except (*_GOES_WRONG, OSError) as error:
                telemetry.TEMPLATE_FAILURES.labels(name).inc()
                log.error("a template failed, the shipped one is used", template=name, error=_words(error))
        return _written(_shipped(name), name, document)

    def check(self, documents: Mapping[str, Mapping[str, Any]]) -> None:
        """Render every replacement with every example.

        Args:
            documents: by kind of event.

        Raises:
            ConfigError: names each template that fails, the kind of event, and why; or a file that replaces nothing.
        """
        problems = self._strangers()
        for name in filter(self._is_replaced, NAMES):
            for kind, document in documents.items():
                try:
                    self._replacement(name, document)
                except (*_GOES_WRONG, OSError) as error:
                    problems.append(f"{name}: {kind}: {_words(error)}")
                    break
        if problems:
            raise ConfigError("\n  ".join([f"templates in {self._folder} are not usable:", *problems]))

    def _replacement(self, name: str, document: Mapping[str, Any]) -> str:
        loader = FileSystemLoader(str(self._folder))
        environment = _environment(loader, name)
        source, _, _ = loader.get_source(environment, name)
        if _loops(environment.parse(source)) > _MOST_LOOPS:
            raise SecurityError(f"more than {_MOST_LOOPS} loops are within each other")
        return _written(environment, name, document)

    def _is_replaced(self, name: str) -> bool:
        return self._folder is not None and (self._folder / name).is_file()

    def _strangers(self) -> list[str]:
        if self._folder is None:
            return []
        if not self._folder.is_dir():
            return ["there is no such folder"]
        strangers = sorted(path.name for path in self._folder.glob("*.j2") if path.name not in NAMES)
        return [f"{name}: replaces nothing; there are {', '.join(NAMES)}" for name in strangers]


class _Sandbox(ImmutableSandboxedEnvironment):
    intercepted_binops = frozenset({"**"}) | _NUMBERS_ONLY

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        if operator not in _NUMBERS_ONLY:
            raise SecurityError(f"{operator} is not available")
        if not all(isinstance(side, int | float) for side in (left, right)):
            raise SecurityError(f"{operator} is for two numbers only")
        return super().call_binop(context, operator, left, right)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        if isinstance(obj, str | bytes | list | tuple | int | float):
            return False
        allowed = _METHODS.get(type(obj))
        return attr in allowed if allowed is not None else super().is_safe_attribute(obj, attr, value)


@cache
def _shipped(name: str) -> _Sandbox:
    return _environment(PackageLoader("receiver.notifiers"), name)


def _environment(loader: BaseLoader, name: str) -> _Sandbox:
    finalize = cast("Callable[..., Any] | None", _for_slack if name.startswith("slack") else None)
    made = _Sandbox(
        loader=loader,
        autoescape=select_autoescape(("html.j2",), default=False),
        finalize=finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    made.globals.clear()
    made.filters = {name: run for name, run in made.filters.items() if name not in _BLOWS_UP}
    made.filters |= {"duration": _known(duration), "clock": _known(clock_time), "round": _rounded}
    return made


def _known(write: Callable[[float], str]) -> Callable[[float | None], str]:
    """What nobody knows is written as that, so that no template has to ask first."""
    return lambda value: "unknown" if value is None else write(value)


def _rounded(value: float, precision: int = 0, method: Literal["common", "ceil", "floor"] = "common") -> float:
    if abs(precision) > _MOST_DIGITS:
        raise SecurityError(f"nothing is rounded to more than {_MOST_DIGITS} digits")
    return do_round(value, precision, method)


def _loops(node: nodes.Node) -> int:
    """How many loops stand within each other."""
    within = max((_loops(child) for child in node.iter_child_nodes()), default=0)
    return within + isinstance(node, nodes.For)


def _for_slack(value: object) -> object:
    """Escape what is shown, also inside a list or a dictionary; what is undefined fails as it does elsewhere."""
    return value if isinstance(value, Undefined) else slack_escaped(str(value))


def _written(environment: _Sandbox, name: str, document: Mapping[str, Any]) -> str:
    parts, length = [], 0
    for part in environment.get_template(name).generate(**document):
        length += len(part)
        if length > MOST_CHARACTERS:
            raise SecurityError(f"it writes more than {MOST_CHARACTERS} characters")
        parts.append(part)
    written = "".join(parts).strip()
    if not written:
        raise SecurityError("it writes nothing, which no service takes")
    return written


def _words(error: BaseException) -> str:
    line = getattr(error, "lineno", None)
    return f"{type(error).__name__}: {error}" + (f" (line {line})" if line else "")
