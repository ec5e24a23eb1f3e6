"""Draw docs/forecasting/*.png: a good case, a refuted one, and a failure. Needs matplotlib (extra `plots`).

python bench/forecast_pictures.py
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import matplotlib as mpl  # noqa: E402
import numpy as np  # noqa: E402

from bench.forecast_shapes import Shape, make  # noqa: E402
from receiver.forecast import assess  # noqa: E402

mpl.use("Agg")
from matplotlib import pyplot as plt  # noqa: E402

CASES = {"good": ("stairs", True, 1), "refuted": ("saw", False, 0), "failure": ("kicked", True, 0)}


def pick(name: str, crossing: bool, likely: int) -> Shape:
    """The first seed whose outcome and answer are the ones to be shown."""
    for seed in range(200):
        shape = make(name, seed, gaps=False)
        seen = slice(0, shape.now + 1)
        p = assess(shape.t[seen], shape.v[seen], 1.0, shape.horizon).probability
        if shape.crossed(shape.horizon) == crossing and (p >= 0.8 if likely else p < 0.3):
            return shape
    raise SystemExit(f"no seed shows a {name} as wanted")


def draw(file: Path, shape: Shape) -> None:
    """The series, what was known, the fan of arrival times, and the probability as time went on."""
    figure, (top, bottom) = plt.subplots(2, 1, figsize=(7, 4.6), sharex=True, height_ratios=(3, 1))
    found = assess(shape.t[: shape.now + 1], shape.v[: shape.now + 1], 1.0, shape.horizon)
    top.plot(shape.t[: shape.now + 1], shape.v[: shape.now + 1], lw=1.2, label="known")
    end = min(shape.now + int(2 * shape.horizon), len(shape.t))
    top.plot(shape.t[shape.now : end], shape.v[shape.now : end], lw=1, ls=":", label="what came")
    top.axhline(1.0, color="tab:red", lw=1)
    top.axvline(shape.now, color="grey", lw=0.8)
    top.axvspan(shape.now, shape.now + shape.horizon, color="grey", alpha=0.12, label="horizon")
    if np.isfinite(found.eta_upper_s):
        arrival = shape.now + np.array([found.eta_lower_s, found.eta_upper_s])
        top.plot(arrival, [1.0, 1.0], color="tab:orange", lw=5, alpha=0.7, label="arrival, 80 %")
    top.set_ylim(0, 1.15)
    top.set_title(f"{found.verdict}, probability {found.probability:.2f}", fontsize=10)
    top.legend(fontsize=8, loc="lower right")
    moments = range(max(int(shape.horizon), 20), shape.now + 1, 2)
    p = [assess(shape.t[: i + 1], shape.v[: i + 1], 1.0, shape.horizon).probability for i in moments]
    bottom.plot(list(moments), p, color="black", lw=1)
    bottom.axhline(0.5, color="grey", lw=0.6)
    bottom.set_ylim(0, 1)
    bottom.set_ylabel("probability", fontsize=8)
    figure.tight_layout()
    figure.savefig(file, dpi=80, metadata={"Software": None})
    plt.close(figure)


def main() -> None:
    for name, (kind, crossing, likely) in CASES.items():
        draw(ROOT / "docs" / "forecasting" / f"{name}.png", pick(kind, crossing, likely))


if __name__ == "__main__":
    main()
