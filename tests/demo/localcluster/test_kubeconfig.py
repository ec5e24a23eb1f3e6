from pathlib import Path

from localcluster.kubeconfig import write


def test_the_file_holds_a_token_and_is_its_owners_only(tmp_path: Path) -> None:
    path = write(tmp_path / "kubeconfig", "http://127.0.0.1:1", "s3cret", "demo")
    assert "s3cret" in path.read_text()
    assert path.stat().st_mode & 0o077 == 0
