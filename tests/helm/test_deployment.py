"""The pod: hardened, and configured with settings that the receiver knows."""

from pathlib import Path
from typing import Any

import pytest

from receiver import settings
from receiver.settings import PREFIX, Settings
from tests.helm.rendering import Object, Values, case, one, rendered


def _pods(values: Values) -> list[Any]:
    return [found["spec"]["template"]["spec"] for found in rendered(values, "/deployment")]


def _pod(values: Values) -> Any:
    [found] = _pods(values)
    return found


def _variables(pod: Any) -> dict[str, Object]:
    return {variable["name"]: variable for variable in pod["containers"][0]["env"]}


def _environment(values: Values) -> dict[str, Object]:
    return _variables(_pod(values))


@pytest.mark.parametrize("name", ["least", "operator", "replicas", "apart"])
def test_every_variable_is_a_setting_and_every_required_one_is_set(name: str) -> None:
    known = {f"{PREFIX}{field.upper()}": field for field in Settings.model_fields}
    required = {variable for variable, field in known.items() if Settings.model_fields[field].is_required()}
    for pod in _pods(case(name)):
        given = {variable for variable in _variables(pod) if variable.startswith(PREFIX)}
        assert required <= given <= set(known)


@pytest.mark.parametrize("name", ["least", "operator", "replicas", "apart"])
def test_every_file_that_a_setting_names_is_in_a_folder_that_is_mounted(name: str) -> None:
    for pod in _pods(case(name)):
        mounts = {mount["mountPath"]: mount["name"] for mount in pod["containers"][0]["volumeMounts"]}
        named = [variable.get("value", "") for variable in _variables(pod).values()]
        files = [Path(text) for text in named if text.startswith("/")]
        assert files
        assert [file for file in files if not {str(file), str(file.parent)} & set(mounts)] == []
        assert sorted(mounts.values()) == sorted(volume["name"] for volume in pod["volumes"])


def test_buttons_in_slack_ask_the_alertmanager_and_count_for_the_people_that_the_values_name() -> None:
    given = _environment(case("operator"))
    assert given["RECEIVER_ALERTMANAGER_URL"]["value"] == "http://alertmanager-operated.monitoring.svc:9093"
    assert given["RECEIVER_SLACK_APPROVERS"]["value"] == "U012AB3CD,U45EF6GHI"
    assert not {"RECEIVER_ALERTMANAGER_URL", "RECEIVER_SLACK_APPROVERS"} & set(_environment(case("least")))


def test_authorities_of_ones_own_are_believed_by_everybody_who_connects_to_others() -> None:
    for pod in _pods(case("apart")):
        assert _variables(pod)["RECEIVER_CA_FILE"]["value"] == "/etc/receiver/trust/internal.pem"
        assert {"name": "trust", "configMap": {"name": "company-ca"}} in pod["volumes"]
    assert "RECEIVER_CA_FILE" not in _environment(case("least"))
    shortest = case("least") | {"trust": {"caConfigMap": "company-ca"}}
    assert _environment(shortest)["RECEIVER_CA_FILE"]["value"] == "/etc/receiver/trust/ca.crt"


@pytest.mark.parametrize(
    ("given", "text"), [(33554432, "33554432"), (16, "16"), (0.5, "0.5"), (True, "true"), ("3", "3")]
)
def test_a_setting_that_is_a_number_is_written_as_the_receiver_reads_it(given: object, text: str) -> None:
    """Helm takes every number of a file of values for a float, and writes a large one with an exponent."""
    values = case("least") | {"settings": {"RECEIVER_MAX_BODY_BYTES": given}}
    assert _environment(values)["RECEIVER_MAX_BODY_BYTES"]["value"] == text


def test_releases_of_one_name_in_two_namespaces_are_two_receivers() -> None:
    def name(namespace: str) -> str:
        [deployment] = rendered(case("least"), "/deployment", namespace=namespace)
        named: str = _variables(deployment["spec"]["template"]["spec"])["RECEIVER_INSTANCE"]["value"]
        return named

    assert (name("monitoring"), name("shop")) == (
        "monitoring.pre-predictive-reliability-engine",
        "shop.pre-predictive-reliability-engine",
    )
    longest = name("n" * 63)
    needed = {"POLICY_FILE": "/p", "SECRETS_DIR": "/s", "PROMETHEUS_URL": "http://p", "DATABASE_URL": "sqlite:////d"}
    given = {f"{PREFIX}{name}": text for name, text in (needed | {"INSTANCE": longest}).items()}
    assert settings.load(given).instance == longest


def test_a_name_that_somebody_set_is_kept_and_said_once() -> None:
    [container] = _pod(case("least") | {"settings": {"RECEIVER_INSTANCE": "as-before"}})["containers"]
    assert [one["value"] for one in container["env"] if one["name"] == "RECEIVER_INSTANCE"] == ["as-before"]


def test_nothing_runs_with_more_rights_than_it_needs() -> None:
    pods = [*_pods(case("apart")), _pod(case("least")), one(case("apart"), "tests/ready")["spec"]]
    assert all(pod["securityContext"]["runAsNonRoot"] is True for pod in pods)
    assert all(pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"} for pod in pods)
    for container in [container for pod in pods for container in pod["containers"]]:
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }


def test_with_sqlite_one_pod_at_a_time_holds_the_volume() -> None:
    deployment = one(case("least"), "deployment")
    assert deployment["spec"]["strategy"] == {"type": "Recreate"}
    assert _environment(case("least"))["RECEIVER_DATABASE_URL"]["value"] == "sqlite:////data/receiver.db"
    claim = one(case("least"), "pvc")
    volumes = {volume["name"]: volume for volume in _pod(case("least"))["volumes"]}
    assert volumes["data"]["persistentVolumeClaim"]["claimName"] == claim["metadata"]["name"]


def test_with_postgresql_the_url_comes_from_the_secret_and_there_is_no_volume() -> None:
    given = _environment(case("replicas"))["RECEIVER_DATABASE_URL"]
    assert given["valueFrom"] == {"secretKeyRef": {"name": "receiver-database", "key": "url"}}
    assert "data" not in {volume["name"] for volume in _pod(case("replicas"))["volumes"]}


def test_secrets_are_mounted_as_a_folder_so_that_they_rotate() -> None:
    container = _pod(case("least"))["containers"][0]
    assert all("subPath" not in mount for mount in container["volumeMounts"])
    assert "RECEIVER_SECRETS_DIR" in _environment(case("least"))


def test_a_digest_wins_over_a_tag() -> None:
    assert _pod(case("least"))["containers"][0]["image"].endswith("/receiver:0.1.0")
    assert "@sha256:" in _pod(case("replicas"))["containers"][0]["image"]


def test_a_changed_policy_is_a_new_pod() -> None:
    def checksum(values: Values) -> str:
        annotations = one(values, "deployment")["spec"]["template"]["metadata"]["annotations"]
        found: str = annotations["checksum/policy"]
        return found

    assert checksum(case("least")) != checksum(case("least") | {"policy": {"content": "other"}})
