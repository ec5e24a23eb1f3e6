"""YAML with places: the data, where each field stands, and what plain YAML loaders swallow (duplicate keys, NaN).

It does not know the catalog's schema.
"""

import math
import re
import reprlib
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import Any

import yaml

Path = tuple[str | int, ...]

_TEXT = frozenset({"tag:yaml.org,2002:str", "tag:yaml.org,2002:timestamp"})
"""Dates stay as they were written: no field of ours is one."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something that is wrong with the YAML itself.

    Attributes:
        line, column: 1-based.
    """

    line: int
    column: int
    field: str
    message: str


_DEEPEST = 50
"""Levels; a catalog has less than ten. libyaml's reader ends the whole process on some ten thousand."""
_COPIES_MOST = 10
"""How many times larger than its text a document may become by its aliases."""
_LITTLE = 1_000
"""Nodes that even the shortest text may become."""

_STEPS = [0] * 256
_STEPS[ord("[")] = _STEPS[ord("{")] = 1
_STEPS[ord("]")] = _STEPS[ord("}")] = -1
_BRACKETS = b"[]{}"
_NO_BRACKETS = bytes(set(range(256)) - set(_BRACKETS))
_MERGE = "tag:yaml.org,2002:merge"
_DASHES = [re.compile(rf"{first}(?: +[-?]){{{_DEEPEST}}}") for first in ("-", r"\?")]
"""Two, because a search for one first letter is thirty times quicker than for two."""

_RESOLVER: Any = yaml.SafeLoader("")


@lru_cache(maxsize=10_000)
def _tag(kind: Any, value: str | None, implicit: Any) -> str:
    tag: str = _RESOLVER.resolve(kind, value, implicit)
    return tag


class _Loader(yaml.CSafeLoader):
    """Asks once per text what a plain scalar is, and never where it stands: no tag of ours depends on that."""

    resolve = staticmethod(_tag)

    def descend_resolver(self, current_node: object, current_index: object) -> None:
        pass

    def ascend_resolver(self) -> None:
        pass


def _refuse_deep(text: str) -> None:
    """Before libyaml's reader sees it. Brackets within quotes count too, so what seems deep is looked at event by event."""
    brackets = text.encode().translate(None, _NO_BRACKETS)
    if max(accumulate(map(_STEPS.__getitem__, brackets)), default=0) <= _DEEPEST and not any(
        dashes.search(text) for dashes in _DASHES
    ):
        return
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            mark: Any = event.start_mark
            raise yaml.MarkedYAMLError(problem=f"nested more than {_DEEPEST} deep", problem_mark=mark)


class Document:
    """One YAML file as data, with its places.

    Attributes:
        data: dicts, lists, strings, numbers, booleans, None.
        flaws: duplicate keys and numbers that are none, in the order of the file.
    """

    def __init__(self, text: str) -> None:
        """Read the text.

        Raises:
            yaml.MarkedYAMLError: the text is not YAML, or made to be more than anybody can read.
        """
        self.flaws: list[Flaw] = []
        self._left = _COPIES_MOST * len(text) + _LITTLE
        _refuse_deep(text)
        loader = _Loader(text)
        try:
            self._root: yaml.Node | None = loader.get_single_node()
            self._constructor = loader
            self.data: Any = None if self._root is None else self._build(self._root, ())
        finally:
            loader.dispose()

    def place(self, path: Path, key: bool = False) -> tuple[int, int]:
        """Where a field stands; the nearest parent when the field itself is missing.

        Args:
            path: keys and indices from the root.
            key: the place of the key instead of its value.

        Returns:
            Line and column, 1-based.
        """
        node, last_key = self._root, None
        for step in path:
            found = _child(node, step)
            if found is None:
                break
            last_key, node = found
        chosen = last_key if key and last_key is not None else node
        mark = chosen.start_mark if chosen is not None else None
        return (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)

    def _build(self, node: yaml.Node, path: Path) -> Any:
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node, path)
        self._left -= len(node.value)
        if len(path) > _DEEPEST or self._left < 0:
            raise yaml.MarkedYAMLError(
                problem="an alias stands within what it stands for, or aliases of aliases make it endless; write it out",
                problem_mark=node.start_mark,
            )
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        return [self._build(child, (*path, index)) for index, child in enumerate(node.value)]

    def _mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                self._flaw(key_node, path, "a list or a mapping is no key")
                continue
            key = str(key_node.value)
            here = (*path, key)
            if key_node.tag == _MERGE:
                self._flaw(key_node, here, "merging is not read; write the fields out, or give each an alias (*name)")
                continue
            if key in result:
                self._flaw(key_node, here, "this key stands here twice; only one of them would count")
            plain = value_node.tag in _TEXT and isinstance(value_node, yaml.ScalarNode)
            result[key] = value_node.value if plain else self._build(value_node, here)
        return result

    def _scalar(self, node: yaml.Node, path: Path) -> Any:
        if node.tag in _TEXT:
            return node.value
        try:
            value = self._constructor.construct_object(node)
        except (yaml.YAMLError, ValueError):
            self._flaw(node, path, f"{reprlib.repr(node.value)} cannot be read as {_named(node.tag)}")
            return None
        except (LookupError, AttributeError):  # PyYAML's own, of text that a tag calls something else
            self._flaw(node, path, f"{reprlib.repr(node.value)} is no {_named(node.tag)}")
            return None
        if isinstance(value, float) and not math.isfinite(value):
            self._flaw(node, path, f"{node.value} is not a number one can compare with")
            return 0.0
        return value

    def _flaw(self, node: yaml.Node, path: Path, message: str) -> None:
        mark = node.start_mark
        self.flaws.append(Flaw(mark.line + 1, mark.column + 1, dotted(path), message))


def _named(tag: str) -> str:
    return tag.replace("tag:yaml.org,2002:", "!!")


def dotted(path: Path) -> str:
    """`("forecasts", 0, "alerts")` → `forecasts[0].alerts`; a key that could end a line of a report is escaped."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text if text.isprintable() else ascii(text)[1:-1]


def _child(node: yaml.Node | None, step: str | int) -> tuple[yaml.Node | None, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        for key_node, value_node in node.value:
            if key_node.value == step:
                return key_node, value_node
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return None, node.value[step]
    return None
