import pytest
from hypothesis import given
from hypothesis import strategies as st

from receiver.domain.target import Target
from tests.support.builders import autoscaler, workload

_names = st.text("abcdefghijklmnopqrstuvwxyz0123456789-.", min_size=1, max_size=63)


@given(namespace=_names, name=_names)
def test_a_written_target_is_read_back(namespace: str, name: str) -> None:
    target = Target("Deployment", namespace, name)
    assert Target.parse(str(target)) == target


def test_a_text_that_is_no_target_is_refused() -> None:
    with pytest.raises(ValueError, match="unpack"):
        Target.parse("Deployment/web")


def test_the_floor_is_the_count_or_the_autoscalers_minimum() -> None:
    assert workload(replicas=4).floor == 4
    assert workload(replicas=4, autoscaler=autoscaler(min_replicas=2)).floor == 2


def test_the_lease_is_on_the_object_that_carries_the_floor() -> None:
    hpa = autoscaler(annotations={"on": "hpa"})
    assert workload(annotations={"on": "workload"}).lease_annotations == {"on": "workload"}
    assert workload(annotations={"on": "workload"}, autoscaler=hpa).lease_annotations == {"on": "hpa"}
