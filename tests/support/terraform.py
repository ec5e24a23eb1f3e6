"""Run terraform on a copy of terraform/, with the provider that the environment names.

Answers: what does terraform say about each folder of modules, roots and examples? The provider is started once, and every
command attaches to it: starting its 700 MB costs more than all the rest. It must not write into the repository, reach AWS (the
tests mock it), or look for a provider where the environment does not point.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Timer

SOURCES = Path(__file__).parents[2] / "terraform"
FOLDERS = sorted(str(path.parent.relative_to(SOURCES)) for path in SOURCES.rglob("versions.tf"))
HOW_TO_INIT = "TF_CLI_ARGS_init"
"""Terraform's own variable: `-plugin-dir=FOLDER` takes the provider from a folder, `-input=false` from the registry."""

_COMMAND_TIMEOUT_S = 600.0
_START_TIMEOUT_S = 120.0


class UnavailableError(Exception):
    """Terraform or the provider cannot be had; the message says which and what to set."""


@dataclass(frozen=True)
class Ran:
    """What a command left."""

    code: int
    output: str


@dataclass(frozen=True)
class Terraform:
    """Terraform on a copy of the sources."""

    binary: str
    sources: Path
    reattach: str = ""

    def run(self, folder: str, *arguments: str) -> Ran:
        """Run one command in a folder of the copy.

        Args:
            folder: relative to `terraform/`.
            arguments: the command and its flags.

        Returns:
            Exit code, and standard output and error together.
        """
        # GOGC: each command reads the provider's large schema and ends; collecting garbage meanwhile costs a fifth of its time.
        environment = {**os.environ, "CHECKPOINT_DISABLE": "1", "TF_IN_AUTOMATION": "1", "GOGC": "400"}
        if self.reattach:
            environment["TF_REATTACH_PROVIDERS"] = self.reattach
        done = subprocess.run(
            [self.binary, *arguments],
            cwd=self.sources / folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=_COMMAND_TIMEOUT_S,
        )
        return Ran(done.returncode, done.stdout)


def copied(scratch: Path) -> Terraform:
    """Copy the sources and find terraform.

    Raises:
        UnavailableError: terraform is not on PATH.
    """
    binary = shutil.which("terraform")
    if binary is None:
        raise UnavailableError("terraform is not on PATH (1.10 or newer)")
    shutil.copytree(SOURCES, scratch / "terraform", ignore=shutil.ignore_patterns(".terraform"))
    return Terraform(binary, scratch / "terraform")


def provider(terraform: Terraform) -> Path:
    """Let terraform get the AWS provider in the way that the environment names.

    Returns:
        The provider's binary.

    Raises:
        UnavailableError: the environment names no way, or terraform found no provider in it.
    """
    if not os.environ.get(HOW_TO_INIT):
        raise UnavailableError(f"{HOW_TO_INIT} does not say how to get the AWS provider: set it to -plugin-dir=FOLDER")
    probe = terraform.sources / "probe"
    probe.mkdir()
    shutil.copy(terraform.sources / "versions.tf", probe)
    ran = terraform.run("probe", "init", "-backend=false", "-no-color")
    if ran.code:
        reason = " ".join(ran.output.partition("Error:")[2].split())[:300]
        raise UnavailableError(f"terraform init got no AWS provider with {HOW_TO_INIT}: {reason}")
    (found,) = (probe / ".terraform" / "providers").glob("*/hashicorp/aws/*/*/terraform-provider-aws*")
    return found


@contextmanager
def attached(terraform: Terraform, binary: Path) -> Iterator[Terraform]:
    """Start the provider in the way that its developers debug it, and let every command use this one process.

    Source: https://developer.hashicorp.com/terraform/plugin/debugging#starting-a-provider-in-debug-mode
    """
    with subprocess.Popen([binary, "-debug"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        too_late = Timer(_START_TIMEOUT_S, process.kill)
        too_late.start()
        try:
            lines = iter(process.stdout.readline, "")
            found = next((match for line in lines if (match := re.search(r"TF_REATTACH_PROVIDERS='(.+)'", line))), None)
            too_late.cancel()
            assert found, f"{binary} ended without saying how to attach to it"
            yield replace(terraform, reattach=found.group(1))
        finally:
            too_late.cancel()
            process.terminate()
