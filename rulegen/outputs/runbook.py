"""One runbook page per forecast, where the alerts' `runbook_url` points."""

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from rulegen.model.forecast import Forecast
from rulegen.outputs.ladder import autoscalers, rungs
from rulegen.outputs.yamlfile import header


def runbook(forecast: Forecast, source: str) -> str:
    """The page as Markdown."""
    line = header(source).removeprefix("# ").rstrip("\n")
    done = {"rungs": rungs(forecast), "autoscalers": autoscalers(forecast)}
    return _template().render(forecast=forecast, header=line, **done).rstrip("\n") + "\n"


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("rulegen.outputs"),
        variable_start_string="<<",
        variable_end_string=">>",
        block_start_string="<%",
        block_end_string="%>",
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # noqa: S701 - Markdown, written by the catalog's own authors
    )
    return environment.get_template("runbook.md.j2")
