"""The worker in pods of its own: who can be reached from outside holds no right in the cluster and nobody's secret."""

import re
from pathlib import Path
from typing import Any

import pytest

from receiver.cli import main
from receiver.clients.alertmanager import TOKEN_FILE
from receiver.settings import Settings
from receiver.web import auth
from receiver.web.slack.signature import STEM
from tests.helm.rendering import Object, case, one, rendered


@pytest.fixture
def pods() -> dict[str, Object]:
    """The two pods by their part."""
    made = [found["spec"]["template"] for found in rendered(case("apart"), "/deployment")]
    return {pod["metadata"]["labels"]["app.kubernetes.io/component"]: pod for pod in made}


def _secrets(pod: Object) -> Any:
    [found] = [volume["secret"] for volume in pod["spec"]["volumes"] if volume["name"] == "secrets"]
    return found


def test_one_accepts_and_the_other_works(pods: dict[str, Object]) -> None:
    calls = {part: pod["spec"]["containers"][0]["args"] for part, pod in pods.items()}
    assert calls == {"receiver": ["serve", "--no-worker"], "worker": ["worker"]}
    assert {words[0] for words in calls.values()} <= set(main.commands)
    assert "--no-worker" in main.commands["serve"].params[0].opts


def test_only_the_worker_has_the_account_that_the_roles_name(pods: dict[str, Object]) -> None:
    bindings = [found for found in rendered(case("apart"), "/rbac") if found["kind"].endswith("Binding")]
    names = {subject["name"] for binding in bindings for subject in binding["subjects"]}
    assert {pods["worker"]["spec"]["serviceAccountName"]} == names
    assert "serviceAccountName" not in pods["receiver"]["spec"]
    assert pods["receiver"]["spec"]["automountServiceAccountToken"] is False


def test_who_accepts_has_the_secrets_of_its_callers_and_no_others(pods: dict[str, Object]) -> None:
    """The names that the code reads, so that a new one is not forgotten here."""
    roles = (auth.alertmanager, auth.operator, auth.viewer)
    read = {stem for role in roles for stem in role(Path("absent"))._stems.values()} | {STEM}
    mounted = {item["key"] for item in _secrets(pods["receiver"])["items"]}
    assert mounted == read | {f"{stem}.previous" for stem in read} | {TOKEN_FILE}
    assert _secrets(pods["receiver"])["optional"] is True
    assert "items" not in _secrets(pods["worker"])


def test_the_service_leads_to_those_that_accept_and_scrapes_reach_both(pods: dict[str, Object]) -> None:
    services = {found["spec"]["ports"][0]["name"]: found for found in rendered(case("apart"), "/service")}
    for port, part in (("http", "receiver"), ("worker", "worker")):
        reached = [
            name
            for name, pod in pods.items()
            if services[port]["spec"]["selector"].items() <= pod["metadata"]["labels"].items()
        ]
        assert reached == [part]
        assert [named["name"] for named in pods[part]["spec"]["containers"][0]["ports"]] == [port]
    monitor = one(case("apart"), "servicemonitor")["spec"]
    assert [point["port"] for point in monitor["endpoints"]] == list(services)
    for service in services.values():
        assert monitor["selector"]["matchLabels"].items() <= service["metadata"]["labels"].items()
    [rule] = one(case("apart"), "networkpolicy")["spec"]["ingress"]
    assert [port["port"] for port in rule["ports"]] == list(services)


def test_each_part_has_a_disruption_budget_of_its_own(pods: dict[str, Object]) -> None:
    budgets = rendered(case("apart"), "/pdb")
    chosen = [
        [name for name, pod in pods.items() if labels.items() <= pod["metadata"]["labels"].items()]
        for labels in (budget["spec"]["selector"]["matchLabels"] for budget in budgets)
    ]
    assert chosen == [["receiver"], ["worker"]]
    assert len(rendered(case("apart") | {"worker": {"separate": True}}, "/pdb")) == 1


def test_the_test_pod_is_neither(pods: dict[str, Object]) -> None:
    labels = one(case("apart"), "tests/ready")["metadata"]["labels"]
    for found in [*rendered(case("apart"), "/service"), *rendered(case("apart"), "/deployment")]:
        selector = found["spec"]["selector"]
        assert not selector.get("matchLabels", selector).items() <= labels.items()
    policy = one(case("apart"), "networkpolicy")["spec"]
    own = [peer["podSelector"]["matchLabels"] for peer in policy["ingress"][0]["from"] if "podSelector" in peer]
    assert any(selector.items() <= labels.items() for selector in own)
    assert policy["podSelector"]["matchExpressions"][0]["key"] not in labels


def test_turning_it_on_later_leaves_the_selector_of_the_pods_that_are_there_alone() -> None:
    """A Deployment's selector cannot be changed."""
    together = one(case("replicas"), "deployment")
    apart = rendered(case("replicas") | {"worker": {"separate": True}}, "/deployment")[0]
    assert (together["metadata"]["name"], together["spec"]["selector"]) == (
        apart["metadata"]["name"],
        apart["spec"]["selector"],
    )
    assert together["spec"]["template"]["spec"]["containers"][0]["args"] == ["serve"]


def test_the_worker_listens_where_its_port_is(pods: dict[str, Object]) -> None:
    default = re.search(r":(\d+)$", Settings.model_fields["worker_bind"].default)
    assert default is not None
    assert pods["worker"]["spec"]["containers"][0]["ports"] == [{"name": "worker", "containerPort": int(default[1])}]
