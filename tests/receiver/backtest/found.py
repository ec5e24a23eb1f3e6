"""Findings of small histories, replayed for real."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from receiver.backtest.beside import Assumed
from receiver.backtest.cache import Cache, Key
from receiver.backtest.dryrun import DryRun
from receiver.backtest.findings import Coverage, Findings, ForecastFindings
from receiver.backtest.history import History, Origin
from receiver.backtest.run import backtest
from receiver.backtest.track import Bools, Floats
from tests.receiver.backtest.tracks import START_S, STEP_S, entry, policy


def forecast(name: str) -> ForecastFindings:
    """A forecast without any data."""
    nothing = Coverage(0, 0.0, None, None, 0.0, ())
    return ForecastFindings(name, entry(), None, nothing, (), (), DryRun((), {}, {}), (), ("no series was found",))


def findings(*forecasts: ForecastFindings) -> Findings:
    """A run over half a day."""
    return Findings(
        source="Prometheus at http://prometheus:9090",
        start_s=START_S,
        end_s=START_S + 43_200.0,
        catalog_hash="abc123",
        closed=False,
        restarts=(START_S + 600.0,),
        assumed=Assumed(2),
        forecasts=forecasts,
    )


def history(folder: Path, series: Mapping[tuple[str, str], Floats]) -> History:
    """Series on disk; NaN is absent."""
    places = len(next(iter(series.values())))
    held: dict[Key, tuple[Floats, Bools]] = {key: (values, np.isfinite(values)) for key, values in series.items()}
    chunk = Cache(folder).put(START_S, places, held)
    origin = Origin("recorded", START_S, START_S + STEP_S * places)
    return History("memory", ("namespace", "pod"), START_S, STEP_S, places, (origin,), (chunk,))


def replayed(folder: Path, series: Mapping[tuple[str, str], Floats]) -> ForecastFindings:
    """A real replay of some series."""
    rules = entry().rules
    assert rules is not None
    return backtest(
        history(folder, series),
        policy(),
        rules,
        closed=False,
        assumed=Assumed(2),
        pool=None,
        told=lambda _did, _all: None,
    )


def teeth(pods: int) -> dict[tuple[str, str], Floats]:
    """Pods that run full every five hours and are killed, one after the other."""
    t = np.arange(720)
    random = np.random.default_rng(3)
    return {
        ("shop", f"web-7d4b9c6f5d-x2kz{'bcdfghjk'[pod]}"): np.asarray(
            0.3 + 0.72 * ((t + 37 * pod) % 300) / 300 + random.normal(0, 0.002, 720)
        )
        for pod in range(pods)
    }
