"""Did somebody lower what the last step raised? Then it is not raised again while its loan would last: two robots, or a robot
and a person, must not fight over a number.
"""

from receiver.domain.decision import Hold
from receiver.domain.remediation import State
from receiver.policy.situation import Situation


def check(situation: Situation) -> Hold | None:
    last, workload = situation.alike or situation.last, situation.workload
    if last is None or workload is None or last.state is not State.KEPT or situation.now_s >= last.lease_until_s:
        return None
    if workload.floor >= last.lent:
        return None
    changed = f"{workload.floor_field} is {workload.floor}, {last.id} had raised it to {last.lent}"
    return Hold("undone", f"somebody lowered it since ({changed}); it is not raised again while that loan would last")
