"""What the chart renders is what starts: both processes of the layout with everything switched on.

They get the very settings, files and secrets that their pods would have, a PostgreSQL, and TLS with client certificates.
"""

import os
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests
from engines.supervisor import Supervisor
from localcluster import kubeconfig
from loopback.ports import HOST, free_port

from tests.helm.rendering import Object, case, one, rendered
from tests.support.certificates import Authority, Pair
from tests.support.installation import TOKEN
from tests.support.payloads import encoded, wire_group
from tests.support.postgresql import Postgresql

MOUNTED = "/etc/receiver"
WITHIN_S = 60.0
SECRETS = {
    "alertmanager-token": TOKEN,
    "operator-token": "incorrect-mule-mains-paperclip",
    "slack-webhook-url": "http://127.0.0.1:1/slack",
    "pagerduty-routing-key": "R0UT1NG",
    "mimir-token": "curious-zebra-window-teaspoon",
    "prometheus-us-authorization": "Basic dXNlcjpwYXNzd29yZA==",
}


@dataclass(frozen=True)
class Apart:
    """The two processes, and what one shows to be let in."""

    web: str
    worker: str
    authority: Path
    client: Pair

    def ask(self, path: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> requests.Response:
        """Connect to the web process as Alertmanager does."""
        files = (str(self.client.certificate), str(self.client.key))
        with requests.Session() as session:
            session.trust_env = False  # a CA bundle named in the environment would win
            session.verify, session.cert = str(self.authority), files
            return session.request(
                "GET" if body is None else "POST", self.web + path, data=body, headers=headers, timeout=20
            )


@pytest.fixture
def apart(postgresql: Postgresql, tmp_path: Path) -> Iterator[Apart]:
    authority = Authority(tmp_path, "ours")
    contents = _contents(authority.file.read_text(), authority.sign("receiver"))
    database = {"RECEIVER_DATABASE_URL": postgresql.database()}
    web, worker = (f"{HOST}:{free_port()}" for _ in range(2))
    # Stands for the account that only the worker's pod has.
    account = kubeconfig.write(tmp_path / "kubeconfig", "http://127.0.0.1:1", "token", "shop")
    own: dict[str, dict[str, str]] = {
        "serve": {"RECEIVER_BIND": web},
        "worker": {"RECEIVER_WORKER_BIND": worker, "RECEIVER_KUBECONFIG": str(account)},
    }
    with Supervisor(tmp_path / "logs") as supervisor:
        for deployment in rendered(case("apart"), "/deployment"):
            pod = deployment["spec"]["template"]["spec"]
            [container] = pod["containers"]
            name = container["args"][0]
            _mount(tmp_path / name, pod, contents)
            environment = _environment(tmp_path / name, container) | database | own[name]
            command = [sys.executable, "-m", "receiver", *container["args"]]
            ready = f"http://{worker}/-/ready" if name == "worker" else None
            supervisor.start(name, command, env=os.environ | environment, ready_url=ready, timeout_s=WITHIN_S)
        yield Apart(f"https://{web}", f"http://{worker}", authority.file, authority.sign("alertmanager"))


def test_both_processes_start_with_what_their_pods_have_and_each_does_its_part(apart: Apart) -> None:
    assert _when_it_answers(lambda: apart.ask("/-/ready")).status_code == 200
    bearer = {"Authorization": f"Bearer {TOKEN}"}
    assert apart.ask("/api/v1/alerts", encoded(wire_group()), bearer).text == "accepted 1\n"
    texts = apart.ask("/metrics").text, requests.get(f"{apart.worker}/metrics", timeout=20).text
    parts = [[line for line in text.splitlines() if line.startswith("receiver_ready")] for text in texts]
    assert parts == [['receiver_ready{part="accepts"} 1.0'], ['receiver_ready{part="works"} 1.0']]


def _contents(authority: str, own: Pair) -> dict[str, dict[str, str]]:
    """Files by volume and name, as the ConfigMaps and Secrets of the cluster hold them."""
    return {
        "policy": one(case("apart"), "policy")["data"],
        "prometheus": one(case("apart"), "prometheusservers")["data"],
        "prometheus-ca": {"ca.crt": authority},
        "secrets": SECRETS | {"us-ca.crt": authority},
        "prometheus-client": {"tls.crt": own.certificate.read_text(), "tls.key": own.key.read_text()},
        "trust": {"internal.pem": authority},
        "tls": {"tls.crt": own.certificate.read_text(), "tls.key": own.key.read_text(), "ca.crt": authority},
    }


def _mount(folder: Path, pod: Any, contents: dict[str, dict[str, str]]) -> None:
    """Write each volume of the pod that we know into its folder, of a Secret with items only these."""
    for volume in pod["volumes"]:
        files = contents.get(volume["name"], {})
        items = volume.get("secret", {}).get("items")
        (folder / volume["name"]).mkdir(parents=True)
        for name, text in files.items():
            if items is None or name in [item["key"] for item in items]:
                (folder / volume["name"] / name).write_text(text.replace(MOUNTED, str(folder)), "utf-8")


def _environment(folder: Path, container: Object) -> dict[str, str]:
    """The container's variables, with the folders of its mounts replaced by ours."""
    given = {variable["name"]: variable["value"] for variable in container["env"] if "value" in variable}
    return {name: text.replace(MOUNTED, str(folder)) for name, text in given.items() if name.startswith("RECEIVER_")}


def _when_it_answers(ask: Callable[[], requests.Response]) -> requests.Response:
    """The first answer; nobody listens at first."""
    until_s = time.monotonic() + WITHIN_S
    while True:
        try:
            return ask()
        except requests.ConnectionError:
            if time.monotonic() > until_s:
                raise
            time.sleep(0.1)
