"""Jinja2 for PromQL and annotations.

`<< >>` and `<% %>` mark what Jinja fills in, because `{ }` belong to PromQL and `{{ }}` to Prometheus' own templates.
"""

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template


def render(template: str, **values: object) -> str:
    """Fill in a template of the folder `templates`.

    Raises:
        jinja2.UndefinedError: the template asks for a value that was not given.
    """
    return _template(template).render(values)


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
