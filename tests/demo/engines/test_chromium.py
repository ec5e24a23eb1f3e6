import stat
from pathlib import Path

import pytest
from engines import EnginesError, chromium
from engines.apt import run
from engines.chromium import Chromium


def test_what_is_on_path_comes_first_and_needs_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = tmp_path / "google-chrome"
    own.touch()
    own.chmod(own.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(tmp_path))
    found = chromium.locate(tmp_path / "engines")
    assert (found, found.environment()) == (Chromium(own), {})


def test_an_unpacked_one_finds_the_libraries_and_fonts_that_came_with_it(tmp_path: Path) -> None:
    for library in ("usr/lib/x/liba.so.1", "usr/lib/x/sub/libb.so"):
        (tmp_path / library).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / library).touch()
    environment = Chromium(tmp_path / "program", tmp_path).environment()
    folders = environment["LD_LIBRARY_PATH"].split(":")
    assert folders[:2] == [str(tmp_path / "usr/lib/x"), str(tmp_path / "usr/lib/x/sub")]
    assert environment["FONTCONFIG_FILE"] == str(tmp_path / "fonts.conf")


def test_what_was_found_runs() -> None:
    try:
        found = chromium.locate()
    except EnginesError as error:
        pytest.skip(f"no Chromium here: {error}")
    settings = [f"{name}={text}" for name, text in found.environment().items()]
    said = run("env", *settings, str(found.program), "--version", timeout_s=60)
    assert "Chrom" in said
