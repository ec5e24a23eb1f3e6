"""The workflows are what GitHub would run: pinned, with least rights, no stored credential, and calls of what is here."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
TEXTS = {path.name: path.read_text(encoding="utf-8") for path in FILES}
WORKFLOWS: dict[str, dict[Any, Any]] = {name: yaml.safe_load(text) for name, text in TEXTS.items()}
JOBS = [(name, job) for name, workflow in WORKFLOWS.items() for job in workflow["jobs"]]
STEPS = [(name, job, step) for name, job in JOBS for step in WORKFLOWS[name]["jobs"][job]["steps"]]
SCRIPTS = [(name, job, step["run"]) for name, job, step in STEPS if "run" in step]
PINNED = re.compile(r"uses: ([\w./-]+)@([0-9a-f]{40}) # (v\d+\.\d+\.\d+)$")

every_workflow = pytest.mark.parametrize("name", list(WORKFLOWS))
every_job = pytest.mark.parametrize(("name", "job"), JOBS)
every_script = pytest.mark.parametrize(("name", "job", "script"), SCRIPTS)


def _zizmor(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).parent / "zizmor"), "--offline", "--strict-collection", "--no-progress", "."]
    environment = {**os.environ, "NO_COLOR": "1"}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120)


def test_zizmor_finds_nothing_in_any_file() -> None:
    ran = _zizmor(ROOT)
    audited = re.findall(r"completed \./(\.github/\S+)", ran.stderr)
    assert sorted(audited) == [".github/dependabot.yml", *(f".github/workflows/{name}" for name in TEXTS)]
    assert ran.returncode == 0, ran.stdout


def test_zizmor_does_find_what_is_wrong(tmp_path: Path) -> None:
    folder = tmp_path / ".github" / "workflows"
    folder.mkdir(parents=True)
    wrong = TEXTS["ci.yml"].replace("bash .ci/run", "echo ${{ github.event.pull_request.title }}")
    (folder / "ci.yml").write_text(wrong, encoding="utf-8")
    assert "template-injection" in _zizmor(tmp_path).stdout


@every_workflow
def test_a_workflow_begins_without_rights_and_does_not_run_against_itself(name: str) -> None:
    assert WORKFLOWS[name]["permissions"] == {}
    assert "cancel-in-progress" in WORKFLOWS[name]["concurrency"]
    assert TEXTS[name].startswith("# "), "the head says what it is for"


@every_job
def test_a_job_has_its_own_rights_an_end_and_a_named_system(name: str, job: str) -> None:
    found = WORKFLOWS[name]["jobs"][job]
    assert "permissions" in found
    assert found["timeout-minutes"] <= 240
    assert found["runs-on"] == "ubuntu-24.04"


@every_workflow
def test_actions_are_pinned_by_their_full_hash_with_the_version(name: str) -> None:
    lines = [line.strip() for line in TEXTS[name].splitlines() if "uses:" in line]
    assert [line for line in lines if not PINNED.search(line)] == []


def test_an_action_has_one_version_everywhere() -> None:
    pins = {found.groups() for text in TEXTS.values() for line in text.splitlines() if (found := PINNED.search(line))}
    assert len(pins) == len({action for action, _, _ in pins})


def test_no_checkout_keeps_the_token() -> None:
    checkouts = [step for _, _, step in STEPS if "actions/checkout@" in step.get("uses", "")]
    assert [step for step in checkouts if step["with"]["persist-credentials"] is not False] == []


@every_workflow
def test_there_is_no_stored_credential(name: str) -> None:
    assert "secrets." not in TEXTS[name]


@every_script
def test_a_script_is_one_of_bash_and_nothing_is_written_into_it(name: str, job: str, script: str) -> None:
    assert "${{" not in script
    checked = subprocess.run(["bash", "-n"], input=script, capture_output=True, text=True, timeout=30)
    assert checked.stderr == ""


@every_script
def test_what_a_script_calls_is_there(name: str, job: str, script: str) -> None:
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert [target for target in re.findall(r"\bmake ([a-z-]+)", script) if target not in targets] == []
    assert [
        path for path in re.findall(r"(?<![\w/])(\.ci/[\w-]+)", script) if not os.access(ROOT / path, os.X_OK)
    ] == []


@every_workflow
def test_what_a_job_reads_of_another_is_said_there(name: str) -> None:
    jobs = WORKFLOWS[name]["jobs"]
    for job, output in re.findall(r"needs\.([\w-]+)\.outputs\.(\w+)", TEXTS[name]):
        step, told = re.findall(r"steps\.([\w-]+)\.outputs\.(\w+)", jobs[job]["outputs"][output])[0]
        (script,) = (found["run"] for found in jobs[job]["steps"] if found.get("id") == step)
        assert f"{told}=" in script or f"{told}<<" in script
    needed = [
        before
        for job in jobs.values()
        for before in ([job["needs"]] if isinstance(job.get("needs"), str) else job.get("needs", []))
    ]
    assert [before for before in needed if before not in jobs] == []


@every_workflow
def test_the_paths_that_start_it_exist(name: str) -> None:
    triggers = WORKFLOWS[name][True]  # YAML 1.1 reads the key `on` as true
    paths = [path for trigger in triggers.values() if isinstance(trigger, dict) for path in trigger.get("paths", [])]
    assert [path for path in paths if not (ROOT / path.removesuffix("/**")).exists()] == []


def test_the_variables_are_the_ones_that_the_bootstrap_makes() -> None:
    outputs = (ROOT / "terraform" / "bootstrap" / "outputs.tf").read_text(encoding="utf-8")
    made = set(re.findall(r"^    ([A-Z_]+)\s+=", outputs, re.MULTILINE))
    used = {variable for text in TEXTS.values() for variable in re.findall(r"vars\.(\w+)", text)}
    assert used == made


def test_only_jobs_in_an_environment_take_the_role_that_applies() -> None:
    appliers = [
        WORKFLOWS[name]["jobs"][job]["environment"]
        for name, job, step in STEPS
        if "AWS_APPLY_ROLE_ARN" in step.get("with", {}).get("role-to-assume", "")
    ]
    assert sorted(appliers) == ["production", "production-destroy"]


def test_the_environments_are_the_ones_that_the_role_trusts() -> None:
    variables = (ROOT / "terraform" / "modules" / "github_oidc" / "variables.tf").read_text(encoding="utf-8")
    assert 'default     = ["production", "production-destroy"]' in variables


def test_destroying_needs_the_name_typed_first() -> None:
    jobs = WORKFLOWS["destroy.yml"]["jobs"]
    assert jobs["destroy"]["needs"] == "confirm"
    script = jobs["confirm"]["steps"][0]["run"]
    right = {"TYPED": "forecast", "CLUSTER_NAME": "forecast", "REF": "refs/heads/main"}
    wrong = [{"TYPED": "forecasts"}, {"REF": "refs/heads/other"}, {"TYPED": "", "CLUSTER_NAME": ""}]
    codes = [subprocess.run(["bash", "-c", script], env=right | change).returncode for change in ({}, *wrong)]
    assert codes == [0, 1, 1, 1]


def test_dependabot_watches_every_place_with_pinned_versions() -> None:
    entries = yaml.safe_load((ROOT / ".github" / "dependabot.yml").read_text(encoding="utf-8"))["updates"]
    watched = {
        (entry["package-ecosystem"], place)
        for entry in entries
        for place in entry.get("directories", [entry.get("directory")])
    }
    docker = {("docker", f"/{path.parent.name}") for path in ROOT.glob("*/Dockerfile")}
    terraform = {
        ("terraform", f"/{path.parent.relative_to(ROOT)}")
        for path in (ROOT / "terraform").rglob("versions.tf")
        if "modules" not in path.parts
    }
    others = {("github-actions", "/"), ("pip", "/"), ("pip", "/.ci"), ("docker-compose", "/")}
    assert watched == docker | terraform | others


def test_code_owners_own_what_exists() -> None:
    lines = (ROOT / ".github" / "CODEOWNERS").read_text(encoding="utf-8").splitlines()
    owned = [line.split()[0].strip("/") for line in lines if line.startswith("/")]
    assert owned
    assert [path for path in owned if not (ROOT / path).exists()] == []
