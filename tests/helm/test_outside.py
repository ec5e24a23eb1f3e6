"""The way in from outside of the cluster: what an Ingress or an HTTPRoute leads to, and above all what not."""

from pathlib import Path
from typing import Any

import pytest
from helm_python import HelmRenderError, HelmValuesError

from receiver.clock import FrozenClock
from tests.helm.rendering import Object, Values, case, one, rendered
from tests.support import gateway
from tests.support.site import open_site
from tests.support.stores import open_stores

HOST = "https://forecasts.example.com"
PAGES = {"enabled": True, "hosts": ["forecasts.example.com"]}
ROUTE = {"enabled": True, "hostnames": ["forecasts.example.com"], "parentRefs": [{"name": "public"}]}
SLACK, ALERTS = "/api/v1/slack/interactions", "/api/v1/alerts"


def _ingress(**more: Any) -> Object:
    return one(case("least") | {"ingress": PAGES | more}, "ingress")


def _route(**more: Any) -> Object:
    return one(case("least") | {"httpRoute": ROUTE | more}, "httproute")


def _of_ingress(**more: Any) -> list[tuple[bool, str]]:
    """Whether a path is a prefix, and the path."""
    [rule] = _ingress(**more)["spec"]["rules"]
    return [(path["pathType"] == "Prefix", path["path"]) for path in rule["http"]["paths"]]


def _of_route(**more: Any) -> list[tuple[bool, str]]:
    matches = [match for rule in _route(**more)["spec"]["rules"] for match in rule["matches"]]
    return [(match["path"]["type"] == "PathPrefix", match["path"]["value"]) for match in matches]


def _reached(address: str, paths: list[tuple[bool, str]]) -> bool:
    return any(address == path or (prefix and address.startswith(f"{path}/")) for prefix, path in paths)


def test_by_default_nobody_outside_reaches_it() -> None:
    kinds = {found["kind"] for name in ("least", "operator", "apart") for found in rendered(case(name))}
    assert not {"Ingress", "HTTPRoute"} & kinds


@pytest.mark.parametrize("paths_of", [_of_ingress, _of_route])
def test_every_page_is_reached_and_nothing_else_of_the_receiver(paths_of: Any, tmp_path: Path) -> None:
    site = open_site(open_stores(tmp_path / "receiver.db", FrozenClock()), tmp_path / "secrets")
    rules = list(site.client.application.url_map.iter_rules())
    site.stores.database.close()
    pages = {rule.rule for rule in rules if rule.endpoint.startswith(("pages.", "static."))}
    assert {"/", "/login", "/static/<name>"} < pages
    assert {rule.rule for rule in rules if _reached(rule.rule, paths_of())} == pages
    assert not {"/metrics", "/-/ready", ALERTS, "/api/v1/kill-switch", "/openapi.json"} & pages


@pytest.mark.parametrize("paths_of", [_of_ingress, _of_route])
def test_slack_and_alertmanager_are_let_in_one_by_one_when_somebody_says_so(paths_of: Any) -> None:
    for more, address in (({"slack": True}, SLACK), ({"alerts": True}, ALERTS), ({"paths": ["/-/ready"]}, "/-/ready")):
        assert paths_of(pages=False, **more) == [(False, address)]
    assert {(False, SLACK), (False, "/login")} < set(paths_of(slack=True))


def test_both_lead_to_those_that_take_in_whichever_way_the_worker_runs() -> None:
    ways = {"ingress": PAGES, "httpRoute": ROUTE, "service": {"port": 8443}, "networkPolicy": {"enabled": False}}
    for values in (case("least") | ways, case("apart") | ways):
        service = rendered(values, "/service")[0]
        [ingress] = one(values, "ingress")["spec"]["rules"]
        backends = [path["backend"]["service"] for path in ingress["http"]["paths"]]
        assert {(backend["name"], backend["port"]["name"]) for backend in backends} == {
            (service["metadata"]["name"], service["spec"]["ports"][0]["name"])
        }
        for rule in one(values, "httproute")["spec"]["rules"]:
            assert rule["backendRefs"] == [{"name": service["metadata"]["name"], "port": 8443}]
        assert service["spec"]["selector"]["app.kubernetes.io/component"] == "receiver"


def test_the_ingress_is_the_one_of_the_values() -> None:
    made = _ingress(
        hosts=["a.example.com", "b.example.com"],
        className="public",
        annotations={"cert-manager.io/cluster-issuer": "letsencrypt"},
        tls=[{"secretName": "forecasts-tls"}, {"secretName": "b-tls", "hosts": ["b.example.com"]}],
    )
    assert made["metadata"]["annotations"] == {"cert-manager.io/cluster-issuer": "letsencrypt"}
    assert made["spec"]["ingressClassName"] == "public"
    assert [rule["host"] for rule in made["spec"]["rules"]] == ["a.example.com", "b.example.com"]
    assert made["spec"]["tls"] == [
        {"secretName": "forecasts-tls", "hosts": ["a.example.com", "b.example.com"]},
        {"secretName": "b-tls", "hosts": ["b.example.com"]},
    ]
    assert not {"ingressClassName", "tls"} & set(_ingress()["spec"])


def test_the_route_hangs_on_the_gateways_of_the_values() -> None:
    parents = [{"name": "public", "namespace": "gateways", "sectionName": "https"}]
    made = _route(parentRefs=parents, annotations={"a": "b"})
    assert (made["spec"]["parentRefs"], made["spec"]["hostnames"]) == (parents, ["forecasts.example.com"])
    assert made["metadata"]["annotations"] == {"a": "b"}


@pytest.mark.parametrize("more", [{}, {"slack": True, "alerts": True, "paths": ["/-/ready"]}])
def test_the_gateway_api_takes_the_route(more: Values) -> None:
    assert gateway.objections(_route(**more)) == []


def test_a_route_that_no_cluster_would_take_is_told() -> None:
    route = _route()
    route["spec"]["rules"][0]["matches"][0]["path"]["type"] = "Prefix"
    route["spec"]["hostname"] = "x"
    assert [text.partition(":")[0] for text in gateway.objections(route)] == [
        "spec.rules.0.matches.0.path.type",
        "spec.hostname",
    ]


@pytest.mark.parametrize(
    ("values", "url"),
    [
        ({}, None),
        ({"ingress": PAGES | {"hosts": ["a.example.com", "b.example.com"]}}, "https://a.example.com"),
        ({"httpRoute": ROUTE}, HOST),
        ({"ingress": PAGES | {"pages": False, "slack": True, "hosts": ["a.example.com"]}, "httpRoute": ROUTE}, HOST),
        ({"ingress": PAGES | {"pages": False, "slack": True}}, None),
        ({"ingress": {"enabled": False, "hosts": ["a.example.com"]}}, None),
        ({"ingress": PAGES, "externalUrl": "http://else.example.com:81"}, "http://else.example.com:81"),
        ({"ingress": PAGES, "settings": {"RECEIVER_EXTERNAL_URL": "http://mine"}}, "http://mine"),
    ],
)
def test_messages_lead_to_the_pages_by_the_first_host_that_does(values: Values, url: str | None) -> None:
    [container] = one(case("least") | values, "deployment")["spec"]["template"]["spec"]["containers"]
    found = [made["value"] for made in container["env"] if made["name"] == "RECEIVER_EXTERNAL_URL"]
    assert found == ([url] if url else [])


@pytest.mark.parametrize("url", ["forecasts.example.com", "https://example.com/forecasts", "https://me:secret@x"])
def test_an_external_url_that_the_receiver_would_refuse_is_not_installed(url: str) -> None:
    with pytest.raises(HelmValuesError):
        rendered(case("least") | {"externalUrl": url})


def test_who_brings_them_in_is_let_through_to_those_that_take_in_only() -> None:
    """The worker's port is for scrapes."""
    controller = [{"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "ingress"}}}]
    values = case("apart") | {"ingress": PAGES}
    values["networkPolicy"] = values["networkPolicy"] | {"fromOutside": controller}
    inside, outside = one(values, "networkpolicy")["spec"]["ingress"]
    assert outside == {"ports": [{"port": "http", "protocol": "TCP"}], "from": controller}
    assert controller[0] not in inside["from"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"ingress": {"enabled": True}}, "ingress.hosts is required"),
        ({"ingress": PAGES | {"pages": False}}, "ingress leads nowhere"),
        ({"httpRoute": ROUTE | {"pages": False}}, "httpRoute leads nowhere"),
        ({"httpRoute": ROUTE | {"hostnames": []}}, "httpRoute.hostnames is required"),
        ({"httpRoute": ROUTE | {"parentRefs": []}}, "httpRoute.parentRefs is required"),
        ({"ingress": PAGES, "networkPolicy": {"from": [{"podSelector": {}}]}}, "set networkPolicy.fromOutside"),
        ({"httpRoute": ROUTE, "networkPolicy": {"from": [{"podSelector": {}}]}}, "set networkPolicy.fromOutside"),
    ],
)
def test_a_way_that_leads_nowhere_is_not_installed(change: Values, message: str) -> None:
    with pytest.raises(HelmRenderError, match=message):
        rendered(case("least") | change)


@pytest.mark.parametrize(
    "change",
    [
        {"ingress": PAGES | {"hosts": ["https://forecasts.example.com"]}},
        {"ingress": PAGES | {"hosts": ["*.example.com"]}},
        {"ingress": PAGES | {"hosts": [{"host": "forecasts.example.com"}]}},
        {"ingress": PAGES | {"class": "nginx"}},
        {"ingress": PAGES | {"tls": True}},
        {"ingress": PAGES | {"paths": ["-/ready"]}},
        {"ingress": PAGES | {"paths": ["/"]}},
        {"httpRoute": ROUTE | {"parentRefs": [{"namespace": "gateways"}]}},
        {"httpRoute": ROUTE | {"parentRefs": ["public"]}},
    ],
)
def test_what_makes_no_sense_is_refused_by_the_schema(change: Values) -> None:
    with pytest.raises(HelmValuesError):
        rendered(case("least") | change)
