"""Images: pinned, not root, and made of files that exist and are let into the build."""

import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCKERFILES = [ROOT / "receiver" / "Dockerfile", ROOT / "demo-app" / "Dockerfile"]
_ids = [path.parent.name for path in DOCKERFILES]


@pytest.mark.parametrize("path", DOCKERFILES, ids=_ids)
def test_the_linter_finds_nothing(path: Path) -> None:
    linter = Path(sys.executable).with_name("hadolint")
    found = subprocess.run([linter, path], capture_output=True, text=True, check=False)
    assert (found.returncode, found.stdout) == (0, "")


def test_the_linter_lints(tmp_path: Path) -> None:
    bad = tmp_path / "Dockerfile"
    bad.write_text("FROM python:latest\n")
    linter = Path(sys.executable).with_name("hadolint")
    assert subprocess.run([linter, bad], capture_output=True, check=False).returncode == 1


@pytest.mark.parametrize("path", DOCKERFILES, ids=_ids)
def test_every_base_is_pinned_by_digest_and_the_last_stage_is_not_root(path: Path) -> None:
    text = path.read_text()
    bases = re.findall(r"^FROM (\S+)", text, re.MULTILINE)
    assert bases
    assert all(re.search(r"@sha256:[0-9a-f]{64}$", base) for base in bases)
    [user] = re.findall(r"^USER (\d+):\d+$", text.rpartition("FROM ")[2], re.MULTILINE)
    assert int(user) > 0


@pytest.mark.parametrize("path", DOCKERFILES, ids=_ids)
def test_what_is_copied_exists_and_is_not_ignored(path: Path) -> None:
    let_in = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    copied = [
        source
        for sources in re.findall(r"^COPY (?!--from)(.+) \S+$", path.read_text(), re.MULTILINE)
        for source in sources.split()
    ]
    assert copied
    assert [source for source in copied if not (ROOT / source).exists()] == []
    assert [source for source in copied if source not in let_in] == []


def test_the_wheel_that_the_image_installs_holds_every_file_of_the_packages(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "-w", str(tmp_path)]
    subprocess.run([*build, _copy(tmp_path / "src")], check=True, capture_output=True)
    [wheel] = tmp_path.glob("*.whl")
    packed = {name for name in zipfile.ZipFile(wheel).namelist() if name.startswith(("receiver/", "rulegen/"))}
    tracked = subprocess.run(
        ["git", "ls-files", "receiver", "rulegen"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    assert sorted(set(tracked) - {"receiver/Dockerfile"} - packed) == []


def _copy(target: Path) -> str:
    """A clean copy of what is tracked: a build in place would pick up what lies around."""
    names = ["pyproject.toml", "setup.cfg", "README.md", "receiver", "rulegen"]
    listed = subprocess.run(["git", "ls-files", *names], cwd=ROOT, capture_output=True, text=True, check=True)
    for name in listed.stdout.split():
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, target / name)
    return str(target)
