import pytest

from receiver.policy.model import RemediationPolicy
from receiver.policy.volumes import cooldown_s
from tests.support.builders import expansion_document, volume

HOUR_S = 3600.0


@pytest.mark.parametrize(
    ("provisioner", "classes", "expected_s"),
    [
        ("example.com/disks", {}, HOUR_S),
        ("ebs.csi.aws.com", {}, 6 * HOUR_S),
        ("ebs.csi.aws.com", {"standard": 2 * HOUR_S}, 2 * HOUR_S),
        ("example.com/disks", {"standard": 3 * HOUR_S}, 3 * HOUR_S),
        ("example.com/disks", {"other": 3 * HOUR_S}, HOUR_S),
        ("ebs.csi.aws.com", {"standard": 60.0}, HOUR_S),
    ],
)
def test_a_class_has_its_own_cooldown_and_the_policys_is_the_least(
    provisioner: str, classes: dict[str, float], expected_s: float
) -> None:
    policy = RemediationPolicy.model_validate(expansion_document(cooldown_s=HOUR_S, class_cooldowns_s=classes))
    assert expected_s == cooldown_s(volume(provisioner=provisioner), policy)
