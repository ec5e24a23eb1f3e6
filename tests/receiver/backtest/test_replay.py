import numpy as np
import pytest

from receiver.backtest.replay import Job, SeriesOutcome, floors, replay, scaled
from receiver.backtest.track import Track
from receiver.domain.spell import Spell
from receiver.policy.model import ForecastPolicy
from tests.receiver.backtest.tracks import START_S, entry, leak, track

KEY = ("shop", "web-7d4b9c6f5d-x2kzp")


def _job(policy: ForecastPolicy, **changes: object) -> Job:
    assert policy.rules is not None
    given = {"closed": False, "outages": (), "sample_every_s": 3600.0, **changes}
    return Job(policy, policy.rules, **given)  # type: ignore[arg-type]


def _one(one: Track, **changes: object) -> SeriesOutcome:
    policy = entry(**changes)
    [found] = replay(_job(policy), [(0, KEY, one)])
    return found


def _runs_out() -> Track:
    return track(np.concatenate((leak(600, 1.0, 1) * 0 + np.linspace(0.4, 1.0, 600), np.full(120, 0.1))))


def test_a_leak_is_paged_believed_and_runs_out() -> None:
    alert = _one(_runs_out()).alerts["critical"]
    assert [crossing.at_s for crossing in alert.crossings] == [START_S + 60.0 * 599]
    [page] = alert.pages
    assert 40 * 60 <= alert.crossings[0].at_s - page.spell.start_s <= 50 * 60
    assert any(look.believes(0.9) for look in page.looks)


def test_a_steady_series_makes_no_page_and_no_crossing() -> None:
    alert = _one(track(np.full(600, 0.7))).alerts["critical"]
    assert (alert.pages, alert.crossings, alert.extrapolated) == ((), (), ())


def test_a_step_fools_the_line_but_not_the_rules() -> None:
    steps = np.concatenate((np.full(300, 0.4), np.full(300, 0.75)))
    alert = _one(track(steps)).alerts["critical"]
    assert alert.extrapolated
    assert alert.pages == ()


def test_below_the_floor_nothing_is_paged() -> None:
    fast = np.linspace(0.0, 0.45, 100)
    assert _one(track(fast)).alerts["critical"].pages == ()


def test_variants_hold_the_policys_own_setting() -> None:
    alert = _one(_runs_out()).alerts["critical"]
    assert list(alert.variants[1.0, 0.5]) == [page.spell for page in alert.pages]
    assert {scale for scale, _ in alert.variants} == {1.0, 2.0}  # half of 15 minutes is too short for 45 ahead


def test_floors_around_the_policys_own_are_tried() -> None:
    assert floors(entry().alerts[0]) == [0.4, 0.5, 0.6, 0.7]


def test_a_longer_window_asks_for_more_samples() -> None:
    rules = entry().rules
    assert rules is not None
    longer = scaled(rules.windows[0], 2.0)
    assert (longer.length_s, longer.required) == (1800.0, 27)


def test_moments_for_calibration_know_what_came() -> None:
    samples = _one(_runs_out()).alerts["critical"].samples
    assert [sample.crossed for sample in samples].count(True) in (0, 1)
    assert len(samples) >= 8


def test_a_countdown_has_no_windows_to_vary_and_pages_when_the_time_is_near() -> None:
    alerts = [{"severity": "critical", "windows_s": [], "horizon_s": 2700.0, "for_s": 0.0}]
    rules = {"utilization": "x", "slow_interval_s": 120.0, "windows": []}
    found = _one(track(np.linspace(-3.0, 1.0, 400)), kind="countdown", alerts=alerts, rules=rules)
    alert = found.alerts["critical"]
    assert [page.spell.start_s for page in alert.pages] == [START_S + 60.0 * 300]
    assert (alert.variants, alert.samples) == ({}, ())
    looks = [look for page in alert.pages for look in page.looks]
    assert {(look.verdict, look.reason, look.probability) for look in looks} == {("confirmed", "remaining", 1.0)}
    assert looks[0].eta_s == pytest.approx(2700.0 * (4.0 - 300 * 4.0 / 399))


def test_a_series_that_is_not_there_is_an_empty_outcome() -> None:
    found = _one(track(np.zeros(5), absent=(0, 1, 2, 3, 4)).trimmed())
    assert (found.watched, found.missing_ratio, found.alerts["critical"].pages) == ((), 0.0, ())


def test_any_split_of_the_series_gives_the_same_result_but_for_rounding() -> None:
    random = np.random.default_rng(1)
    tracks = [
        (number, ("shop", f"web-{number}"), track(np.abs(0.6 + np.cumsum(random.normal(0, 0.01, 900)))))
        for number in range(5)
    ]
    job = _job(entry())
    together = replay(job, tracks)
    apart = [outcome for one in tracks for outcome in replay(job, [one])]
    assert [_pages(one) for one in together] == [_pages(one) for one in apart]
    assert _probabilities(together) == pytest.approx(_probabilities(apart), abs=1e-9)
    assert len(_probabilities(together)) > 20


def _pages(one: SeriesOutcome) -> list[Spell]:
    return [page.spell for page in one.alerts["critical"].pages]


def _probabilities(found: list[SeriesOutcome]) -> list[float]:
    return [sample.probability for one in found for sample in one.alerts["critical"].samples]


def test_missing_samples_are_told() -> None:
    found = _one(track(np.full(100, 0.5), absent=slice(40, 60)))
    assert found.missing_ratio == pytest.approx(0.2)
    assert found.watched == (Spell(START_S, START_S + 2400), Spell(START_S + 3600, START_S + 6000))
