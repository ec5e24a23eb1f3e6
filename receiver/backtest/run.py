"""The whole backtest of one forecast, over as many processes as there are cores; the number of them changes no number."""

import multiprocessing
import pickle
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

from receiver.backtest.advice import advise
from receiver.backtest.beside import Assumed, Beside, Read
from receiver.backtest.cache import Key
from receiver.backtest.dryrun import dry_run
from receiver.backtest.examples import examples
from receiver.backtest.findings import ForecastFindings
from receiver.backtest.history import History
from receiver.backtest.notes import coverage, notes
from receiver.backtest.replay import Job, SeriesOutcome, replay
from receiver.backtest.verdicts import judge
from receiver.backtest.workloads import gather
from receiver.policy.model import GeneratedRules, Policy

BLOCK = 16
"""Series that a process holds at once: 6 MB for 30 days at one minute."""

SAMPLES = 20_000
"""Moments per alert at which calibration is measured, at most; each costs about half a millisecond."""

_LEAST_SAMPLE_DISTANCE_S = 3600.0

NOTHING_BESIDE = Beside()

Told = Callable[[int, int], None]
Workers = ProcessPoolExecutor | None


@contextmanager
def workers(processes: int) -> Iterator[Workers]:
    """Processes to share the work; None for a single one."""
    if processes <= 1:
        yield None
        return
    # not forked: a progress bar's thread may hold a lock at that moment
    with ProcessPoolExecutor(processes, multiprocessing.get_context("spawn")) as pool:
        yield pool


def backtest(
    history: History,
    policy: Policy,
    rules: GeneratedRules,
    *,
    closed: bool,
    assumed: Assumed,
    pool: Workers,
    told: Told,
    beside: Beside = NOTHING_BESIDE,
) -> ForecastFindings:
    """Replay one forecast and judge it.

    Args:
        closed: whether the server's windows include their old end.
        assumed: where history does not tell.
        told: hears of progress.
        beside: what else history tells of the same time.
    """
    entry = policy.forecasts[history.forecast]
    keys = history.keys()
    job = Job(entry, rules, closed, history.silences(), _distance_s(history, len(keys)))
    series = _replayed(history, job, keys, pool, told)
    found = coverage(history, series)
    labelled = [(history.labels(one.key), one.watched) for one in series]
    targets = [rung.target for rung in entry.remediation.rungs] if entry.remediation else []
    workloads = gather(labelled, targets, assumed.replicas)
    verdicts = tuple(judge(series, alert, entry) for alert in entry.alerts)
    return ForecastFindings(
        name=history.forecast,
        entry=entry,
        history=history,
        coverage=found,
        verdicts=verdicts,
        advice=tuple(advise(entry, list(verdicts))) if series else (),
        dry_run=dry_run(history.forecast, policy, series, workloads, Read(history, beside, assumed)),
        examples=examples(entry, series),
        notes=notes(history, found),
    )


def _distance_s(history: History, series: int) -> float:
    whole_s = series * (history.end_s - history.start_s)
    return max(_LEAST_SAMPLE_DISTANCE_S, whole_s / SAMPLES)


def _replayed(history: History, job: Job, keys: Sequence[Key], pool: Workers, told: Told) -> list[SeriesOutcome]:
    numbered = list(enumerate(keys))
    blocks = [numbered[begin : begin + BLOCK] for begin in range(0, len(numbered), BLOCK)]
    found: list[SeriesOutcome] = []
    if pool is None or len(blocks) == 1:
        for block in blocks:
            found += _block(history, job, block)
            told(len(found), len(keys))
        return found
    with TemporaryDirectory() as folder:
        shared = Path(folder) / "work"
        shared.write_bytes(pickle.dumps((history, job)))
        for outcomes in pool.map(_shared_block, [shared] * len(blocks), blocks):
            found += outcomes
            told(len(found), len(keys))
    return found


def _block(history: History, job: Job, block: list[tuple[int, Key]]) -> list[SeriesOutcome]:
    tracks = history.tracks([key for _, key in block])
    return replay(job, [(number, key, track) for (number, key), track in zip(block, tracks, strict=True)])


def _shared_block(shared: Path, block: list[tuple[int, Key]]) -> list[SeriesOutcome]:
    return _block(*_load(shared), block)


@lru_cache(maxsize=1)
def _load(shared: Path) -> tuple[History, Job]:
    found: tuple[History, Job] = pickle.loads(shared.read_bytes())  # noqa: S301 - written by this run, in its own folder
    return found
