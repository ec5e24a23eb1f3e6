"""JUnit XML, which every CI shows: one test case per check and file."""

from xml.etree import ElementTree

from rulegen.model.finding import Level, Located


def junit(findings: list[Located], checks: list[str], paths: list[str]) -> str:
    """A case fails when its check has an open finding of level error or warning in its file.

    Args:
        checks: ids of everything that was asked, so that what passed is shown too.
        paths: files that were looked at.
    """
    suite = ElementTree.Element("testsuite", name="rulegen lint", tests=str(len(checks) * len(paths)))
    failures = 0
    for path in paths:
        for check in checks:
            case = ElementTree.SubElement(suite, "testcase", classname=path, name=check)
            own = [found for found in findings if (found.check, found.path) == (check, path)]
            failures += _fill(case, own)
    suite.set("failures", str(failures))
    ElementTree.indent(suite)
    return ElementTree.tostring(suite, encoding="unicode", xml_declaration=True) + "\n"


def _fill(case: ElementTree.Element, findings: list[Located]) -> int:
    broken = [found for found in findings if found.accepted is None and found.level is not Level.INFO]
    lines = [f"{found.path}:{found.line}:{found.column}: {found.field}: {found.message}" for found in findings]
    if broken:
        ElementTree.SubElement(case, "failure", message=broken[0].message).text = "\n".join(lines)
    elif lines:
        ElementTree.SubElement(case, "system-out").text = "\n".join(lines)
    return bool(broken)
