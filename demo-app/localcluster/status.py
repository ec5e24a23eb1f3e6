"""Refusals as the Kubernetes API words them: a `Status` object with a reason machines can read.

https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/status/
"""

from typing import Any


class ApiError(Exception):
    """A request that is refused.

    Args:
        code: HTTP status.
        reason: one of the API's machine-readable reasons.
        message: for people.
        details: what the refusal is about.
    """

    def __init__(self, code: int, reason: str, message: str, details: dict[str, Any] | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.reason = reason
        self.message = message
        self.details = details or {}

    def body(self) -> dict[str, Any]:
        """The `Status` object."""
        return {
            "kind": "Status",
            "apiVersion": "v1",
            "metadata": {},
            "status": "Failure",
            "message": self.message,
            "reason": self.reason,
            "details": self.details,
            "code": self.code,
        }


def not_found(what: str, name: str) -> ApiError:
    """404: no such object."""
    return ApiError(404, "NotFound", f'{what} "{name}" not found', {"name": name, "kind": what.split(".")[0]})


def conflict(what: str, name: str) -> ApiError:
    """409: the object changed since the caller read it."""
    message = (
        f'Operation cannot be fulfilled on {what} "{name}": the object has been modified; '
        "please apply your changes to the latest version and try again"
    )
    return ApiError(409, "Conflict", message, {"name": name, "kind": what.split(".")[0]})


def already_exists(what: str, name: str) -> ApiError:
    """409: there is an object of this name."""
    message = f'{what} "{name}" already exists'
    return ApiError(409, "AlreadyExists", message, {"name": name, "kind": what.split(".")[0]})


def invalid(kind: str, name: str, field: str, problem: str) -> ApiError:
    """422: understood, and not allowed."""
    causes = [{"reason": "FieldValueInvalid", "message": problem, "field": field}]
    return ApiError(422, "Invalid", f'{kind} "{name}" is invalid: {field}: {problem}', {"name": name, "causes": causes})


def bad_request(message: str) -> ApiError:
    """400: not understood."""
    return ApiError(400, "BadRequest", message)
