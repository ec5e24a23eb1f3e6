"""The worst that somebody with Alertmanager's token can do: select an entry of the policy, and give values to its labels."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import structlog

from receiver import telemetry
from receiver.clock import FrozenClock
from receiver.errors import TemporaryError
from tests.support.builders import policy
from tests.support.line import Line, World, changes_of, replicas_of
from tests.support.loopback import Peer, peer
from tests.support.payloads import wire_alert, wire_group
from tests.support.site import open_site
from tests.support.source import rising

_ORDERS = {
    "action": "delete",
    "mode": "auto",
    "max_step": "1000",
    "max_replicas": "1000",
    "replicas": "0",
    "target": "Deployment/kube-system/coredns",
    "query": "vector(1)",
    "horizon": "1s",
    "confidence": "0",
    "slack": "#general",
    "receiver_cut": "<!channel>",
}
"""What an attacker would like to order, under every name that something here has."""


@pytest.fixture
def outside() -> Iterator[Peer]:
    with peer() as somebody:
        yield somebody


@pytest.fixture
def world(tmp_path: Path, clock: FrozenClock) -> World:
    made = World(tmp_path / "receiver.db", clock)
    made.deploy()
    made.source.shape = rising(clock.now(), 0.5, 0.0005)
    return made


def _post_and_work(world: World, *alerts: dict[str, Any]) -> Line:
    """Send over HTTP, as the attacker would, and let the receiver do all that follows."""
    line = Line(world)
    assert open_site(line.stores, Path(world.path).with_name("secrets")).post(wire_group(*alerts)).status_code == 200
    line.settle()
    line.run_for(900, step_s=100)
    return line


def _forged(**changes: Any) -> dict[str, Any]:
    real = wire_alert()
    return real | {"labels": real["labels"] | _ORDERS, "annotations": _ORDERS} | changes


def test_no_label_and_no_annotation_orders_anything_the_policy_bounds_the_step(world: World) -> None:
    with closing(_post_and_work(world, _forged()).stores.database):
        assert replicas_of(world) == 3  # max_step of the policy is two
        assert set(changes_of(world)) == {"set_replicas 3"}
        assert {route for _, route in world.slack.sent} == {"#sre"}


def test_an_entry_that_does_not_act_is_not_made_to(world: World) -> None:
    world.policy = policy(remediation={"mode": "dry-run"})
    with closing(_post_and_work(world, _forged()).stores.database):
        assert changes_of(world) == []


def test_a_forecast_that_nobody_wrote_selects_nothing(world: World) -> None:
    labels = wire_alert()["labels"] | _ORDERS | {"forecast": "../../etc/passwd"}
    with closing(_post_and_work(world, _forged(labels=labels)).stores.database):
        assert changes_of(world) == []
        assert world.source.asked == []


def test_the_same_alert_many_times_acts_once(world: World) -> None:
    line = _post_and_work(world, *[_forged() for _ in range(20)])
    with closing(line.stores.database):
        for _ in range(5):
            open_site(line.stores, Path(world.path).with_name("secrets")).post(wire_group(_forged()))
            line.settle()
        assert changes_of(world) == ["set_replicas 3"]


def test_many_alerts_about_one_workload_are_one_running_action(world: World) -> None:
    with closing(_post_and_work(world, *[_forged(fingerprint=f"{n:x}") for n in range(8)]).stores.database):
        assert changes_of(world) == ["set_replicas 3"]


def test_no_address_in_an_alert_is_ever_visited(world: World, outside: Peer) -> None:
    addresses = dict.fromkeys(("runbook_url", "dashboard_url", "url", "prometheus"), outside.url)
    group = _forged(annotations=addresses, generatorURL=outside.url)
    with closing(_post_and_work(world, group).stores.database):
        assert outside.asked == []


@pytest.mark.parametrize("log_format", ["json", "console"])
@pytest.mark.parametrize("value", ["a\nFAKE line", "\x1b[2J\rFAKE line", "\u2028FAKE line\x85FAKE line"])
def test_a_hostile_value_makes_no_line_of_its_own_in_the_log(
    world: World, log_format: str, value: str, capsys: pytest.CaptureFixture[str]
) -> None:
    telemetry.configure_logging(log_format)
    world.source.error = TemporaryError(f"Prometheus said {value}")
    labels = dict.fromkeys(("pod", "namespace", "forecast", value), value)
    hostile = [_forged(labels=wire_alert()["labels"] | {"pod": value}), _forged(labels=labels, fingerprint="aa")]
    broken = _forged(fingerprint="bb", labels={value: 1}, startsAt=value)
    with closing(_post_and_work(world, *hostile, broken).stores.database):
        assert changes_of(world) == []
    structlog.reset_defaults()
    logged = capsys.readouterr().err
    assert "FAKE line" in logged
    assert [line for line in logged.splitlines() if line.lstrip().startswith("FAKE")] == []
    assert "\x1b[2J" not in logged
