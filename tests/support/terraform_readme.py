"""The tables of inputs and outputs in the READMEs under terraform/.

Answers: what does the README of a module say about its variables and outputs, given its code? `make terraform-readme` writes
them, a test compares. It reads what `terraform fmt` has formatted, not HCL in general.
"""

import re
from pathlib import Path

from tests.support.terraform import FOLDERS, SOURCES

BEGIN, END = "<!-- inputs and outputs: make terraform-readme -->", "<!-- end -->"


def tables(folder: Path) -> str:
    """The Markdown of both tables of a folder."""
    inputs = [_input(name, body) for name, body in _blocks(folder / "variables.tf", "variable")]
    outputs = [f"| `{name}` | {_description(body)} |" for name, body in _blocks(folder / "outputs.tf", "output")]
    lines = ["| input | type | default | meaning |", "|---|---|---|---|", *inputs, ""]
    return "\n".join([*lines, "| output | meaning |", "|---|---|", *outputs])


def rewritten(readme: str, content: str) -> str:
    """A README with its tables replaced."""
    head, rest = readme.split(BEGIN)
    return f"{head}{BEGIN}\n\n{content}\n\n{END}{rest.split(END)[1]}"


def _blocks(path: Path, kind: str) -> list[tuple[str, str]]:
    found = re.findall(rf'^{kind} "(\w+)" \{{\n(.*?)^\}}', path.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    return [(str(name), str(body)) for name, body in found]


def _input(name: str, body: str) -> str:
    default = _value(body, "default")
    shown = "required" if default is None else f"`{default}`"
    return f"| `{name}` | `{_value(body, 'type')}` | {shown} | {_description(body)} |"


def _description(body: str) -> str:
    found = re.search(r'^  description\s*= "(.*)"$', body, re.MULTILINE)
    return found.group(1).replace("|", "\\|") if found else ""


def _value(body: str, name: str) -> str | None:
    """A value in one line; of a nested one the outer kind only."""
    found = re.search(rf"^  {name}\s*= (.*)$", body, re.MULTILINE)
    if found is None:
        return None
    line = found.group(1)
    if line == "{":
        return "see variables.tf"
    return line.replace("({", "") + ")" * (line.count("(") - 1) if line.endswith("({") else line


def main() -> None:
    """Rewrite the tables of every README that has them."""
    for folder in FOLDERS:
        readme = SOURCES / folder / "README.md"
        readme.write_text(rewritten(readme.read_text(encoding="utf-8"), tables(SOURCES / folder)), encoding="utf-8")


if __name__ == "__main__":
    main()
