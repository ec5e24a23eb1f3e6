"""Judge generated rules with promtool; and no rule without a test.

promtool is silent about tests that test nothing (a `rule_files` glob without a match succeeds), so what it
runs is checked first.
"""

import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from rulegen.conventions import ALERT_BLIND
from rulegen.errors import OutputError

_TIMEOUT_S = 900
_ALERTNAME = re.compile(r'alertname="(\w+)"')
_SEVERITY = re.compile(r'severity="([^"]+)"')
_WINDOWS = re.compile(r'window=~"([^"]+)"')


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one promtool said of one file.

    Attributes:
        output: promtool's words.
    """

    promtool: str
    file: Path
    passed: bool
    output: str


def find_promtool(name: str) -> str:
    """Resolve a path or a name on PATH, and see that it is one: whatever ends with 0 would pass everything.

    Raises:
        OutputError: there is none, or it is something else.
    """
    found = shutil.which(name)
    if found is None:
        raise OutputError(f"no promtool at {name!r}; install Prometheus or say where it is with --promtool")
    done = _called(found, "--version")
    if done.returncode != 0 or "promtool, version" not in done.stdout + done.stderr:
        raise OutputError(f"{found} does not say that it is a promtool; say where one is with --promtool")
    return found


def untested(folder: Path) -> list[str]:
    """Alerts in a folder of outputs that no test asks about, as `file: alert`."""
    asked: set[str] = set()
    for file in (folder / "tests").glob("*.test.yaml"):
        asked.update(_ALERTNAME.findall(file.read_text("utf-8")))
    return [
        f"{file}: {alert}"
        for file in sorted((folder / "prometheus").glob("*.rules.yaml"))
        for alert in sorted(_alerts(file) - asked)
    ]


def judge(promtool: str, folder: Path, only: str = "*", at_once: int = 1) -> Iterator[Judgement]:
    """Check every rule file and run every test file of a folder of outputs.

    A test is run with the rules that its answers depend on: promtool evaluates all rules that it is given at every
    step of every test, and the others' would make it slower by their number.

    Args:
        only: glob on the forecasts' names.
        at_once: how many promtools may run beside each other.

    Yields:
        Rule files first, then tests, each in the order of their names.

    Raises:
        OutputError: there are no rules or no tests, or promtool does not come back.
    """
    rules = sorted((folder / "prometheus").glob("*.rules.yaml"))
    tests = sorted((folder / "tests").glob(f"{only}.*.test.yaml"))
    if not rules or not tests:
        raise OutputError(f"{folder} holds {len(rules)} rule files and {len(tests)} test files; generate first")
    with ThreadPoolExecutor(at_once) as pool:
        yield from pool.map(lambda file: _run(promtool, "check", file, file), rules)
        yield from pool.map(lambda file: _test(promtool, file), tests)


def _test(promtool: str, file: Path) -> Judgement:
    with tempfile.TemporaryDirectory(prefix="rulegen-") as scratch:
        return _run(promtool, "test", _with_own_rules(file, Path(scratch)), file)


def _with_own_rules(test: Path, scratch: Path) -> Path:
    """A copy of the test beside a rule file that holds only what it needs."""
    content = _yaml(test)
    name = test.name.split(".")[0]
    try:
        rule_files = [test.parent / rule_file for rule_file in content["rule_files"]]
    except (TypeError, KeyError) as error:
        raise OutputError(f"{test} names no rule_files; generate again") from error
    groups = [
        {**group, "rules": own}
        for rule_file in rule_files
        for group in _groups(rule_file)
        if (own := [rule for rule in group["rules"] if name in rule["labels"].values()])
    ]
    if not groups:
        raise OutputError(f"{test}: none of its rule files holds rules of {name}")
    groups = _needed(groups, test.read_text("utf-8"))
    (scratch / "own.rules.yaml").write_text(yaml.dump({"groups": groups}, Dumper=yaml.CSafeDumper), "utf-8")
    content["rule_files"] = ["own.rules.yaml"]
    copy = scratch / test.name
    copy.write_text(yaml.dump(content, Dumper=yaml.CSafeDumper, width=1_000_000), "utf-8")
    return copy


def _needed(groups: list[dict[str, Any]], test: str) -> list[dict[str, Any]]:
    """The alerts that a test asks about, the fits of the windows that these name, and what stands below all windows.

    An alert that names its windows in any other way finds no fit here, and fails its test.
    """
    names, severities = set(_ALERTNAME.findall(test)), set(_SEVERITY.findall(test))

    def asked(rule: dict[str, Any]) -> bool:
        told = rule["alert"] == ALERT_BLIND or rule["labels"].get("severity") in severities
        return rule["alert"] in names and told

    alerts = [rule for group in groups for rule in group["rules"] if "alert" in rule and asked(rule)]
    windows = {window for alert in alerts for some in _WINDOWS.findall(alert["expr"]) for window in some.split("|")}

    def needed(rule: dict[str, Any]) -> bool:
        return asked(rule) if "alert" in rule else rule["labels"].get("window") in {None, *windows}

    kept = [{**group, "rules": [rule for rule in group["rules"] if needed(rule)]} for group in groups]
    return [group for group in kept if group["rules"]]


def _yaml(file: Path) -> Any:
    try:
        return yaml.load(file.read_text("utf-8"), Loader=yaml.CSafeLoader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise OutputError(f"{file} cannot be read, generate again: {error}") from error


def _groups(file: Path) -> list[dict[str, Any]]:
    """Of a rule file that we wrote: every rule has labels."""
    content = _yaml(file)
    try:
        return [{**group, "rules": [_rule(rule) for rule in group["rules"]]} for group in content["groups"]]
    except (TypeError, KeyError, AttributeError) as error:
        raise OutputError(f"{file} is no rule file of ours; generate again, or keep it elsewhere") from error


def _rule(rule: dict[str, Any]) -> dict[str, Any]:
    return {**rule, "labels": {**rule["labels"]}}


def _alerts(file: Path) -> set[str]:
    return {rule["alert"] for group in _groups(file) for rule in group["rules"] if "alert" in rule}


def _run(promtool: str, verb: str, file: Path, shown: Path) -> Judgement:
    done = _called(promtool, verb, "rules", str(file))
    return Judgement(promtool, shown, done.returncode == 0, (done.stdout + done.stderr).strip())


def _called(*command: str) -> "subprocess.CompletedProcess[str]":
    try:
        return subprocess.run(  # noqa: S603 - the caller's own promtool
            command, capture_output=True, text=True, errors="replace", timeout=_TIMEOUT_S, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise OutputError(f"{' '.join(command)} did not finish within {_TIMEOUT_S} s") from error
    except OSError as error:
        raise OutputError(f"{command[0]} cannot be run: {error.strerror}") from error
