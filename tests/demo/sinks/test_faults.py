from sinks.faults import Fault, Faults


def test_a_fault_is_used_up_by_its_own_endpoint_only() -> None:
    faults = Faults()
    faults.next("slack", 429, times=2, retry_after_s=3)
    assert faults.take("pagerduty") is None
    assert [faults.take("slack") for _ in range(3)] == [Fault(429, 3), Fault(429, 3), None]


def test_a_fault_without_a_wait_has_no_header() -> None:
    assert Fault(500).headers == {}
    assert Fault(429, 3).headers == {"Retry-After": "3"}
