from pathlib import Path

import yaml

from receiver import bootstrap
from tests.support.certificates import Authority
from tests.support.secure import secure_peer


def test_a_server_is_shown_the_certificate_that_its_entry_names(tmp_path: Path) -> None:
    ours = Authority(tmp_path, "ours")
    pair = ours.sign("receiver")
    with secure_peer(ours.sign("prometheus"), clients=ours) as peer:
        files = {"ca_file": ours.file, "cert_file": pair.certificate, "key_file": pair.key}
        server = {"name": "one", "url": peer.url} | {key: str(file) for key, file in files.items()}
        (tmp_path / "servers.yaml").write_text(yaml.safe_dump({"servers": [server]}), encoding="utf-8")
        url, history = bootstrap.history_of_server(tmp_path / "servers.yaml", "one", tmp_path)
        assert history.ranges("up", 0.0, 60.0, 60.0) == []
    assert (url, peer.shown) == (peer.url, ["receiver"])
