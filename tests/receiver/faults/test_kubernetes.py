"""Whatever the Kubernetes API answers, at each call: the value stays or is changed once, and people know which."""

import re

import pytest

from receiver.domain.lease import LEASE_KEY
from tests.support.apiserver import ApiServer
from tests.support.builders import TARGET, alert
from tests.support.outside import Answer, Line, Slow, lost, status
from tests.support.source import always_rising, steady

READS = {
    "read the pod": "GET .*/pods/web-1",
    "read the replicaset": "GET .*/replicasets/",
    "read the workload": "GET .*/deployments/web",
    "list the autoscalers": "GET .*/horizontalpodautoscalers",
}
PATCHES = {"annotate": "PATCH .*/deployments/web$", "scale": "PATCH .*/deployments/web/scale"}
REFUSED = {str(code): status(code) for code in (403, 404, 422)}
PASSING: dict[str, Answer] = {
    "401": status(401),
    "409": status(409),
    "429": status(429, Retry_After="7"),
    "500": status(500),
    "503": status(503),
    "silent": Slow(),
    "a login page": status(200, b"<html>"),
}
TOLD_IN_DOUBT = {"held", "blind", "act_failed"}


def _patched(line: Line, pattern: str) -> int:
    return len([asked for asked in line.outside.asked if re.search(pattern, asked)])


@pytest.fixture(autouse=True)
def _it_grows(line: Line) -> None:
    line.outside.shape = always_rising(0.5, 0.0005)


@pytest.mark.parametrize("fault", [*REFUSED, *PASSING])
def test_reads_that_fail_once_each_delay_the_action_and_nothing_else(line: Line, fault: str) -> None:
    for pattern in READS.values():
        line.outside.fails(pattern, {**REFUSED, **PASSING}[fault], times=1)
    line.stores.inbox.accept([alert()])
    line.run_for(120)
    assert (line.outside.replicas(), line.state(), line.told().count("acted")) == (3, "acted", 1)


@pytest.mark.parametrize(
    ("call", "fault"), [*zip(READS, ["404", "403", "500", "403"], strict=True), ("read the workload", "404")]
)
def test_while_a_read_fails_nothing_is_changed_and_people_are_told(line: Line, call: str, fault: str) -> None:
    line.outside.fails(READS[call], {**REFUSED, **PASSING}[fault])
    line.stores.inbox.accept([alert()])
    line.run_for(300)
    assert _patched(line, "^PATCH") == 0
    assert set(line.told("slack")) & TOLD_IN_DOUBT
    assert set(line.told("pagerduty")) & TOLD_IN_DOUBT
    line.outside.troubles.clear()
    line.run_for(180)
    assert (line.outside.replicas(), line.told().count("acted")) == (3, 1)


@pytest.mark.parametrize(("call", "fault"), [("annotate", "403"), *(("scale", fault) for fault in REFUSED)])
def test_a_patch_that_is_refused_leaves_nothing_behind_and_is_told(line: Line, call: str, fault: str) -> None:
    line.outside.fails(PATCHES[call], REFUSED[fault], times=1)
    line.stores.inbox.accept([alert()])
    line.run_for(60)
    assert (line.outside.replicas(), line.state()) == (1, "failed")
    assert LEASE_KEY not in line.outside.annotations()
    assert (line.told("slack"), line.told("pagerduty")) == (["act_failed"], ["act_failed"])


@pytest.mark.parametrize("fault", PASSING)
def test_patches_that_fail_in_passing_are_done_later_once(line: Line, fault: str) -> None:
    for pattern in PATCHES.values():
        line.outside.fails(pattern, PASSING[fault], times=1)
    line.stores.inbox.accept([alert()])
    line.run_for(60)
    assert (line.outside.replicas(), line.state(), line.told().count("acted")) == (3, "acted", 1)


@pytest.mark.parametrize("call", PATCHES)
def test_a_patch_whose_answer_was_lost_is_found_done_and_not_done_again(line: Line, call: str) -> None:
    line.outside.fails(PATCHES[call], lost, times=1)
    line.stores.inbox.accept([alert()])
    line.run_for(60)
    assert (line.outside.replicas(), line.state(), line.told().count("acted")) == (3, "acted", 1)
    assert _patched(line, PATCHES["scale"]) == 1


@pytest.mark.parametrize("call", PATCHES)
def test_while_a_patch_fails_in_passing_people_are_told_and_nobody_forgets(line: Line, call: str) -> None:
    line.outside.fails(PATCHES[call], status(503))
    line.stores.inbox.accept([alert()])
    line.run_for(720, step_s=60)
    assert line.outside.replicas() == 1
    assert line.told("pagerduty") == ["unverified"]
    line.outside.troubles.clear()
    line.run_for(120)
    assert (line.outside.replicas(), line.told().count("acted")) == (3, 1)


HPA = "PATCH .*/horizontalpodautoscalers/web-hpa"


@pytest.mark.parametrize("fault", [*REFUSED, "409", "500", "lost"])
def test_the_floor_of_an_autoscaler_is_raised_once_or_not_at_all(line: Line, fault: str) -> None:
    ApiServer(line.outside.store, line.outside.access, line.cluster, line.api).autoscale(TARGET, "web-hpa", 1, 10)
    line.outside.fails(HPA, {**REFUSED, **PASSING, "lost": lost}[fault], times=1)
    line.stores.inbox.accept([alert()])
    line.run_for(60)
    refused = fault in REFUSED
    assert (line.outside.floor(), line.state()) == ((1, "failed") if refused else (3, "acted"))
    assert [kind for kind in line.told() if kind in ("acted", "act_failed")] == (
        ["act_failed"] if refused else ["acted"]
    )
    assert line.outside.replicas() == 1  # belongs to the autoscaler


@pytest.mark.parametrize("fault", ["409", "429", "500", "lost"])
def test_a_loan_is_given_back_once_however_often_that_fails(line: Line, fault: str) -> None:
    line.stores.inbox.accept([alert()])
    line.run_for(0)
    line.outside.shape = steady(0.2)
    line.outside.fails(PATCHES["scale"], {**PASSING, "lost": lost}[fault], times=2)
    line.run_for(4000, step_s=400)
    line.run_for(600, step_s=60)  # in two steps, a settle time apart
    assert (line.outside.replicas(), line.state(), line.told().count("given_back")) == (1, "given_back", 1)
    assert LEASE_KEY not in line.outside.annotations()


def test_a_loan_that_may_not_be_given_back_stays_and_a_person_is_told(line: Line) -> None:
    line.stores.inbox.accept([alert()])
    line.run_for(0)
    line.outside.shape = steady(0.2)
    line.outside.fails(PATCHES["scale"], status(403))
    line.run_for(4000, step_s=400)
    assert (line.outside.replicas(), line.state()) == (3, "leased")
    assert "unverified" in line.told()


@pytest.mark.parametrize("fault", REFUSED)
@pytest.mark.parametrize("call", PATCHES)
def test_a_change_whose_dry_run_is_refused_is_held_and_the_refusal_told(line: Line, call: str, fault: str) -> None:
    line.outside.fails(PATCHES[call].replace("PATCH", "TRY"), REFUSED[fault])
    line.stores.inbox.accept([alert()])
    line.run_for(60)
    assert (line.outside.replicas(), line.state(), set(line.told())) == (1, "", {"held"})
    assert _patched(line, "^PATCH") == 0


LOOKS = ("nodes", "pods", "namespaces/shop/resourcequotas", "namespaces/shop/limitranges")


@pytest.mark.parametrize("fault", ["403", "500", "silent", "a login page"])
def test_looks_that_are_optional_fail_without_holding_anything_up(line: Line, fault: str) -> None:
    for look in LOOKS:
        line.outside.fails(f"GET /k8s/api/v1/{look}$", {**REFUSED, **PASSING}[fault])
    line.stores.inbox.accept([alert()])
    line.run_for(30)
    assert (line.outside.replicas(), line.state()) == (3, "acted")


@pytest.mark.parametrize("fault", ["500", "silent", "a login page"])
def test_while_rights_cannot_be_asked_for_nothing_is_changed(line: Line, fault: str) -> None:
    line.outside.fails("POST .*/selfsubjectaccessreviews", PASSING[fault])
    line.stores.inbox.accept([alert()])
    line.run_for(120)
    assert (line.outside.replicas(), line.state(), set(line.told())) == (1, "", {"blind"})
    line.outside.troubles.clear()
    line.run_for(120)
    assert (line.outside.replicas(), line.told().count("acted")) == (3, 1)
