"""One line per finding, as compilers write them."""

from rulegen.model.finding import Level, Located


def text(findings: list[Located]) -> str:
    """`file:line:column: level: field: message [check]`, and a last line that counts."""
    lines = [_line(found) for found in findings]
    lines.append(_counted(findings))
    return "\n".join(lines) + "\n"


def _counted(findings: list[Located]) -> str:
    """What is only told is nothing that waits to be done."""
    if not findings:
        return "no findings"
    opened = [found for found in findings if found.accepted is None]
    told = sum(found.level is Level.INFO for found in opened)
    counts = f"{len(opened) - told} open, {len(findings) - len(opened)} accepted"
    return f"{counts}, {told} for information" if told else counts


def _line(found: Located) -> str:
    place = f"{found.path}:{found.line}:{found.column}" if found.line else found.path
    level = "accepted" if found.accepted is not None else str(found.level)
    reason = f" (accepted: {found.accepted})" if found.accepted is not None else ""
    field = f"{found.field}: " if found.field else ""
    return f"{place}: {level}: {field}{found.message} [{found.check}]{reason}"
