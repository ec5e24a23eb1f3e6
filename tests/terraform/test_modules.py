"""Every module, root and example is formatted, valid, and holds what its own tests say, with AWS mocked."""

import re
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.support.terraform import FOLDERS, SOURCES, Ran, Terraform

MODULES = ["cluster", "github_oidc", "network", "state", "workload_identity"]


def _checked(terraform: Terraform, folder: str) -> list[Ran]:
    """Roots and example are validated with the modules that they call; a module's tests validate it at each run."""
    commands = [["init", "-backend=false", "-no-color"], ["test", "-no-color"]]
    if not folder.startswith("modules/"):
        commands.insert(1, ["validate", "-no-color"])
    return [terraform.run(folder, *command) for command in commands]


@pytest.fixture(scope="module")
def checks(terraform: Terraform) -> Iterator[Mapping[str, Future[list[Ran]]]]:
    """The checks of every folder, two at a time."""
    with ThreadPoolExecutor(max_workers=2) as pool:
        yield {folder: pool.submit(_checked, terraform, folder) for folder in FOLDERS}


def test_all_folders_are_found() -> None:
    assert [".", "bootstrap", "examples/complete", *(f"modules/{name}" for name in MODULES)] == FOLDERS


def test_everything_is_formatted(bare: Terraform) -> None:
    ran = bare.run(".", "fmt", "-check", "-recursive", "-diff", "-no-color")
    assert ran.code == 0, ran.output


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_folder_is_valid_and_its_tests_pass(checks: Mapping[str, Future[list[Ran]]], folder: str) -> None:
    ran = checks[folder].result()
    assert [command.code for command in ran] == [0] * len(ran), "".join(command.output for command in ran)
    passed = re.search(r"^Success! (\d+) passed, 0 failed\.$", ran[-1].output, re.MULTILINE)
    assert passed, ran[-1].output
    assert int(passed.group(1)) == _runs(SOURCES / folder)


@pytest.mark.parametrize("folder", FOLDERS)
def test_only_the_aws_provider_is_asked_for_in_the_supported_range(folder: str) -> None:
    text = (SOURCES / folder / "versions.tf").read_text(encoding="utf-8")
    assert re.findall(r'source\s*=\s*"(.+)"', text) == ["hashicorp/aws"]
    assert re.findall(r'^\s+version\s*=\s*"(.+)"', text, re.MULTILINE) == [">= 5.80, < 7"]


@pytest.mark.parametrize("folder", [folder for folder in FOLDERS if folder.startswith("modules/")])
def test_every_variable_that_is_checked_has_a_rejected_value_among_the_tests(folder: str) -> None:
    variables = (SOURCES / folder / "variables.tf").read_text(encoding="utf-8")
    blocks = re.findall(r'^variable "(\w+)" \{\n(.*?)^\}', variables, re.MULTILINE | re.DOTALL)
    tests = "".join(path.read_text(encoding="utf-8") for path in (SOURCES / folder / "tests").glob("*.tftest.hcl"))
    rejected = {
        name for names in re.findall(r"expect_failures = \[(.*)\]", tests) for name in re.findall(r"var\.(\w+)", names)
    }
    assert {name for name, body in blocks if "validation {" in body} - rejected == set()


def test_the_lock_file_fits_the_provider(bare: Terraform, provider_binary: Path) -> None:
    locked = re.search(r'version\s*=\s*"(.+)"', (SOURCES / ".terraform.lock.hcl").read_text(encoding="utf-8"))
    assert locked
    version = provider_binary.parents[1].name
    if version != locked.group(1):
        pytest.skip(f"the lock file is about {locked.group(1)}, the provider here is {version}")
    for folder in (".", "bootstrap"):
        ran = bare.run(folder, "init", "-backend=false", "-lockfile=readonly", "-no-color")
        assert ran.code == 0, ran.output


def test_the_state_is_encrypted_and_locked_by_s3_itself() -> None:
    backend = (SOURCES / "backend.tf").read_text(encoding="utf-8")
    assert re.findall(r"^    (\w+)\s+= (.+)$", backend, re.MULTILINE) == [("encrypt", "true"), ("use_lockfile", "true")]
    everything = "".join(path.read_text(encoding="utf-8") for path in SOURCES.rglob("*.tf"))
    assert "dynamodb" not in everything.lower()


def _runs(folder: Path) -> int:
    tests = (path.read_text(encoding="utf-8") for path in (folder / "tests").glob("*.tftest.hcl"))
    return sum(len(re.findall(r'^run "', text, re.MULTILINE)) for text in tests)
