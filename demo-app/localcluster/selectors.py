"""Label selectors of list requests: `app=leak,tier!=web,owner,!retired,env in (a,b),env notin (c)`."""

import re
from collections.abc import Callable, Mapping

from localcluster.status import bad_request

Labels = Mapping[str, str]
TERM = re.compile(
    r"(?P<not>!)?(?P<key>[\w./-]+)\s*(?:(?P<op>==|=|!=)\s*(?P<value>[\w.-]*)|\s(?P<set>in|notin)\s*\((?P<values>[^)]*)\))?"
)


def parse(text: str) -> Callable[[Labels], bool]:
    """Make a predicate on labels.

    Raises:
        ApiError: 400, it is no selector.
    """
    terms = [_term(part.strip()) for part in re.split(r",(?![^(]*\))", text) if part.strip()]
    return lambda labels: all(term(labels) for term in terms)


def _term(text: str) -> Callable[[Labels], bool]:
    match = TERM.fullmatch(text)
    if match is None or (match["not"] and (match["op"] or match["set"])):
        raise bad_request(f"unable to parse requirement: {text!r}")
    key, value = match["key"], match["value"]
    if match["set"]:
        values = {item.strip() for item in match["values"].split(",")}
        within = match["set"] == "in"
        return lambda labels: (labels.get(key) in values) is within
    if match["op"] == "!=":
        return lambda labels: labels.get(key) != value
    if match["op"]:
        return lambda labels: labels.get(key) == value
    present = match["not"] is None
    return lambda labels: (key in labels) is present
