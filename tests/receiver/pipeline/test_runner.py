import pytest
from prometheus_client import REGISTRY

from receiver.errors import ClaimLostError, ConflictError, NotFoundError, PermanentError, TemporaryError
from receiver.pipeline.runner import Done, Failed, run


def _raises(error: BaseException) -> object:
    def step() -> None:
        raise error

    return run("refine", step)


def test_a_value_comes_back_as_done() -> None:
    assert run("refine", lambda: 42) == Done(42)


def test_a_temporary_failure_keeps_the_wait_that_was_asked_for() -> None:
    assert _raises(TemporaryError("busy", 7.0)) == Failed("refine", "busy", temporary=True, retry_after_s=7.0)


def test_a_conflict_is_temporary() -> None:
    assert _raises(ConflictError("409")) == Failed("refine", "409", temporary=True)


def test_a_refusal_is_for_good() -> None:
    assert _raises(PermanentError("403")) == Failed("refine", "403", temporary=False)


def test_what_is_gone_is_said_to_be_gone() -> None:
    assert _raises(NotFoundError("404")) == Failed("refine", "404", temporary=False, gone=True)


def test_a_surprise_is_for_good_and_named() -> None:
    assert _raises(KeyError("x")) == Failed("refine", "KeyError: 'x'", temporary=False)


def test_a_stage_shows_that_it_had_no_surprise_before_its_first_so_that_the_first_is_an_increase() -> None:
    run("unknown-until-now", lambda: 42)
    labels = {"stage": "unknown-until-now", "kind": "surprise"}
    assert REGISTRY.get_sample_value("receiver_stage_failures_total", labels) == 0.0


@pytest.mark.parametrize("signal", [KeyboardInterrupt, SystemExit])
def test_the_end_of_the_process_is_not_caught(signal: type[BaseException]) -> None:
    with pytest.raises(signal):
        _raises(signal())


@pytest.mark.parametrize(
    ("error", "kind"),
    [(TemporaryError("x"), "temporary"), (PermanentError("x"), "permanent"), (ValueError("x"), "surprise")],
)
def test_failures_are_counted_by_kind(error: Exception, kind: str) -> None:
    labels = {"stage": "refine", "kind": kind}
    before = REGISTRY.get_sample_value("receiver_stage_failures_total", labels) or 0.0
    _raises(error)
    assert REGISTRY.get_sample_value("receiver_stage_failures_total", labels) == before + 1


def test_a_lost_claim_is_no_failure_of_the_step_but_the_end_of_the_whole_work() -> None:
    def late() -> None:
        raise ClaimLostError("somebody else works on it")

    with pytest.raises(ClaimLostError):
        run("act", late)
