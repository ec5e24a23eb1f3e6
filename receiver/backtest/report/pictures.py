"""What each picture shows; how it gets onto a page is the business of `canvas`."""

from typing import Any

import numpy as np

from receiver.backtest.findings import Example
from receiver.backtest.track import Track
from receiver.backtest.verdicts import AlertVerdict
from receiver.plots.canvas import BLUE, ORANGE, PURPLE, RED, Draw
from receiver.policy.model import AlertPolicy, Confidence
from receiver.scorecard.calibration import Calibration
from receiver.scorecard.tally import Tally

RULES, TOLD, LIMIT, PAGE = ORANGE, BLUE, RED, PURPLE

_BEFORE_HORIZONS = 4.0
_AFTER_HORIZONS = 1.5
_MOST_POINTS = 600


def example(shown: Example, track: Track, alert: AlertPolicy) -> Draw:
    """One series around one moment: utilisation, limit, and when it was believed to run out."""

    def draw(axes: Any) -> None:
        reach_s = alert.horizon_s
        begin_s = min(
            [shown.at_s, *(one.start_s for one in shown.told if one.start_s <= shown.at_s <= one.end_s + reach_s)]
        )
        within = (track.times_s >= begin_s - _BEFORE_HORIZONS * reach_s) & (
            track.times_s <= shown.at_s + _AFTER_HORIZONS * reach_s
        )
        hours = (track.times_s[within] - shown.at_s) / 3600.0
        thin = max(len(hours) // _MOST_POINTS, 1)
        axes.plot(hours[::thin], track.values[within][::thin], color=TOLD, lw=1.3, label="utilisation")
        axes.axhline(1.0, color=LIMIT, lw=1, label="limit")
        low, high = (float(hours[0]), float(hours[-1])) if len(hours) else (0.0, 1.0)
        label = "believed"
        for one in shown.told:
            start, end = (one.start_s - shown.at_s) / 3600.0, (one.end_s - shown.at_s) / 3600.0
            if end >= low and start <= high:
                axes.axvspan(max(start, low), min(end, high), color=PAGE, alpha=0.22, lw=0, label=label)
                label = ""
        axes.set_xlabel("hours from that moment")
        axes.set_ylim(bottom=0.0)
        axes.legend(loc="lower left", ncols=3)

    return draw


def leads(rules: Tally, told: Tally, horizon_s: float) -> Draw:
    """How long before a crossing the page came."""

    def draw(axes: Any) -> None:
        most = max([horizon_s, *rules.leads_s, *told.leads_s])
        unit, name = (3600.0, "hours") if most > 3 * 3600.0 else (60.0, "minutes")
        edges = np.linspace(0.0, most / unit, 13)
        series = [np.array(one.leads_s) / unit for one in (rules, told)]
        axes.hist(series, bins=edges.tolist(), color=[RULES, TOLD], label=["generated rules", "believed"])
        axes.set_xlabel(f"lead, {name}")
        axes.set_ylabel("crossings caught")
        axes.legend()

    return draw


def reliability(found: Calibration) -> Draw:
    """Promised against what came, and how often each was promised."""

    def draw(axes: Any) -> None:
        axes.plot([0, 1], [0, 1], color=LIMIT, lw=0.8, ls="--", label="as promised")
        promised, came = [one.promised for one in found.bins], [one.came for one in found.bins]
        areas = [12.0 + 8.0 * np.log10(one.count) ** 2 for one in found.bins]
        axes.scatter(promised, came, s=areas, color=TOLD, label="as it came, and how many moments")
        for one in found.bins:
            axes.annotate(f"{one.count}", (one.promised, one.came), (5, -3), textcoords="offset points", fontsize=7)
        axes.set_xlim(0, 1.05)
        axes.set_ylim(-0.05, 1.5)  # room for the legend
        axes.set_yticks([0.0, 0.5, 1.0])
        axes.set_xlabel("probability promised")
        axes.set_ylabel("share that crossed")
        axes.legend(loc="upper left")

    return draw


def thresholds(verdict: AlertVerdict, confidence: Confidence) -> Draw:
    """Precision and recall, had another probability been asked for."""

    def draw(axes: Any) -> None:
        at = list(verdict.thresholds)
        nothing = float("nan")
        precision = [nothing if one.precision is None else one.precision for one in verdict.thresholds.values()]
        recall = [nothing if one.recall is None else one.recall for one in verdict.thresholds.values()]
        axes.plot(at, precision, color=TOLD, lw=1.4, label="precision")
        axes.plot(at, recall, color=RULES, lw=1.4, label="recall")
        for name in ("notify", "act"):
            value = getattr(confidence, name)
            axes.axvline(value, color=PAGE, lw=0.8, ls=":")
            axes.annotate(name, (value, 1.06), ha="center", fontsize=8, annotation_clip=False)
        axes.set_xlim(0, 1)
        axes.set_ylim(0, 1.03)
        axes.set_xlabel("probability asked for")
        axes.legend(loc="lower left")

    return draw
