"""One line per finding, as compilers write them."""

from rulegen.model.finding import Located


def text(findings: list[Located]) -> str:
    """`file:line:column: level: field: message [check]`, and a last line that counts."""
    lines = [_line(found) for found in findings]
    opened = sum(found.accepted is None for found in findings)
    lines.append(f"{opened} open, {len(findings) - opened} accepted")
    return "\n".join(lines) + "\n"


def _line(found: Located) -> str:
    place = f"{found.path}:{found.line}:{found.column}" if found.line else found.path
    level = "accepted" if found.accepted is not None else str(found.level)
    reason = f" (accepted: {found.accepted})" if found.accepted is not None else ""
    field = f"{found.field}: " if found.field else ""
    return f"{place}: {level}: {field}{found.message} [{found.check}]{reason}"
