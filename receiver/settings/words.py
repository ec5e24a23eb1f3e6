"""What is wrong with a setting, in words that name the variable, the mend and what it is for."""

import difflib

from pydantic_core import ErrorDetails

from receiver.settings.model import PREFIX, Settings

_PATTERNS = {
    "^(on|off)$": "must be on or off",
    "^https?://": "must begin with http:// or https://",
    r"^https?://[^\s/?#@|<>\"]+/?$": "must be http:// or https:// and a host, without a path",
    "^(json|console)$": "must be json or console",
    r"^(smtps|smtp|smtp\+plain)://": "must begin with smtps://, smtp:// or smtp+plain://",
    r"^[^\s@<>]+@[^\s@<>]+$": "must be an address like forecasts@example.com",
    "^[-._a-zA-Z0-9]{1,128}$": "must be a name of letters, digits and -._",
    "^([a-z0-9]([-a-z0-9]*[a-z0-9])?(,|$))*$": "must be names of namespaces, separated by commas",
    "^([A-Z0-9]+(,[A-Z0-9]+)*)?$": "must be ids like U012AB3CD, separated by commas",
}


def words(problem: ErrorDetails) -> str:
    """Name the variable, what is wrong with it, and what it is for."""
    name = str(problem["loc"][0])
    variable = PREFIX + name.upper()
    if problem["type"] == "extra_forbidden":
        close = difflib.get_close_matches(name, Settings.model_fields, n=1)
        mend = f"did you mean {PREFIX}{close[0].upper()}?" if close else "unset it; docs/receiver.md lists the settings"
        return f"{variable} is no setting of the receiver; {mend}"
    purpose = Settings.model_fields[name].description
    if problem["type"] == "missing":
        return f"{variable} is not set: {purpose}"
    if problem["type"] == "value_error":
        return f"{variable}: {problem['msg'].removeprefix('Value error, ')}: {purpose}"
    found = "" if name.endswith("_url") else f"is {problem['input']!r}, but "  # a URL may hold a password
    return f"{variable} {found}{_demand(problem)}: {purpose}"


def _demand(problem: ErrorDetails) -> str:
    bounds = problem.get("ctx", {})
    match problem["type"]:
        case "int_parsing":
            return "must be a whole number"
        case "float_parsing":
            return "must be a number"
        case "greater_than":
            return f"must be above {bounds['gt']:g}"
        case "greater_than_equal":
            return f"must be at least {bounds['ge']:g}"
        case "string_pattern_mismatch":
            return _PATTERNS[bounds["pattern"]]
        case _:
            return problem["msg"]
