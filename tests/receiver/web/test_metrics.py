from receiver.errors import TemporaryError
from tests.support.builders import alert
from tests.support.payloads import wire_group
from tests.support.site import Site


def _shown(site: Site) -> str:
    answer = site.client.get("/metrics")
    assert answer.status_code == 200
    assert answer.content_type.startswith("text/plain; version=")
    return answer.text


def test_what_is_counted_is_shown(site: Site) -> None:
    site.post(wire_group())
    assert 'receiver_requests_total{code="200"}' in _shown(site)


def test_how_much_waits_is_read_from_the_store(site: Site) -> None:
    site.post(wire_group())
    shown = _shown(site)
    assert 'receiver_backlog{queue="episodes"} 1.0' in shown
    assert 'receiver_backlog{queue="messages"} 0.0' in shown


def test_how_much_was_given_up_is_read_from_the_store(site: Site) -> None:
    site.stores.episodes.close(site.stores.accepted(alert()), state="dead", error="a bug")
    shown = _shown(site)
    assert 'receiver_dead_letters{queue="episodes"} 1.0' in shown
    assert 'receiver_dead_letters{queue="messages"} 0.0' in shown


def test_a_failing_store_leaves_the_other_metrics_readable(site: Site) -> None:
    def fails() -> int:
        raise TemporaryError("the store failed")

    site.depths["episodes"] = fails
    shown = _shown(site)
    assert 'receiver_backlog{queue="episodes"} NaN' in shown
    assert 'receiver_backlog{queue="messages"} 0.0' in shown


def test_how_long_the_queues_have_waited_and_what_is_spent_is_read_from_the_store(site: Site) -> None:
    site.post(wire_group())
    site.clock.advance(30.0)
    shown = _shown(site)
    assert 'receiver_queue_age_seconds{queue="episodes"} 30.0' in shown
    assert 'receiver_budget_spent{budget="per_hour"} 0.0' in shown
    assert 'receiver_budget_limit{budget="per_hour"} 10.0' in shown
    assert "receiver_acting 1.0" in shown


def test_a_failing_store_takes_back_what_was_true_before(site: Site) -> None:
    _shown(site)
    site.stores.database.close()
    site.stores.path.write_bytes(b"no database" * 1000)
    shown = _shown(site)
    assert "receiver_acting NaN" in shown
    assert "receiver_queue_age_seconds{" not in shown


def test_a_process_says_of_what_it_does_whether_it_is_ready(site: Site) -> None:
    assert 'receiver_ready{part="works"} 1.0' in _shown(site)
    site.obstacles.append("the worker does not run")
    assert 'receiver_ready{part="works"} 0.0' in _shown(site)
