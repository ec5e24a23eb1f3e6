"""Does the oldest server that must take the rules know what an author's expressions hold?"""

from collections.abc import Iterator
from dataclasses import fields

from rulegen.catalog.loaded import Origin
from rulegen.catalog.positions import Path
from rulegen.errors import CatalogError
from rulegen.promql.dialect import Version, needs


def too_new(origin: Origin, oldest: Version) -> Iterator[CatalogError]:
    """One problem for each expression that only newer servers take, at its place."""
    for field, expression in _written(origin):
        found = needs(expression)
        if found is None or found[1] <= oldest:
            continue
        what, (major, minor) = found
        message = (
            f"{what} needs Prometheus {major}.{minor}, and {oldest[0]}.{oldest[1]} must take the rules, too;"
            " write it another way, or say --prometheus-version"
        )
        yield origin.problem(field, message)


def _written(origin: Origin) -> Iterator[tuple[Path, str]]:
    source, load = origin.forecast.source, origin.forecast.remediation.load
    for field in fields(source):
        if isinstance(expression := getattr(source, field.name), str):
            yield (field.name,), expression
    if load is not None:
        yield ("remediation", "load"), load.query
