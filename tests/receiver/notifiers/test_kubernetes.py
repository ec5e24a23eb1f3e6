from typing import Any

import pytest
from localcluster.resources import EVENTS

from receiver.domain.event import Event, EventKind
from receiver.errors import NotFoundError, PermanentError, TemporaryError
from receiver.notifiers.kubernetes import KubernetesEvents
from tests.support.apiserver import api_server
from tests.support.builders import NOW_S, TARGET, event
from tests.support.cluster import Deployed, FakeCluster
from tests.support.notifier import thread


def _render(one: Event) -> Any:
    rendered = KubernetesEvents(FakeCluster()).render(one)
    assert rendered is not None
    return rendered.body


@pytest.fixture
def cluster() -> FakeCluster:
    fake = FakeCluster()
    fake.deploy(TARGET, "web-1", Deployed(replicas=1))
    return fake


def test_what_happened_stands_on_the_target(cluster: FakeCluster) -> None:
    events = KubernetesEvents(cluster)
    events.send(_render(event(EventKind.ACTED)), "target", thread().sent)
    [told] = cluster.events.values()
    assert told == ("Normal ForecastActed Deployment/shop/web: Memory runs out in 15 min: shop/web-1: scaled web 1→3")


@pytest.mark.parametrize(
    ("kind", "type_", "reason"),
    [
        (EventKind.HELD, "Warning", "ForecastHeld"),
        (EventKind.NO_EFFECT, "Warning", "ForecastNoEffect"),
        (EventKind.GIVEN_BACK, "Normal", "ForecastGivenBack"),
    ],
)
def test_what_needs_a_person_is_a_warning(kind: EventKind, type_: str, reason: str) -> None:
    rendered = _render(event(kind))
    assert (rendered["type"], rendered["reason"]) == (type_, reason)


def test_without_a_target_there_is_nothing_to_write_it_on() -> None:
    assert KubernetesEvents(FakeCluster()).render(event(target=None)) is None


def test_a_message_sent_twice_is_one_event_and_another_one_is_a_second(cluster: FakeCluster) -> None:
    events = KubernetesEvents(cluster)
    for one in (event(), event(), event(at_s=NOW_S + 1)):
        events.send(_render(one), "target", thread().sent)
    assert len(cluster.events) == 2


def test_a_message_is_no_longer_than_the_server_takes() -> None:
    assert len(_render(event(detail="x" * 5000))["message"]) == 1024


def test_a_target_that_is_gone_and_a_server_that_is_down_are_told_apart(cluster: FakeCluster) -> None:
    events = KubernetesEvents(cluster)
    cluster.fail_before("record_event", TemporaryError("down"))
    with pytest.raises(TemporaryError):
        events.send(_render(event()), "target", thread().sent)
    cluster.deployed.clear()
    with pytest.raises(NotFoundError):
        events.send(_render(event()), "target", thread().sent)


def test_the_api_server_stores_what_kubectl_describe_looks_for() -> None:
    with api_server() as server:
        made = server.deploy(TARGET, "web-1", replicas=1)
        for _ in range(2):
            KubernetesEvents(server.kubernetes).send(_render(event()), "target", thread().sent)
        [stored] = server.store.list(EVENTS)
        about = stored["involvedObject"]
        assert (about["kind"], about["name"], about["uid"]) == ("Deployment", "web", made["metadata"]["uid"])
        assert (stored["type"], stored["reason"]) == ("Normal", "ForecastActed")
        assert stored["lastTimestamp"] == "2023-11-14T22:13:20+00:00"


def test_a_missing_right_is_refused() -> None:
    with api_server() as server:
        server.deploy(TARGET, "web-1", replicas=1)
        with (
            server.access.denied("create", "events"),
            pytest.raises(PermanentError, match="create event on Deployment"),
        ):
            KubernetesEvents(server.kubernetes).send(_render(event()), "target", thread().sent)
