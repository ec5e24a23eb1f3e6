import pytest

from receiver.domain.decision import Plan
from receiver.domain.target import Target

CLAIM = Target("PersistentVolumeClaim", "shop", "data-0")
WEB = Target("Deployment", "shop", "web")

SCALE = Plan("scale", WEB, "replicas", 1, 3, "")
EXPAND = Plan("expand-volume", CLAIM, "storage", 10 * 2**30, 14 * 2**30, "")
RESTART = Plan("restart", WEB, "restartedAt", 0, 0, "")


@pytest.mark.parametrize(
    ("plan", "to_do", "done"),
    [
        (SCALE, "scale Deployment/shop/web replicas 1→3", "scaled Deployment/shop/web replicas 1→3"),
        (
            EXPAND,
            "expand-volume PersistentVolumeClaim/shop/data-0 storage 10 GiB→14 GiB",
            "expanded PersistentVolumeClaim/shop/data-0 storage 10 GiB→14 GiB",
        ),
        (RESTART, "restart Deployment/shop/web", "restarted Deployment/shop/web"),
    ],
)
def test_a_plan_is_said_in_the_words_of_its_action(plan: Plan, to_do: str, done: str) -> None:
    assert (to_do, done) == (str(plan), plan.done)


def test_giving_back_is_said_the_other_way_round() -> None:
    assert SCALE.undone == "gave back Deployment/shop/web replicas 3→1"
