"""checkov has nothing to say against terraform/ that is not answered beside the resource, and it really looked."""

import fnmatch
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.support.terraform import SOURCES

ALL_ACTIONS = "from policy_sentry.querying.all import get_all_actions; print(*get_all_actions())"
CONDITION_KEYS = {
    "aws:RequestedRegion",
    "aws:SecureTransport",
    "aws:SourceAccount",
    "aws:SourceArn",
    "iam:AWSServiceName",
    "iam:PassedToService",
    "iam:PermissionsBoundary",
    "kms:ResourceAliases",
    "s3:TlsVersion",
}
LEAST_ACTIONS = 100
LEAST_CHECKS = 150
"""It passes about 190 on these sources; a run that read a part of them only would pass far fewer."""


@pytest.fixture(scope="module")
def binary() -> str:
    own = SOURCES.parent / ".scanners" / "bin" / "checkov"
    found = str(own) if own.exists() else shutil.which("checkov")
    if found is None:
        pytest.skip("checkov is not installed: `make scan` does it, into .scanners (it pins a hundred packages)")
    return found


def test_nothing_is_found_and_much_was_looked_at(binary: str, tmp_path: Path) -> None:
    folder = shutil.copytree(SOURCES, tmp_path / "terraform", ignore=shutil.ignore_patterns(".terraform"))
    command = [
        binary,
        "--directory",
        str(folder),
        "--framework",
        "terraform",
        "--skip-download",
        "--output",
        "json",
        "--quiet",
    ]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=600)
    report = json.loads(ran.stdout)
    found = [
        f"{check['check_id']} {check['resource']} {check['file_path']}" for check in report["results"]["failed_checks"]
    ]
    assert found == []
    assert report["summary"]["parsing_errors"] == 0
    assert report["summary"]["passed"] >= LEAST_CHECKS


def test_every_action_in_a_policy_is_one_that_aws_knows(binary: str) -> None:
    """checkov brings AWS' own list of actions with it; a misspelt one grants nothing, and nothing else would say so."""
    known = _output(str(Path(binary).parent / "python"), "-c", ALL_ACTIONS).lower().split()
    sources = "".join(path.read_text(encoding="utf-8") for path in SOURCES.rglob("*.tf"))
    actions = set(re.findall(r'"([a-z0-9-]+:[A-Z][A-Za-z]*\*?)"', sources)) - CONDITION_KEYS
    assert len(actions) > LEAST_ACTIONS
    assert [action for action in sorted(actions) if not fnmatch.filter(known, action.lower())] == []


def _output(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, timeout=600, check=True).stdout


def test_every_exception_has_its_reason() -> None:
    lines = [line.strip() for path in SOURCES.rglob("*.tf") for line in path.read_text(encoding="utf-8").splitlines()]
    exceptions = [line for line in lines if "checkov:skip" in line]
    assert [line for line in exceptions if not re.fullmatch(r"#checkov:skip=CKV2?_AWS_\d+:.{20,}", line)] == []
