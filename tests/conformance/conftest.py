"""The place under test is the same for the tests of a file, whose objects have names of their own."""

import json
import secrets
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from kubernetes import client
from kubernetes.client.exceptions import ApiException

from tests.conformance import documents
from tests.conformance.place import Place, eventually, under_test

Refusal = Callable[[Callable[[], Any]], tuple[int, str]]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with under_test(tmp_path_factory.mktemp("place")) as ready:
        yield ready


@pytest.fixture
def apps(place: Place) -> Any:
    # The client's models allow None everywhere; what is asserted is what is there.
    return client.AppsV1Api(place.api)


@pytest.fixture
def web(place: Place, apps: Any) -> str:
    """The name of a fresh Deployment of no pods, which nobody but the test changes any more."""
    name = f"web-{secrets.token_hex(3)}"
    place.apply(documents.deployment(name, replicas=0))

    def observed() -> bool:
        found = apps.read_namespaced_deployment(name, place.namespace)
        return bool(found.status and found.status.observed_generation == found.metadata.generation)

    assert eventually(observed)
    return name


@pytest.fixture
def refusal() -> Refusal:
    """Calls something that is refused, and returns the status and its machine-readable reason."""

    def refused(call: Callable[[], Any]) -> tuple[int, str]:
        with pytest.raises(ApiException) as caught:
            call()
        status = json.loads(str(caught.value.body))
        assert (status["kind"], status["code"]) == ("Status", caught.value.status)
        return status["code"], status["reason"]

    return refused
