"""compose.yaml: every file it mounts exists, what it configures is what this version reads, and nothing floats."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from receiver.settings import PREFIX, Settings

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def compose() -> Any:
    return yaml.safe_load((ROOT / "compose.yaml").read_text())


def test_every_image_is_built_here_or_pinned(compose: Any) -> None:
    for service in compose["services"].values():
        if "build" in service:
            assert (ROOT / service["build"]["dockerfile"]).is_file()
        else:
            assert re.search(r":v[\d.]+@sha256:[0-9a-f]{64}$", service["image"])


def test_every_mount_exists(compose: Any) -> None:
    sources = [mount.split(":")[0] for service in compose["services"].values() for mount in service.get("volumes", [])]
    assert sources
    assert [one for one in sources if not (one in compose["volumes"] or (ROOT / one).exists())] == []


def test_the_receiver_gets_settings_that_it_knows(compose: Any) -> None:
    given = compose["services"]["receiver"]["environment"]
    assert {name.removeprefix(PREFIX).lower() for name in given} <= set(Settings.model_fields)


def test_it_publishes_on_loopback_only(compose: Any) -> None:
    ports = [port for service in compose["services"].values() for port in service.get("ports", [])]
    assert ports
    assert all(port.startswith("127.0.0.1:") for port in ports)


def test_the_route_is_the_generated_one() -> None:
    ours = yaml.safe_load((ROOT / "demo-app" / "compose" / "alertmanager.yml").read_text())
    generated = yaml.safe_load((ROOT / "rules" / "generated" / "alertmanager" / "route.yaml").read_text())
    assert ours["route"]["routes"] == generated["routes"]
    [webhook] = ours["receivers"][-1]["webhook_configs"]
    [expected] = generated["receivers"][0]["webhook_configs"]
    assert webhook.keys() == expected.keys()
