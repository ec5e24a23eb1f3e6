import os
import platform
import subprocess
import sys
from pathlib import Path

import pytest
from engines import alertmanager, setup
from engines.errors import EnginesError
from engines.generation import GENERATIONS
from engines.locate import Engines
from engines.supervisor import Supervisor
from engines.template import PLACE, WAYS, Way, with_template
from engines.version import stated_version

DEMO_APP = Path(__file__).resolve().parents[3] / "demo-app"
FORBIDDEN = Path(__file__).with_name("forbidden.py")
SAY_WAY = """
from engines import setup
from engines.generation import GENERATIONS
from engines.template import WAYS, with_template
folder = setup.set_up(GENERATIONS[2])
ways = {name: WAYS[name] for name in ("in a namespace", "under proot")}
print(*with_template(folder, folder / setup.ALERTMANAGER, ways))
"""
on_x86_64 = pytest.mark.skipif(platform.machine() != "x86_64", reason="system calls are numbered for x86-64")


@pytest.fixture
def unpacked(tmp_path: Path) -> Path:
    folder = tmp_path / "unpacked" / PLACE.relative_to("/")
    folder.mkdir(parents=True)
    (folder / "default.tmpl").write_text("{{ here }}")
    return tmp_path / "unpacked"


@pytest.fixture
def program(tmp_path: Path) -> Path:
    file = tmp_path / "alertmanager"
    file.write_text("#!/bin/sh\necho alertmanager, version 0.33.0\n")
    file.chmod(0o755)
    return file


def engines_under_proot(generation: int) -> Engines:
    folder = setup.set_up(GENERATIONS[generation])
    binary = folder / setup.ALERTMANAGER
    wrapper = with_template(folder, binary, {"under proot": WAYS["under proot"]})
    prometheus, promtool = folder / setup.PROMETHEUS, folder / setup.PROMTOOL
    return Engines(prometheus, promtool, binary, (0, 0), stated_version(binary), str(folder), wrapper)


def where_forbidden(*calls: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(FORBIDDEN), ",".join(calls), "--", sys.executable, "-c", SAY_WAY],
        env={**os.environ, "PYTHONPATH": str(DEMO_APP)},
        capture_output=True,
        text=True,
    )


def test_the_first_way_that_works_is_taken(unpacked: Path, program: Path) -> None:
    ways: dict[str, Way] = {
        "absent": lambda _: ("no-such-tool-here",),
        "broken": lambda _: ("false",),
        "works": lambda folder: ("true", str(folder)),
        "works too": lambda _: ("true",),
    }
    assert with_template(unpacked, program, ways) == ("true", str(unpacked))


def test_a_way_that_cannot_run_the_program_is_no_way(unpacked: Path, tmp_path: Path) -> None:
    (tmp_path / "cat").write_text("#!/bin/sh\n")  # the template can be read, the program is missing
    (tmp_path / "cat").chmod(0o755)
    ways = {"bare": lambda _: ("env", f"PATH={tmp_path}:{os.environ['PATH']}")}
    with pytest.raises(EnginesError, match=r"(?s)- bare: env failed.*not found"):
        with_template(unpacked, tmp_path / "no-alertmanager", ways)


def test_where_no_way_works_each_is_named_with_its_reason(unpacked: Path, program: Path) -> None:
    ways = {"one": lambda _: ("sh", "-c", "echo denied >&2; exit 1"), "two": lambda _: ("no-such-tool-here",)}
    with pytest.raises(EnginesError) as caught:
        with_template(unpacked, program, ways)
    said = str(caught.value)
    assert "- one: sh failed (1):\ndenied\n- two: no-such-tool-here is not installed" in said
    assert "`sudo apt install prometheus-alertmanager`" in said


@pytest.mark.engines
@pytest.mark.parametrize("generation", [2, 3])
def test_alertmanager_runs_under_proot_and_ends_when_asked(tmp_path: Path, generation: int) -> None:
    engines = engines_under_proot(generation)
    with Supervisor(tmp_path / "logs") as supervisor:
        config = alertmanager.webhook_configuration("http://127.0.0.1:1/")
        running = alertmanager.start(supervisor, engines, tmp_path / "am", config)
        running.process.stop()
        assert running.process.exit_code() == 0  # it ended by itself, having saved its state
        assert (tmp_path / "am/data/nflog").is_file()


@pytest.mark.engines
@on_x86_64
def test_where_the_mount_is_denied_proot_is_taken() -> None:
    assert "/usr/bin/proot -b " in where_forbidden("mount").stdout


@pytest.mark.engines
@on_x86_64
def test_where_ptrace_is_denied_as_well_the_reasons_are_told() -> None:
    said = where_forbidden("mount", "ptrace").stderr
    assert "- in a namespace: unshare failed" in said
    assert "- under proot: env failed" in said
    assert "ptrace(TRACEME): Operation not permitted" in said
