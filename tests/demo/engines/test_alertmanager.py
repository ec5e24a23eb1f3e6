from pathlib import Path

from engines.alertmanager import webhook_configuration


def test_the_token_is_named_by_its_file_and_never_copied(tmp_path: Path) -> None:
    token = tmp_path / "token"
    token.write_text("secret")
    config = webhook_configuration("http://127.0.0.1:1/api/v1/alerts", token_file=token)
    [webhook] = config["receivers"][0]["webhook_configs"]
    assert webhook["http_config"] == {"authorization": {"credentials_file": str(token)}}
    assert webhook["send_resolved"] is True
