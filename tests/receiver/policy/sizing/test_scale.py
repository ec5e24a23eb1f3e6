from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from receiver.domain.verdict import Assessment
from receiver.policy.model import RemediationPolicy
from receiver.policy.sizing.scale import TARGET_UTILIZATION, safe_to_lower, size_scale, step_down
from tests.support.builders import assessment, autoscaler, remediation_document, workload

_slopes = st.floats(min_value=-0.01, max_value=0.1, allow_nan=False)
_levels = st.floats(min_value=-0.5, max_value=1.5, allow_nan=False)
_counts = st.integers(min_value=1, max_value=100)


def _policy(max_step: int = 100, max_replicas: int = 1000, lease_s: float = 3600.0) -> RemediationPolicy:
    document = remediation_document(max_step=max_step, max_replicas=max_replicas, lease_s=lease_s)
    return RemediationPolicy.model_validate(document)


def test_enough_replicas_that_the_shared_growth_lasts_for_the_lease() -> None:
    # 2 pods grow by 0.0005/s; in 3600 s that is 1.8 each, and there is room for 0.3 each: 2 × 1.8 / 0.3 = 12 pods.
    sized = size_scale(workload(replicas=2), assessment(level=0.5, slope_per_s=0.0005), _policy())
    assert sized.wanted == 12
    assert sized.sizing == "forecast asks for 12 replicas"
    assert str(sized) == "scale Deployment/shop/web replicas 2→12"


def test_a_step_is_at_least_one() -> None:
    assert size_scale(workload(replicas=2), assessment(level=0.1, slope_per_s=1e-9), _policy()).wanted == 3


def test_without_room_the_largest_step_is_taken() -> None:
    assert size_scale(workload(replicas=2), assessment(level=0.9), _policy(max_step=4)).wanted == 6


@pytest.mark.parametrize(
    ("policy", "sizing"),
    [
        (_policy(max_step=2), "forecast asks for 12 replicas, clipped to 4 by max_step"),
        (_policy(max_replicas=3), "forecast asks for 12 replicas, clipped to 3 by max_replicas"),
    ],
)
def test_the_bound_that_clipped_is_named(policy: RemediationPolicy, sizing: str) -> None:
    assert sizing == size_scale(workload(replicas=2), assessment(), policy).sizing


def test_under_an_autoscaler_its_floor_is_raised_and_its_maximum_is_a_bound() -> None:
    hpa = autoscaler(min_replicas=2, max_replicas=5)
    sized = size_scale(workload(replicas=4, autoscaler=hpa), assessment(), _policy())
    assert str(sized) == "scale Deployment/shop/web minReplicas 2→5"
    assert sized.sizing.endswith("clipped to 5 by the autoscaler's maxReplicas")


@given(
    replicas=_counts,
    level=_levels,
    slope=_slopes,
    step=st.integers(1, 20),
    ceiling=_counts,
    hpa=st.none() | st.tuples(_counts, _counts),
)
def test_a_plan_is_never_beyond_any_bound_and_never_lowers(
    replicas: int, level: float, slope: float, step: int, ceiling: int, hpa: tuple[int, int] | None
) -> None:
    above = None if hpa is None else autoscaler(min_replicas=min(hpa), max_replicas=max(hpa))
    held = workload(replicas=replicas, autoscaler=above)
    sized = size_scale(held, assessment(level=level, slope_per_s=slope), _policy(step, ceiling))
    assert sized.wanted >= sized.previous
    if sized.wanted > sized.previous:
        assert sized.wanted <= ceiling
        assert sized.wanted <= replicas + step
        assert above is None or sized.wanted <= above.max_replicas
    assert held.floor == sized.previous


@given(replicas=_counts, level=_levels, slope=st.floats(1e-9, 0.1), more=st.floats(0.0, 0.1), step=st.integers(1, 20))
def test_a_steeper_or_higher_rise_never_asks_for_less(
    replicas: int, level: float, slope: float, more: float, step: int
) -> None:
    def wanted(seen: Assessment) -> int:
        return size_scale(workload(replicas=replicas), seen, _policy(step)).wanted

    here = wanted(assessment(level=level, slope_per_s=slope))
    assert here <= wanted(assessment(level=level, slope_per_s=slope + more))
    assert here <= wanted(assessment(level=level + more, slope_per_s=slope))


@given(replicas=_counts, level=st.floats(0.0, 0.79), slope=st.floats(1e-6, 0.01))
def test_unclipped_the_shared_growth_stays_below_the_target_for_the_lease(
    replicas: int, level: float, slope: float
) -> None:
    policy = _policy(max_step=10**9, max_replicas=10**9)
    sized = size_scale(workload(replicas=replicas), assessment(level=level, slope_per_s=slope), policy)
    assert level + slope * policy.lease_s * replicas / sized.wanted <= TARGET_UTILIZATION + 1e-9


def _safe(replicas: int, seen: Assessment, *, shared: bool = False) -> bool:
    return safe_to_lower(1, replicas, seen, shared=shared)


def test_growth_that_would_not_run_out_on_fewer_replicas_may_be_concentrated_again() -> None:
    # 3 pods at 1e-4/s become 1 pod at 3e-4/s: 0.3 + 3e-4 × 1800 = 0.84.
    assert _safe(3, assessment(level=0.3, slope_per_s=1e-4, horizon_s=1800))


def test_growth_that_would_run_out_again_may_not() -> None:
    # 0.3 + 4.5e-4 × 1800 = 1.11, although each of the three pods alone is safe.
    seen = assessment(level=0.3, slope_per_s=1.5e-4, horizon_s=1800)
    assert not _safe(3, seen)
    assert safe_to_lower(2, 3, seen, shared=False)  # half of the way is


def test_a_falling_series_of_one_pod_is_judged_by_its_level_alone() -> None:
    assert _safe(3, assessment(level=0.99, slope_per_s=-1.0))
    assert not _safe(3, assessment(level=1.0, slope_per_s=-1.0))


def test_a_level_that_the_pods_share_is_concentrated_like_the_growth() -> None:
    seen = assessment(level=0.4, slope_per_s=0.0)
    assert not _safe(3, seen, shared=True)  # 3 × 0.4 on one
    assert safe_to_lower(2, 3, seen, shared=True)


@given(level=_levels, slope=_slopes, replicas=_counts, more=st.floats(0.0, 0.1), extra=_counts, shared=st.booleans())
def test_more_growth_more_level_or_more_pods_never_make_it_safer(
    level: float, slope: float, replicas: int, more: float, extra: int, shared: bool
) -> None:
    seen = assessment(level=level, slope_per_s=slope)
    if not _safe(replicas, seen, shared=shared):
        assert not _safe(replicas, replace(seen, slope_per_s=slope + more), shared=shared)
        assert not _safe(replicas, replace(seen, level=level + more), shared=shared)
        assert not _safe(replicas + extra, seen, shared=shared)


@given(previous=_counts, more=_counts)
def test_half_of_the_way_back_ends_at_the_previous_count_in_a_few_steps(previous: int, more: int) -> None:
    lent, steps = previous + more, 0
    while lent > previous:
        lower = step_down(previous, lent)
        assert previous <= lower < lent
        lent, steps = lower, steps + 1
    assert steps <= more.bit_length()
