"""The trials of a leak are honoured, those of a saw are not."""

import numpy as np

from receiver.forecast.ruler import Ruled
from receiver.forecast.scales import FIELDS, scales
from receiver.forecast.steps import mend
from receiver.forecast.trials import KEPT_PRIOR


def seen(v: np.ndarray) -> dict[str, np.ndarray]:
    stats, _ = scales(mend(Ruled(v[None].copy(), v[None].copy(), np.zeros(1, np.int64))))
    return {name: stats[i, 0] for i, name in enumerate(FIELDS)}


def test_a_saw_does_not() -> None:
    found = seen((np.arange(400.0) % 20) / 20)
    assert found["kept"][0] < 0.5
    assert found["honest"][3] < 0.5


def test_without_trials_the_prior_speaks() -> None:
    found = seen(np.arange(15.0))
    assert (found["trials"][0], found["kept"][0]) == (0.0, KEPT_PRIOR)
