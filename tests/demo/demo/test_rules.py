"""The demo takes its rules, policy and route from the shipped catalog."""

from pathlib import Path

import yaml
from demo import rules


def test_the_shipped_catalog_is_compressed_and_set_to_act(tmp_path: Path) -> None:
    policy = yaml.safe_load(rules.policy_file(rules.generate(tmp_path)).read_text())
    memory = policy["forecasts"]["container-memory-limit"]
    critical = next(alert for alert in memory["alerts"] if alert["severity"] == "critical")
    assert (memory["remediation"]["mode"], critical["horizon_s"], critical["windows_s"]) == ("auto", 45, [15, 60])


def test_the_generated_route_is_pointed_home_and_takes_forecasts_only(tmp_path: Path) -> None:
    generated = rules.generate(tmp_path / "generated")
    token = tmp_path / "token"
    configuration = rules.alertmanager_configuration(generated, "http://127.0.0.1:1/api/v1/alerts", token)
    (webhook,) = (one for receiver in configuration["receivers"] for one in receiver.get("webhook_configs", []))
    assert webhook["url"] == "http://127.0.0.1:1/api/v1/alerts"
    assert webhook["http_config"]["authorization"]["credentials_file"] == str(token)
    assert configuration["route"]["receiver"] == "nobody"
    assert configuration["route"]["routes"][0]["matchers"] == ['forecast=~".+"']
