"""Starts and stops a control plane, each part a process on loopback with a data folder that is thrown away."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from engines.supervisor import Supervisor
from kubernetes import client, config
from localcluster import kubeconfig
from loopback.ports import HOST, free_port
from loopback.server import LoopbackServer

from controlplane.build import Programs
from controlplane.front import Front
from controlplane.hollow import PROVISIONER, HollowNode

START_TIMEOUT_S = 120.0
STORAGE_CLASSES = {"growing": True, "fixed": False}


@dataclass(frozen=True)
class Plane:
    """A control plane that runs.

    Attributes:
        kubeconfig: of somebody with every right.
    """

    kubeconfig: Path
    _supervisor: Supervisor
    _node: HollowNode

    def failure(self) -> str:
        """What of it has ended, and the end of its log; empty while all of it runs."""
        if not self._node.alive():
            return "the hollow node has ended; its error stands above"
        ended = self._supervisor.ended()
        return "\n".join(f"{one.name} ended with {one.exit_code()}:\n{one.log_tail()}" for one in ended)


@contextmanager
def running(programs: Programs, folder: Path, *, runs_pods: bool = False) -> Iterator[Plane]:
    """Run a control plane with one node and two storage classes.

    Args:
        programs: what to run.
        folder: for its data, its logs and its kubeconfig.
        runs_pods: whether somebody else runs the pods of the node, and reports of them.

    Raises:
        EnginesError: a part of it does not start; the message holds the end of its log.
    """
    token = secrets.token_hex(16)
    with Supervisor(folder / "logs") as supervisor:
        database = f"http://{HOST}:{free_port()}"
        supervisor.start("etcd", _etcd(programs, folder, database), ready_url=f"{database}/health")
        server, certificates = f"https://{HOST}:{free_port()}", folder / "certificates"
        api_server = _api_server(programs, folder, database, server, token)
        with LoopbackServer(Front(server, certificates / "apiserver.crt")) as front:
            supervisor.start("kube-apiserver", api_server, ready_url=f"{front.url}/readyz", timeout_s=START_TIMEOUT_S)
            inside = kubeconfig.write(folder / "inside", server, token, "default", certificates / "apiserver.crt")
            for name, flags in _CONTROLLERS.items():
                key = [f"--service-account-private-key-file={folder / 'key'}"] if "manager" in name else []
                supervisor.start(name, [programs.path(name), f"--kubeconfig={inside}", *flags, *key])
            outside = kubeconfig.write(folder / "kubeconfig", front.url, token, "default")
            api = config.new_client_from_config(str(outside))  # type: ignore[no-untyped-call]
            for name, grows in STORAGE_CLASSES.items():
                _add_class(api, name, grows)
            with HollowNode(api, reports_pods=not runs_pods) as node:
                yield Plane(outside, supervisor, node)


_CONTROLLERS = {
    "kube-controller-manager": (
        "--leader-elect=false",
        "--port=0",
        "--secure-port=0",
        "--horizontal-pod-autoscaler-sync-period=1s",
    ),
    "kube-scheduler": ("--leader-elect=false", "--port=0", "--secure-port=0"),
}


def _etcd(programs: Programs, folder: Path, database: str) -> list[str]:
    peers = f"http://{HOST}:{free_port()}"
    return [
        programs.path("etcd"),
        f"--data-dir={folder / 'etcd'}",
        f"--listen-client-urls={database}",
        f"--advertise-client-urls={database}",
        f"--listen-peer-urls={peers}",
        f"--initial-advertise-peer-urls={peers}",
        f"--initial-cluster=default={peers}",
        "--unsafe-no-fsync",
    ]


def _api_server(programs: Programs, folder: Path, database: str, server: str, token: str) -> list[str]:
    key, tokens = folder / "key", folder / "tokens.csv"
    tokens.touch(mode=0o600)
    tokens.write_text(f'{token},admin,admin,"system:masters"\n')
    _write_key(key)
    return [
        programs.path("kube-apiserver"),
        f"--etcd-servers={database}",
        f"--bind-address={HOST}",
        f"--secure-port={server.rsplit(':', 1)[1]}",
        f"--cert-dir={folder / 'certificates'}",
        f"--token-auth-file={tokens}",
        "--authorization-mode=RBAC",
        "--service-account-issuer=https://kubernetes.default.svc",
        f"--service-account-key-file={key}",
        f"--service-account-signing-key-file={key}",
        "--service-cluster-ip-range=10.0.0.0/24",
    ]


def _write_key(path: Path) -> None:
    """What tokens of service accounts are signed with."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    path.touch(mode=0o600)
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
        )
    )


def _add_class(api: client.ApiClient, name: str, grows: bool) -> None:
    storage: Any = client.StorageV1Api(api)
    storage.create_storage_class(
        {"metadata": {"name": name}, "provisioner": PROVISIONER, "allowVolumeExpansion": grows}
    )
