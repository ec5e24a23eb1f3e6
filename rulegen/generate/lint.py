"""Everything that can be said against a catalog: what the loader refuses and what the checks find."""

from pathlib import Path

from rulegen.catalog.load import find, survey
from rulegen.checks.registry import examine
from rulegen.generate.clash import clashes
from rulegen.model.finding import Level, Located


def lint(arguments: list[str]) -> tuple[list[Located], list[Path]]:
    """Load and examine; a catalog that cannot be loaded is a finding here, not an exception.

    Returns:
        Findings in the order of files and lines, and the files looked at.

    Raises:
        CatalogProblemsError: an argument matches nothing.
    """
    paths = find(arguments)
    loaded = survey(paths)
    problems = loaded.problems + clashes(loaded)
    findings = [Located("catalog", Level.ERROR, str(p.path), p.line, p.column, p.field, p.message) for p in problems]
    findings += [origin.locate(found) for origin in loaded.origins for found in examine(origin.forecast)]
    return sorted(findings, key=lambda found: (found.path, found.line, found.column)), paths
