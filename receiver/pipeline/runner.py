"""Runs a step and turns whatever comes out of it into a result; one of the two places that may catch everything."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

import structlog

from receiver import telemetry
from receiver.errors import ClaimLostError, NotFoundError, PermanentError, TemporaryError

log = structlog.get_logger()
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Done(Generic[T]):
    """The step's value."""

    value: T


@dataclass(frozen=True, slots=True)
class Failed:
    """Why the step has no value.

    Attributes:
        stage: name of the stage that failed.
        error: for people.
        temporary: whether the same step may succeed later; a surprise (a bug) counts as permanent.
        gone: whether the object that the step is about does not exist (any more).
        retry_after_s: what the peer asked for, None when it did not.
    """

    stage: str
    error: str
    temporary: bool
    retry_after_s: float | None = None
    gone: bool = False


def run(stage: str, step: Callable[[], T]) -> Done[T] | Failed:
    """Run one step of one stage.

    Raises:
        ClaimLostError: the whole work is somebody else's by now; the only thing that it raises.
    """
    telemetry.FAILURES.labels(stage, "surprise")  # shown as 0 from now on: the first one is an increase then
    try:
        with telemetry.STAGE_SECONDS.labels(stage).time():
            return Done(step())
    except ClaimLostError:
        raise
    except TemporaryError as error:
        telemetry.FAILURES.labels(stage, "temporary").inc()
        log.warning("stage failed, will be tried again", stage=stage, error=str(error))
        return Failed(stage, str(error), temporary=True, retry_after_s=error.retry_after_s)
    except PermanentError as error:
        telemetry.FAILURES.labels(stage, "permanent").inc()
        log.error("stage failed", stage=stage, error=str(error))
        return Failed(stage, str(error), temporary=False, gone=isinstance(error, NotFoundError))
    except Exception as error:
        telemetry.FAILURES.labels(stage, "surprise").inc()
        log.exception("stage failed by surprise", stage=stage)
        return Failed(stage, f"{type(error).__name__}: {error}", temporary=False)
