"""What stands around the pod, one template at a time."""

from pathlib import Path

import pytest
import yaml

from receiver.policy import model
from tests.helm.rendering import CHART, Values, case, one, rendered
from tests.support.crds import objections

GENERATED = CHART.parents[1] / "rules" / "generated"
HEALTH = CHART.parents[1] / "rules" / "health"


def test_the_shipped_policy_is_the_generated_one_and_only_tells(tmp_path: Path) -> None:
    shipped = tmp_path / "policy.yaml"
    shipped.write_text(one(case("least"), "policy")["data"]["policy.yaml"])
    policy = model.load(shipped)
    assert policy == model.load(GENERATED / "receiver" / "policy.yaml")
    assert {entry.remediation.mode for entry in policy.forecasts.values() if entry.remediation} <= {"dry-run"}


def test_ones_own_policy_takes_its_place() -> None:
    assert one(case("least") | {"policy": {"content": "mine"}}, "policy")["data"]["policy.yaml"].strip() == "mine"
    assert rendered(case("replicas"), "/policy") == []


def test_it_may_act_in_the_named_namespaces_only() -> None:
    roles = [found for found in rendered(case("operator"), "/rbac") if found["kind"] == "Role"]
    assert [role["metadata"]["namespace"] for role in roles] == ["shop", "checkout"]
    assert rendered(case("least"), "/rbac") == []


def test_what_it_may_do_everywhere_is_to_read_and_to_say_so() -> None:
    [everywhere] = [found for found in rendered(case("operator"), "/rbac") if found["kind"] == "ClusterRole"]
    rights = {(verb, name) for rule in everywhere["rules"] for verb in rule["verbs"] for name in rule["resources"]}
    assert {verb for verb, _ in rights} == {"get", "list", "create"}
    assert [name for verb, name in rights if verb == "create"] == ["events"]


def test_what_belongs_to_no_namespace_is_read_only_where_somebody_says_so() -> None:
    generated = yaml.safe_load((GENERATED / "receiver" / "clusterrole.yaml").read_text())
    values = case("least") | {"rbac": {"clusterReads": True}}
    cluster, binding = rendered(values, "/rbac")
    assert (cluster["kind"], cluster["rules"]) == ("ClusterRole", generated["rules"])
    assert binding["roleRef"]["name"] == cluster["metadata"]["name"]
    own = yaml.safe_dump({"rules": [{"apiGroups": [""], "resources": ["nodes"], "verbs": ["list"]}]})
    mine, _ = rendered(case("least") | {"rbac": {"clusterReads": True, "clusterRole": own}}, "/rbac")
    assert mine["rules"] == yaml.safe_load(own)["rules"]
    nothing = case("least") | {"rbac": {"clusterReads": True, "clusterRole": "rules: []"}}
    assert rendered(nothing, "/rbac") == []


def test_what_lies_outside_of_its_namespace_has_a_name_that_no_other_release_takes() -> None:
    values = case("operator")
    values["rbac"] = values["rbac"] | {"clusterReads": True, "readEverywhere": True}
    here, there = (
        {(found["kind"], found["metadata"].get("namespace"), found["metadata"]["name"]) for found in of}
        for of in (rendered(values, "/rbac"), rendered(values, "/rbac", namespace="elsewhere"))
    )
    assert len(here) == len(there) == 8
    assert not here & there


def test_no_role_has_a_star() -> None:
    roles = [found for found in rendered(case("operator"), "/rbac") if "rules" in found]
    named = [name for role in roles for rule in role["rules"] for names in rule.values() for name in names]
    assert "*" not in named


def test_a_role_is_the_generated_one_or_ones_own() -> None:
    generated = yaml.safe_load((GENERATED / "receiver" / "role.yaml").read_text())
    roles = [found for found in rendered(case("operator"), "/rbac") if found["kind"] == "Role"]
    assert [role["rules"] for role in roles] == [generated["rules"]] * 2
    own = {"rules": [{"apiGroups": ["apps"], "resources": ["deployments"], "verbs": ["get"]}]}
    values = case("least") | {"rbac": {"namespaces": ["shop"], "role": yaml.safe_dump(own)}}
    role, _ = rendered(values, "/rbac")
    assert role["rules"] == own["rules"]


def test_the_rules_carry_the_labels_that_the_prometheus_selects_by() -> None:
    rules = rendered(case("operator"), "/prometheusrules")
    generated = [yaml.safe_load(path.read_text()) for path in (GENERATED / "kubernetes").glob("*.prometheusrule.yaml")]
    assert sorted(rule["metadata"]["name"] for rule in rules) == sorted(one["metadata"]["name"] for one in generated)
    assert {rule["metadata"]["labels"]["release"] for rule in rules} == {"kube-prometheus-stack"}
    by_name = {one["metadata"]["name"]: one["spec"] for one in generated}
    assert all(rule["spec"] == by_name[rule["metadata"]["name"]] for rule in rules)


def test_alertmanager_is_sent_here_with_the_token_of_the_secret() -> None:
    made = one(case("operator"), "alertmanagerconfig")
    [receiver] = made["spec"]["receivers"]
    [webhook] = receiver["webhookConfigs"]
    service = one(case("operator"), "service")
    assert webhook["url"] == f"http://{service['metadata']['name']}.monitoring.svc:8080/api/v1/alerts"
    assert webhook["httpConfig"]["authorization"]["credentials"] == {"name": "receiver", "key": "alertmanager-token"}
    assert made["spec"]["route"]["receiver"] == receiver["name"]


def test_ones_own_route_mutes_and_repeats_as_ones_own_catalog_says() -> None:
    made = one(case("operator"), "alertmanagerconfig")
    own = {
        "apiVersion": made["apiVersion"],
        "kind": made["kind"],
        "metadata": {"name": "x"},
        "spec": dict(made["spec"]),
    }
    own["spec"] |= {"receivers": [], "inhibitRules": [{"equal": ["queue"]}]}
    own["spec"]["route"] = made["spec"]["route"] | {"repeatInterval": "30s"}
    values = case("operator") | {"policy": {"content": "mine"}}
    values["alertmanagerConfig"] = values["alertmanagerConfig"] | {"content": yaml.safe_dump(own)}
    given = one(values, "alertmanagerconfig")["spec"]
    assert (given["route"]["repeatInterval"], given["inhibitRules"]) == ("30s", [{"equal": ["queue"]}])
    assert given["receivers"] == made["spec"]["receivers"], "address, token and TLS are the chart's"


def test_the_alerts_on_the_receiver_itself_are_the_shipped_ones_with_ones_own_runbook() -> None:
    shipped = yaml.safe_load((HEALTH / "receiver.rules.yaml").read_text())
    assert one(case("operator"), "healthrules")["spec"] == shipped
    own = one(case("operator") | {"health": {"enabled": True, "runbookUrl": "https://wiki/r"}}, "healthrules")
    [group] = own["spec"]["groups"]
    links = {rule["annotations"]["runbook_url"].partition("#")[0] for rule in group["rules"]}
    assert links == {"https://wiki/r"}


def test_while_no_receiver_is_ready_alertmanager_pages_and_its_heart_beats() -> None:
    around = yaml.safe_load((HEALTH / "alertmanager.yaml").read_text())
    direct, heartbeat = rendered(case("operator"), "/alertmanagerdirect")
    plain = {route["receiver"]: route["matchers"] for route in around["routes"]}
    for made in (direct, heartbeat):
        route = made["spec"]["route"]
        [matcher] = route["matchers"]
        assert plain[route["receiver"]] == [f'{matcher["name"]}{matcher["matchType"]}"{matcher["value"]}"']
    [pagerduty] = direct["spec"]["receivers"][0]["pagerdutyConfigs"]
    assert pagerduty["routingKey"] == {"name": "receiver", "key": "pagerduty-routing-key"}
    [shipped] = [config for receiver in around["receivers"] for config in receiver.get("pagerduty_configs", [])]
    assert (pagerduty["severity"], pagerduty["description"]) == (shipped["severity"], shipped["description"])
    [link] = pagerduty["pagerDutyLinkConfigs"]
    assert [{"href": link["href"], "text": link["alt"]}] == shipped["links"]
    [webhook] = heartbeat["spec"]["receivers"][0]["webhookConfigs"]
    assert webhook["urlSecret"] == {"name": "receiver", "key": "heartbeat-url"}
    [plain_inhibit], [inhibit] = around["inhibit_rules"], direct["spec"]["inhibitRules"]
    assert f'alertname=~"{inhibit["targetMatch"][0]["value"]}"' in plain_inhibit["target_matchers"]


def test_a_dashboard_fits_its_config_map() -> None:
    dashboards = rendered(case("operator"), "/dashboards")
    assert len(dashboards) == len(list((GENERATED / "grafana").glob("*.json")))
    assert all(len(next(iter(one["data"].values()))) < 2**20 for one in dashboards)


@pytest.mark.parametrize(("name", "made"), [("least", 0), ("replicas", 1)])
def test_a_disruption_budget_is_for_two_or_more(name: str, made: int) -> None:
    assert len(rendered(case(name), "/pdb")) == made


def test_only_the_named_namespace_reaches_it() -> None:
    [rule] = one(case("operator"), "networkpolicy")["spec"]["ingress"]
    named, test = rule["from"]
    assert named["namespaceSelector"]["matchLabels"] == {"kubernetes.io/metadata.name": "monitoring"}
    assert set(test) == {"podSelector"}, "and the test pod, from the release's own namespace"


@pytest.mark.parametrize(
    ("values", "port"),
    [
        ({"email": {"smtpUrl": "smtp+plain://relay", "from": "a@example.com"}}, 25),
        ({"email": {"smtpUrl": "smtps://relay:2465", "from": "a@example.com"}}, 2465),
        ({"prometheus": {"url": "http://prometheus-server/prometheus"}}, 80),
        ({"alertmanager": {"url": "http://[fd00::1]:19093"}}, 19093),
        ({"prometheus": {"url": "https://mimir.example.com"}}, 443),
    ],
)
def test_the_ports_of_the_servers_that_the_values_name_are_open(values: Values, port: int) -> None:
    _, rest = one(case("least") | values, "networkpolicy")["spec"]["egress"]
    assert [found["port"] for found in rest["ports"]].count(port) == 1


def test_the_way_out_is_the_named_one_and_dns() -> None:
    dns, rest = one(case("replicas"), "networkpolicy")["spec"]["egress"]
    assert {port["port"] for port in dns["ports"]} == {53}
    assert rest == {"to": [{"ipBlock": {"cidr": "10.0.0.0/8"}}]}


def test_the_service_leads_to_the_pods() -> None:
    service = one(case("least"), "service")
    pod = one(case("least"), "deployment")["spec"]["template"]
    assert service["spec"]["selector"].items() <= pod["metadata"]["labels"].items()
    [port] = service["spec"]["ports"]
    assert port["targetPort"] in {named["name"] for named in pod["spec"]["containers"][0]["ports"]}


def test_the_pods_run_under_the_account_that_the_roles_name() -> None:
    account = one(case("operator"), "serviceaccount")
    pod = one(case("operator"), "deployment")["spec"]["template"]["spec"]
    bindings = [found for found in rendered(case("operator"), "/rbac") if found["kind"].endswith("Binding")]
    names = {subject["name"] for binding in bindings for subject in binding["subjects"]}
    assert names == {pod["serviceAccountName"]} == {account["metadata"]["name"]}


def test_the_claim_outlives_the_release_and_can_be_ones_own() -> None:
    assert one(case("least"), "pvc")["metadata"]["annotations"] == {"helm.sh/resource-policy": "keep"}
    own = {"database": {"persistence": {"existingClaim": "mine"}}}
    assert rendered(case("least") | own, "/pvc") == []
    volumes = one(case("least") | own, "deployment")["spec"]["template"]["spec"]["volumes"]
    assert {"name": "data", "persistentVolumeClaim": {"claimName": "mine"}} in volumes


def test_the_kill_switch_is_mounted_where_the_setting_looks_for_it() -> None:
    container = one(case("least"), "deployment")["spec"]["template"]["spec"]["containers"][0]
    [setting] = [variable for variable in container["env"] if variable["name"] == "RECEIVER_KILL_SWITCH_FILE"]
    mounts = {mount["name"]: mount["mountPath"] for mount in container["volumeMounts"]}
    assert setting["value"] == f"{mounts['kill-switch']}/off"
    switch = one(case("least"), "killswitch")
    volumes = one(case("least"), "deployment")["spec"]["template"]["spec"]["volumes"]
    assert switch["metadata"]["name"] in [volume.get("configMap", {}).get("name") for volume in volumes]
    assert "data" not in switch
    assert rendered(case("least") | {"killSwitch": {"enabled": False}}, "/killswitch") == []


def test_metrics_are_scraped_from_the_service() -> None:
    monitor = one(case("operator"), "servicemonitor")
    service = one(case("operator"), "service")
    assert monitor["spec"]["selector"]["matchLabels"].items() <= service["metadata"]["labels"].items()
    assert [point["port"] for point in monitor["spec"]["endpoints"]] == [
        port["name"] for port in service["spec"]["ports"]
    ]
    assert monitor["metadata"]["labels"]["release"] == "kube-prometheus-stack"


def test_nothing_of_the_operator_is_made_unasked() -> None:
    groups = {found["apiVersion"].partition("/")[0] for found in rendered(case("least"))}
    assert "monitoring.coreos.com" not in groups


def test_the_test_pod_asks_the_service() -> None:
    pod = one(case("least"), "tests/ready")
    service = one(case("least"), "service")["metadata"]["name"]
    assert f"http://{service}.monitoring.svc:8080/-/ready" in pod["spec"]["containers"][0]["args"][0]
    assert pod["metadata"]["annotations"]["helm.sh/hook"] == "test"


@pytest.mark.parametrize("name", ["operator", "apart"])
def test_the_operators_own_definitions_take_what_the_chart_makes_for_it(name: str) -> None:
    made = [found for found in rendered(case(name)) if found["apiVersion"].startswith("monitoring.coreos.com/")]
    assert {found["kind"] for found in made} == {"AlertmanagerConfig", "PrometheusRule", "ServiceMonitor"}
    assert {found["metadata"]["name"]: objections(found) for found in made if objections(found)} == {}


def test_a_misspelt_field_of_a_service_monitor_is_refused() -> None:
    monitor = one(case("operator"), "servicemonitor")
    monitor["spec"]["endpoints"][0]["scrapeinterval"] = "30s"
    assert objections(monitor) == ["spec.endpoints.0.scrapeinterval: Extra inputs are not permitted"]
