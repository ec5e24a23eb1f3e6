"""Whom a remediation of kind `webhook` calls: the policy's word at the moment of the call, with the by-labels of its alert."""

from collections.abc import Callable

from receiver.domain.call import Call
from receiver.domain.remediation import Remediation
from receiver.errors import PermanentError
from receiver.policy.model import Policy
from receiver.store import Episodes


def called(policy: Policy, episodes: Episodes) -> Callable[[Remediation], Call]:
    """Return what answers for a remediation; it raises PermanentError when the policy names no webhook any more."""

    def call_of(remediation: Remediation) -> Call:
        entry = policy.forecasts.get(remediation.forecast)
        rung = entry.rung("webhook") if entry else None
        if entry is None or rung is None or rung.url is None:
            raise PermanentError("the policy names no url to call any more")
        labels = episodes.get(remediation.episode_id).alert.labels
        return Call(rung.url, remediation.forecast, {name: labels[name] for name in entry.by})

    return call_of
