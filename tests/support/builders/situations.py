"""What the guards are asked about."""

from dataclasses import replace
from typing import Any

from receiver.domain.surroundings import Surroundings
from receiver.policy.budget import Budgets, Spent
from receiver.policy.situation import Situation
from tests.support.builders.changes import expansion, plan, resize
from tests.support.builders.incidents import alert, assessment
from tests.support.builders.objects import memory, volume, workload
from tests.support.builders.policies import entry, memory_entry, volume_entry
from tests.support.builders.usual import NOW_S


def situation(**changes: Any) -> Situation:
    """A situation in which every guard lets the action pass."""
    made = Situation(
        alert=alert(),
        entry=entry(),
        assessment=assessment(),
        workload=workload(),
        unresolved="",
        plan=plan(),
        last=None,
        approval=None,
        kill_switch="",
        budgets=Budgets(),
        spent=Spent(),
        maintenance=(),
        now_s=NOW_S,
        surroundings=Surroundings(),
    )
    return replace(made, **changes)


def volume_situation(**changes: Any) -> Situation:
    """The same about a volume."""
    about = {"entry": volume_entry(), "workload": None, "volume": volume(), "plan": expansion()}
    return situation(**about | changes)


def memory_situation(**changes: Any) -> Situation:
    """The same about a container."""
    about = {"entry": memory_entry(), "workload": None, "memory": memory(), "plan": resize()}
    return situation(**about | changes)
