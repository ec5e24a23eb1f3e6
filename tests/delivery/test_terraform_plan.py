"""`.ci/terraform-plan` asks terraform for a plan with this repository's settings, and prints the plan only."""

import os
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
VARIABLES = {
    "AWS_APPLY_ROLE_ARN": "arn:apply",
    "AWS_PERMISSIONS_BOUNDARY_ARN": "arn:boundary",
    "AWS_REGION": "eu-central-1",
    "CLUSTER_NAME": "forecast",
    "TERRAFORM_STATE_BUCKET": "bucket",
    "TERRAFORM_STATE_KEY": "cluster.tfstate",
    "TERRAFORM_STATE_KMS_KEY_ARN": "arn:key",
}


def _planned(scratch: Path, *flags: str, **environment: str) -> tuple[subprocess.CompletedProcess[str], list[str]]:
    """Run the script with a terraform that writes down how it was called."""
    calls = scratch / "calls"
    stand_in = scratch / "terraform"
    stand_in.write_text(
        f'#!/bin/sh\necho "$@" >> {calls}\nenv | grep ^TF_VAR_ | sort > {calls}.env\necho "output of $1"\n'
    )
    stand_in.chmod(0o755)
    path = f"{scratch}:{os.environ['PATH']}"
    command = [str(ROOT / ".ci" / "terraform-plan"), *flags]
    ran = subprocess.run(command, env={"PATH": path, **environment}, capture_output=True, text=True, timeout=60)
    return ran, calls.read_text().splitlines() if calls.exists() else []


def test_standard_output_is_the_plan_alone(tmp_path: Path) -> None:
    ran, _ = _planned(tmp_path, **VARIABLES)
    assert (ran.returncode, ran.stdout) == (0, "output of show\n")


def test_the_state_is_the_cluster_s_and_the_settings_are_the_committed_ones(tmp_path: Path) -> None:
    _, calls = _planned(tmp_path, "-lock=false", **VARIABLES)
    assert calls == [
        "init -no-color -lockfile=readonly -backend-config=bucket=bucket -backend-config=key=cluster.tfstate "
        "-backend-config=kms_key_id=arn:key -backend-config=region=eu-central-1",
        "plan -no-color -var-file=production.tfvars -out=planned.tfplan -lock=false",
        "show -no-color planned.tfplan",
    ]


def test_every_variable_that_it_sets_is_one_of_the_root_module(tmp_path: Path) -> None:
    _planned(tmp_path, **VARIABLES)
    settings = dict(line.split("=", 1) for line in (tmp_path / "calls.env").read_text().splitlines())
    known = re.findall(
        r'^variable "(\w+)"', (ROOT / "terraform" / "variables.tf").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert settings == {
        "TF_VAR_deployer_role_arn": "arn:apply",
        "TF_VAR_name": "forecast",
        "TF_VAR_permissions_boundary_arn": "arn:boundary",
        "TF_VAR_region": "eu-central-1",
    }
    assert {name.removeprefix("TF_VAR_") for name in settings} <= set(known)


@pytest.mark.parametrize("missing", list(VARIABLES))
def test_a_missing_variable_ends_it_before_anything_is_planned(tmp_path: Path, missing: str) -> None:
    ran, calls = _planned(tmp_path, **{name: value for name, value in VARIABLES.items() if name != missing})
    assert ran.returncode != 0
    assert missing in ran.stderr
    assert [call for call in calls if call.startswith("plan")] == []
