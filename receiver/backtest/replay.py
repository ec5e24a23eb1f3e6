"""Everything that happened, and would have happened, to one series: crossings, pages, looks, and moments for calibration."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np

from receiver import conventions
from receiver.backtest.cache import Key
from receiver.backtest.crossings import crossings
from receiver.backtest.looks import Look, Question, look, schedule
from receiver.backtest.pending import firing, pages
from receiver.backtest.rules import Condition, Rules
from receiver.backtest.track import Track
from receiver.backtest.watch import was_watched, watched
from receiver.domain.spell import Crossing, Spell
from receiver.policy.model import AlertPolicy, ForecastPolicy, GeneratedRules, WindowRule
from receiver.scorecard.calibration import Sample

SCALES = (0.5, 1.0, 2.0)
"""Window lengths that are tried, as shares of the policy's."""

FLOORS = (-0.1, 0.0, 0.1, 0.2)
"""Floors that are tried, as differences to the policy's."""

Variant = tuple[float, float]
"""Scale of the windows, and the floor."""


@dataclass(frozen=True, slots=True)
class Page:
    """One stretch in which the generated alert fires, and what the confidence check said during it."""

    spell: Spell
    looks: tuple[Look, ...]


@dataclass(frozen=True, slots=True)
class AlertOutcome:
    """One alert over one series.

    Attributes:
        extrapolated: pages of `predict_linear` alone on the longest window, with the same `for`.
        variants: pages of the generated alert with other windows and floors.
        undecided: moments for calibration at which the check was inconclusive.
    """

    crossings: tuple[Crossing, ...]
    extrapolated: tuple[Spell, ...]
    pages: tuple[Page, ...]
    variants: dict[Variant, tuple[Spell, ...]]
    samples: tuple[Sample, ...]
    undecided: int


@dataclass(frozen=True, slots=True)
class SeriesOutcome:
    """One series.

    Attributes:
        key: values of its by-labels.
        watched: when there was data.
        missing_ratio: share of the evaluations between its first and last sample that have none, 0..1.
        alerts: severity → what happened.
    """

    key: Key
    watched: tuple[Spell, ...]
    missing_ratio: float
    alerts: dict[str, AlertOutcome]


@dataclass(frozen=True)
class Job:
    """What every series of a forecast is replayed with.

    Attributes:
        closed: whether the server's windows include their old end.
        outages: when no rule was evaluated.
        sample_every_s: distance of the moments for calibration.
    """

    entry: ForecastPolicy
    rules: GeneratedRules
    closed: bool
    outages: tuple[Spell, ...]
    sample_every_s: float


def replay(job: Job, tracks: Sequence[tuple[int, Key, Track]]) -> list[SeriesOutcome]:
    """Replay some series; their number decides when they are sampled, so that any split gives the same but for rounding."""
    found = [(key, track, _stage1(job, track)) for _, key, track in tracks]
    alerts: list[dict[str, AlertOutcome]] = [{} for _ in tracks]
    for alert in job.entry.alerts:
        known = [stage1[alert.severity] for _, _, stage1 in found]
        looked = _looks(job, alert, [track for _, track, _ in found], [pages for _, _, pages, _ in known])
        sampled = _samples(job, alert, tracks, [crossed for crossed, _, _, _ in known])
        for place, (crossed, extrapolated, _, variants) in enumerate(known):
            samples, undecided = sampled[place]
            alerts[place][alert.severity] = AlertOutcome(
                crossed, extrapolated, looked[place], variants, samples, undecided
            )
    return [
        SeriesOutcome(key, watched(track), 1.0 - float(np.mean(track.present)) if len(track) else 0.0, alerts[place])
        for place, (key, track, _) in enumerate(found)
    ]


Stage1 = tuple[tuple[Crossing, ...], tuple[Spell, ...], tuple[Spell, ...], dict[Variant, tuple[Spell, ...]]]
"""Crossings, pages of predict_linear alone, pages of the alert, pages of its variants."""


def _stage1(job: Job, track: Track) -> dict[str, Stage1]:
    if not len(track):
        return {alert.severity: ((), (), (), {}) for alert in job.entry.alerts}
    rules = Rules(track, job.entry, job.rules, job.closed)
    return {alert.severity: _alert(job, rules, alert) for alert in job.entry.alerts}


def _alert(job: Job, rules: Rules, alert: AlertPolicy) -> Stage1:
    def fires(condition: Condition, true: np.ndarray, keep_s: float) -> tuple[Spell, ...]:
        return tuple(pages(firing(condition.times_s, true, alert.for_s, keep_s, job.outages)))

    plain = rules.condition(alert)
    variants = {
        (scale, floor): fires(condition, condition.above(floor), alert.keep_firing_s)
        for scale, condition in _scaled(rules, alert, plain)
        for floor in floors(alert)
    }
    return (
        tuple(crossings(rules.track, rules.resets, alert.horizon_s)),
        fires(plain, plain.extrapolated, 0.0),
        fires(plain, plain.above(alert.floor), alert.keep_firing_s),
        variants,
    )


def floors(alert: AlertPolicy) -> list[float]:
    """Floors to try for an alert, its own included."""
    return sorted({min(max(round(alert.floor + step, 4), 0.0), 0.95) for step in FLOORS})


def scaled(window: WindowRule, scale: float) -> WindowRule:
    """The same fit over a longer or shorter stretch, at the same resolution."""
    length_s = scale * window.length_s
    required = ceil(conventions.COVERAGE_RATIO * (length_s // window.resolution_s))
    return window.model_copy(update={"length_s": length_s, "required": required})


def _scaled(rules: Rules, alert: AlertPolicy, plain: Condition) -> Iterator[tuple[float, Condition]]:
    windows = rules.windows(alert)
    for scale in SCALES if windows and not rules.seasonal else ():
        if scale == 1.0:
            yield scale, plain
        elif alert.horizon_s <= MOST_HORIZON_WINDOWS * scale * windows[0].length_s:
            yield scale, rules.condition(alert, tuple(scaled(window, scale) for window in windows))


MOST_HORIZON_WINDOWS = 4
"""rulegen refuses an alert whose horizon is more than four of its shortest windows (docs/checks/horizon-window.md)."""


def _looks(
    job: Job, alert: AlertPolicy, tracks: list[Track], spells: list[tuple[Spell, ...]]
) -> list[tuple[Page, ...]]:
    times = [[schedule(spell, job.entry.interval_s) for spell in own] for own in spells]
    questions = [
        Question(track, at_s) for track, own in zip(tracks, times, strict=True) for page in own for at_s in page
    ]
    answers = iter(look(questions, job.entry, alert.horizon_s))
    return [
        tuple(Page(spell, tuple(next(answers) for _ in page)) for spell, page in zip(own, asked, strict=True))
        for own, asked in zip(spells, times, strict=True)
    ]


def _samples(
    job: Job, alert: AlertPolicy, tracks: Sequence[tuple[int, Key, Track]], crossed: list[tuple[Crossing, ...]]
) -> list[tuple[tuple[Sample, ...], int]]:
    """Moments at a fixed distance, at which nothing has run out yet and what came is known."""
    asked: list[list[tuple[Question, bool]]] = [
        list(_moments(job, alert, number, track, own)) for (number, _, track), own in zip(tracks, crossed, strict=True)
    ]
    answers = iter(look([question for own in asked for question, _ in own], job.entry, alert.horizon_s))
    found = []
    for own in asked:
        told = [(next(answers), came) for _, came in own]
        known = tuple(Sample(one.probability, came) for one, came in told if one.believes(0.0))
        found.append((known, len(told) - len(known)))
    return found


def _moments(
    job: Job, alert: AlertPolicy, number: int, track: Track, crossed: tuple[Crossing, ...]
) -> Iterator[tuple[Question, bool]]:
    if not len(track) or job.entry.kind == "countdown":
        return
    spells = watched(track)
    phase = (number * 0.618) % 1.0  # spreads the series over the distance
    first = ceil(track.start_s / job.sample_every_s - phase)
    end_s = track.start_s + len(track) * track.step_s
    for count in range(int((end_s - track.start_s) / job.sample_every_s) + 1):
        place = int((job.sample_every_s * (first + phase + count) - track.start_s) / track.step_s)
        if not (0 <= place < len(track) and track.sound[place]) or track.values[place] >= conventions.EXHAUSTED:
            continue
        at_s = float(track.start_s + place * track.step_s)
        comes = any(at_s < crossing.at_s <= at_s + alert.horizon_s for crossing in crossed)
        if comes or was_watched(spells, at_s, at_s + alert.horizon_s):
            yield Question(track, at_s), comes
