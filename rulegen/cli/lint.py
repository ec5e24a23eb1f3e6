"""`rulegen lint`."""

import sys

import click

from rulegen.checks.registry import CHECKS
from rulegen.generate.lint import lint as run
from rulegen.model.finding import Level, Located
from rulegen.outputs.reports.jsonreport import json_report
from rulegen.outputs.reports.junit import junit
from rulegen.outputs.reports.sarif import sarif
from rulegen.outputs.reports.text import text


@click.command()
@click.argument("catalogs", nargs=-1, required=True, metavar="CATALOG...")
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "sarif", "junit"]), default="text", show_default=True
)
@click.option("--strict", is_flag=True, help="Warnings fail too.")
def lint(catalogs: tuple[str, ...], form: str, strict: bool) -> None:
    """Ask every check about CATALOG files, folders or globs; exit 1 when an error is open.

    Each check has a page in docs/checks with an example that fails and one that does not.
    """
    findings, paths = run(list(catalogs))
    names = ["catalog", *(check.id for check in CHECKS)]
    forms = {
        "text": lambda: text(findings),
        "json": lambda: json_report(findings),
        "sarif": lambda: sarif(findings),
        "junit": lambda: junit(findings, names, [str(path) for path in paths]),
    }
    click.echo(forms[form](), nl=False)
    sys.exit(1 if any(_fails(found, strict) for found in findings) else 0)


def _fails(found: Located, strict: bool) -> bool:
    worst = {Level.ERROR, Level.WARNING} if strict else {Level.ERROR}
    return found.accepted is None and found.level in worst
