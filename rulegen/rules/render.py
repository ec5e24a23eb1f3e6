"""Jinja2 for PromQL and annotations.

`<< >>` and `<% %>` mark what Jinja fills in, because `{ }` belong to PromQL and `{{ }}` to Prometheus' own templates.
"""

from collections.abc import Hashable
from functools import cache, lru_cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

HERE = "\0"
"""Stands where the subject goes: catalogs repeat windows and horizons, so what differs only by it is rendered once.

Templates of PromQL call it `select`."""


def render(template: str, subject: str = "", **values: Hashable) -> str:
    """Fill in a template of the folder `templates`.

    Args:
        subject: what differs from forecast to forecast, most often the label matchers of its own series.
        values: everything else; tuples, not lists.

    Raises:
        jinja2.UndefinedError: the template asks for a value that was not given.
    """
    return _rendered(template, tuple(values.items())).replace(HERE, subject)


@lru_cache(maxsize=10_000)
def _rendered(template: str, values: tuple[tuple[str, Hashable], ...]) -> str:
    return _template(template).render(dict(values), select=HERE, subject=HERE)


@cache
def _template(name: str) -> Template:
    environment = Environment(
        loader=PackageLoader("rulegen.rules"),
        variable_start_string="<<",
        variable_end_string=">>",
        block_start_string="<%",
        block_end_string="%>",
        comment_start_string="<#",
        comment_end_string="#>",
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # noqa: S701 - neither PromQL nor annotations are HTML
    )
    return environment.get_template(name)
