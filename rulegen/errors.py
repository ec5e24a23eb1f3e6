"""What can go wrong, by who has to fix it: the author of the catalog (exit 1) or the surroundings (exit 2)."""

from pathlib import Path


class RulegenError(Exception):
    """The root of every error that this package raises on purpose."""


class CatalogError(RulegenError):
    """One problem in a catalog, at the place where it is to be fixed.

    Args:
        path: the catalog file.
        line: 1-based, 0 when the problem is the file as a whole.
        column: 1-based, 0 when the problem is the file as a whole.
        field: dotted path of the field, e.g. `forecasts[0].alerts[1].horizon`; empty for the file as a whole.
        message: what is wrong and, where we know, what would be right.
    """

    def __init__(self, path: Path, line: int, column: int, field: str, message: str) -> None:
        super().__init__(path, line, column, field, message)
        self.path = path
        self.line = line
        self.column = column
        self.field = field
        self.message = message

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}:{self.column}" if self.line else str(self.path)
        return f"{place}: {self.field}: {self.message}" if self.field else f"{place}: {self.message}"


class CatalogProblemsError(RulegenError):
    """Every problem of a run at once, so that an author fixes them in one go.

    Args:
        problems: at least one, in the order of files and lines.
    """

    def __init__(self, problems: list[CatalogError]) -> None:
        super().__init__(problems)
        self.problems = problems

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


class OutputError(RulegenError):
    """The surroundings refuse: a folder is not writable, a tool is missing, a target cannot take a field (exit 2)."""


class UnreachableError(RulegenError):
    """A server that was asked does not answer, or answers with an error (exit 3)."""
