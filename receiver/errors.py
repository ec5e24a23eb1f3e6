"""What can go wrong, by what the caller should do about it.

A hold, a refuted forecast or too little data is not an error: it is a value with a reason (see `receiver.domain`).
"""


class ReceiverError(Exception):
    """The root of every error that this package raises on purpose."""


class ConfigError(ReceiverError):
    """Settings, policy or token files are unusable; the process must not start (exit 2)."""


class PayloadError(ReceiverError):
    """A request body that can never succeed, whoever sends it again (HTTP 400)."""


class TemporaryError(ReceiverError):
    """A peer is unreachable, slow or asks for patience; the same step may succeed later.

    Args:
        message: what failed, for people.
        retry_after_s: seconds the peer asked us to wait, None when it did not say.
    """

    def __init__(self, message: str, retry_after_s: float | None = None) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class ClaimLostError(ReceiverError):
    """Somebody else works on this by now, because we slept or took too long; drop it without another word."""


class PermanentError(ReceiverError):
    """A peer refused; the same step will be refused again until a person changes something."""


class ConflictError(TemporaryError):
    """The object changed since it was read (HTTP 409); read again, decide again."""


class RefusedError(PermanentError):
    """Who is to do it refuses it as such, whenever it is asked: the cluster (no right, a rule against it) or a webhook."""


class NotFoundError(PermanentError):
    """The object is gone (HTTP 404); there is nothing left to do to it."""


class TooLargeError(PermanentError):
    """One request asked for or brought too much (HTTP 413, 422, our own limit); a smaller one may pass."""
