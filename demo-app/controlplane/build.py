"""Builds the programs of a control plane, once.

Compiler, etcd and sources are Debian's packages, checked by apt; nothing of them is installed. Later releases of Debian have
the sources of kubectl only. The copy of reflect2 that comes with these sources knows no compiler after Go 1.17 and corrupts
memory under this one (https://github.com/modern-go/reflect2/releases), so Debian's own package of it takes its place.
"""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from engines.apt import PrivateApt, run
from engines.generation import debian_source
from engines.once import fill_once
from engines.release import running_release
from engines.setup import ENGINES_FOLDER

SUITE = "bookworm"
PROGRAMS = ("kube-apiserver", "kube-controller-manager", "kube-scheduler")
BUILD_TIMEOUT_S = 5400.0
_PACKAGES = ("golang-1.19-go", "golang-1.19-src", "golang-github-modern-go-reflect2-dev", "etcd-server")
_REFLECT = "github.com/modern-go/reflect2"
_MARK = b"+k8s:openapi-gen=true"
_NOT_SERVED = ("/code-generator/", "/sample-")
_OPENAPI = "pkg/generated/openapi"


@dataclass(frozen=True)
class Programs:
    """Where the programs are."""

    folder: Path

    def path(self, name: str) -> str:
        """The program of this name."""
        return str(self.folder / name)


def built(engines_folder: Path = ENGINES_FOLDER) -> Programs:
    """Build the programs where that has not been done.

    Raises:
        EnginesError: packages cannot be had here, or the compiler refuses; the message holds what it said.
    """
    return Programs(fill_once(engines_folder / "kubernetes", _fill))


def _fill(scratch: Path, into: Path) -> dict[str, str]:
    source = debian_source(SUITE, running_release())
    apt = PrivateApt(scratch / "apt", [source], kinds=("deb", "deb-src"))
    apt.update()
    packages = scratch / "packages"
    versions = apt.unpack(_PACKAGES, scratch / "downloads", packages)
    archive = apt.source("kubernetes", scratch / "sources")
    tree = Tree(scratch, packages)
    versions["kubernetes"] = tree.unpack(archive)
    tree.replace_reflect()
    tree.describe_api()
    into.mkdir()
    tree.compile(into, "v" + versions["kubernetes"])
    shutil.copy2(packages / "usr/bin/etcd", into / "etcd")
    return versions


class Tree:
    """The unpacked sources, where the compiler expects them, and the compiler."""

    def __init__(self, scratch: Path, packages: Path) -> None:
        self._packages = packages
        self._path = scratch / "go"
        self._sources = self._path / "src/k8s.io/kubernetes"
        self._compiler = next((packages / "usr/lib").glob("go-*"))
        self._openapi_gen = scratch / "openapi-gen"
        self._environment = {
            **os.environ,
            "GOROOT": str(self._compiler),
            "GOPATH": str(self._path),
            "GOCACHE": str(scratch / "cache"),
            "GO111MODULE": "off",
            "GOFLAGS": "",  # the user's own settings are for other sources
            "GOENV": "off",
            "CGO_ENABLED": "0",
        }

    def unpack(self, archive: Path) -> str:
        """Unpack the sources; return their version."""
        self._sources.parent.mkdir(parents=True)
        run("tar", "-xf", str(archive), "-C", str(self._sources.parent))
        [unpacked] = self._sources.parent.iterdir()
        unpacked.rename(self._sources)
        return unpacked.name.removeprefix("kubernetes-")

    def replace_reflect(self) -> None:
        """Put the package that suits the compiler in the place of the older copy."""
        vendored = self._sources / "vendor" / _REFLECT
        shutil.rmtree(vendored)
        shutil.copytree(
            self._packages / "usr/share/gocode/src" / _REFLECT, vendored, ignore=shutil.ignore_patterns("*_test.go")
        )

    def describe_api(self) -> None:
        """Generate the description of the API that the sources of a release come without."""
        self._go("build", "-o", str(self._openapi_gen), "./vendor/k8s.io/kube-openapi/cmd/openapi-gen")
        run(
            str(self._openapi_gen),
            *("--go-header-file", os.devnull),
            *("--output-file-base", "zz_generated.openapi"),
            *("--input-dirs", ",".join(described(self._path, self._sources))),
            *("--output-package", f"k8s.io/kubernetes/{_OPENAPI}"),
            *("--report-filename", os.devnull),
            *("--output-base", str(self._path / "src")),
            cwd=self._sources,
            env=self._with_compiler(),
            timeout_s=BUILD_TIMEOUT_S,
        )

    def compile(self, into: Path, version: str) -> None:
        """Compile the programs."""
        stated = "k8s.io/kubernetes/vendor/k8s.io/component-base/version"
        major, minor, _ = version.removeprefix("v").split(".", 2)
        values = {"gitVersion": version, "gitMajor": major, "gitMinor": minor}
        flags = " ".join(f"-X {stated}.{name}={value}" for name, value in values.items())
        self._go("build", "-ldflags", f"-s -w {flags}", "-o", f"{into}/", *(f"./cmd/{name}" for name in PROGRAMS))

    def _go(self, *arguments: str) -> None:
        run(
            str(self._compiler / "bin/go"),
            *arguments,
            cwd=self._sources,
            env=self._with_compiler(),
            timeout_s=BUILD_TIMEOUT_S,
        )

    def _with_compiler(self) -> dict[str, str]:
        return {**self._environment, "PATH": f"{self._compiler / 'bin'}{os.pathsep}{os.environ['PATH']}"}


def described(path: Path, sources: Path) -> list[str]:
    """Name the packages whose types the description of the API is made of.

    Args:
        path: the compiler's workspace.
        sources: the sources of Kubernetes in it.
    """
    staged = sources / "staging/src"
    found = set()
    for root, origin, prefix in ((sources / "pkg", path / "src", ""), (staged, staged, "k8s.io/kubernetes/vendor/")):
        marked = {file.parent for file in root.rglob("*.go") if _MARK in file.read_bytes()}
        found |= {f"{prefix}{folder.relative_to(origin)}" for folder in marked}
    return sorted(name for name in found if not any(part in name for part in _NOT_SERVED))
