"""May anything in the cluster be changed now? Not while the kill switch is on, and not within a maintenance window.

For what is already on loan; whether something new is begun is for the guards, which ask the same two questions.
"""

from receiver.clock import Clock
from receiver.domain.remediation import Remediation
from receiver.policy.maintenance import standstill
from receiver.policy.model import Policy
from receiver.store import KillSwitch


class Standstill:
    """Answers with a reason, for people."""

    def __init__(self, kill_switch: KillSwitch, policy: Policy, clock: Clock) -> None:
        self._kill_switch = kill_switch
        self._policy = policy
        self._clock = clock

    def reason(self, remediation: Remediation) -> str:
        """Return why this remediation's target must be left as it is, empty when it need not."""
        switched_off = self._kill_switch.reason()
        if switched_off:
            return f"acting is switched off: {switched_off}"
        namespace = remediation.plan.target.namespace
        return standstill(self._policy.maintenance, remediation.forecast, namespace, self._clock.now())
