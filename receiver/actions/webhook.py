"""Webhook: have something of your own act, by a signed POST to a URL that the policy names.

The body is JSON: `{"version": "action/v1", "id", "forecast", "labels", "at"}`, where `labels` are the forecast's by-labels,
which chose the series, and `at` the second since the epoch in which it was decided. Nothing else of the alert goes out, and
neither address nor content comes from one. Redirects are not followed.

RBAC: none. Secret: `action-signing-key`, or `action-signing-key.<forecast>` for one forecast.
Idempotence: the header `Idempotency-Key` and the body's `id` are the remediation's; a call whose answer got lost is made again
with the same one, so the other end must do nothing for an id that it has seen. `Forecast-Timestamp` and `Forecast-Signature`
prove that it comes from here, and now: see `receiver.clients.signed`.
Undo: none. Any 2xx is done; what it brought is seen in the series. 408, 409, 425, 429 and 5xx pass; every other answer refuses
the call as such.
"""

from collections.abc import Callable

from receiver.domain.call import Call
from receiver.domain.decision import Plan
from receiver.domain.remediation import Remediation
from receiver.domain.surroundings import Right
from receiver.ports import Caller, Found

SIGNING_KEY = "action-signing-key"
"""Name of the secret."""


class Webhook:
    """Implements the port `Action`.

    Args:
        call_of: what the policy says about a remediation now; PermanentError when it says nothing any more.
        rehearsal: call nobody, only find out whether it could be done.
    """

    def __init__(self, caller: Caller, call_of: Callable[[Remediation], Call], *, rehearsal: bool = False) -> None:
        self._caller = caller
        self._call_of = call_of
        self._rehearsal = rehearsal

    def find(self, remediation: Remediation) -> Found:  # noqa: ARG002 (the port asks for it)
        """The other end cannot be asked: it is called again, with the same id."""
        return Found.UNSEEN

    def rights(self, plan: Plan) -> tuple[Right, ...]:  # noqa: ARG002 (the port asks for it)
        return ()

    def apply(self, remediation: Remediation) -> str:
        if self._rehearsal:
            self._caller.check(remediation.forecast)
            return str(remediation.plan)
        call = self._call_of(remediation)
        document = {
            "version": "action/v1",
            "id": remediation.id,
            "forecast": remediation.forecast,
            "labels": dict(call.labels),
            "at": int(remediation.created_at_s),
        }
        self._caller.call(call.url, remediation.forecast, remediation.id, document)
        return f"{remediation.plan}: {call.host} took it"
