"""The registry: complete, and in the order of asking."""

import pkgutil

from receiver.policy import guards


def _name(guard: object) -> str:
    return str(getattr(guard, "__name__", "")).rpartition(".")[2]


def test_every_guard_module_is_registered_once() -> None:
    modules = sorted(module.name for module in pkgutil.iter_modules(guards.__path__))
    assert modules == sorted(_name(guard) for guard in guards.GUARDS)


def test_they_ask_the_statistics_first_the_cluster_later_and_a_person_last() -> None:
    expected = [
        "verdict",
        "action",
        "severity",
        "confidence",
        "kill_switch",
        "maintenance",
        "load",
        "target",
        "running",
        "cooldown",
        "effect",
        "undone",
        "workload",
        "rollout",
        "volume",
        "memory",
        "gitops",
        "bounds",
        "budget",
        "preflight",
        "mode",
        "approval",
    ]
    assert expected == [_name(guard) for guard in guards.GUARDS]
