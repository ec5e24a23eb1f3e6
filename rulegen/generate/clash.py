"""Would two groups of rules have one name? Prometheus refuses such a file, and a comparison with what runs mixes them up.

Groups are named after the forecast or the file with something appended (`-slow`, a window, `-avg5m`), and an entry may be
called like that itself.
"""

from collections.abc import Iterator

from rulegen.catalog.loaded import Loaded, Origin
from rulegen.errors import CatalogError
from rulegen.outputs.split import share, split_group
from rulegen.rules.groups import groups

_SAID = "the group {} of another entry, or of the file, has this name already; give the entry another name"


def clashes(loaded: Loaded) -> list[CatalogError]:
    """One problem for each entry whose groups have names that another's have already."""
    by_name = {origin.forecast.name: origin for origin in loaded.origins}
    by_stem: dict[str, list[Origin]] = {}
    for origin in loaded.origins:
        by_stem.setdefault(origin.path.stem, []).append(origin)
    problems = []
    for origin in loaded.origins:
        for beginning in _beginnings(origin.forecast.name):
            if beginning not in by_name and beginning not in by_stem:
                continue
            others = _own(by_name.get(beginning)) | _shared(beginning, by_stem.get(beginning, []))
            if both := _own(origin) & others:
                problems.append(origin.problem(("name",), _SAID.format(min(both))))
    return problems


def _beginnings(name: str) -> Iterator[str]:
    parts = name.split("-")
    return ("-".join(parts[:count]) for count in range(1, len(parts)))


def _own(origin: Origin | None) -> set[str]:
    if origin is None:
        return set()
    return {part.name for group in groups(origin.forecast, "") if not group.shareable for part in split_group(group)}


def _shared(stem: str, origins: list[Origin]) -> set[str]:
    every = [group for origin in origins for group in groups(origin.forecast, "") if group.shareable]
    return {group.name for group in share(every, stem)}
