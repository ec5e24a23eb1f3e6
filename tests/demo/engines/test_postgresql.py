import os
from pathlib import Path

import pytest
from engines import EnginesError, postgresql
from engines.postgresql import Cluster, Programs


@pytest.fixture
def programs() -> Programs:
    try:
        return postgresql.locate()
    except EnginesError as error:
        pytest.skip(f"no PostgreSQL here: {error}")


def test_a_cluster_takes_connections_survives_a_crash_and_leaves_nothing_behind(programs: Programs) -> None:
    with Cluster(programs, postgresql.FAST) as cluster:
        folder = cluster._folder
        assert cluster.address.startswith("receiver@127.0.0.1:")
        cluster.crash()
        cluster.start()
    assert not folder.exists()


def test_what_cannot_start_says_why_and_leaves_nothing_behind(programs: Programs) -> None:
    cluster = Cluster(programs, {"max_connections": "none at all"})
    with pytest.raises(EnginesError, match=r"(?s)PostgreSQL did not start.*max_connections"), cluster:
        raise AssertionError("it started")
    assert not cluster._folder.exists()


def test_the_server_never_runs_as_root(programs: Programs) -> None:
    command = programs.command("postgres")
    assert ("--reuid=65534" in command) == (os.geteuid() == 0)


def test_the_newest_of_several_installed_versions_is_taken(tmp_path: Path) -> None:
    for version in ("9", "15", "17"):
        (tmp_path / version / "bin").mkdir(parents=True)
        (tmp_path / version / "bin" / "initdb").touch()
    assert postgresql._newest(tmp_path) == tmp_path / "17" / "bin"
