"""How good the forecasts are: what `receiver scorecard` counts over thirty days, as it changes."""

from rulegen import conventions
from rulegen.outputs.grafana import board
from rulegen.outputs.grafana.board import HALF, THIRD, Query

_CHOSEN = f'{conventions.LABEL_FORECAST}=~"${{forecast:regex}}"'
_EACH = "forecast, severity"
_NAMED = "{{forecast}} {{severity}}"
_SHARE: board.Steps = ((None, "red"), (0.5, "orange"), (0.8, "green"))


def scorecard_board() -> str:
    """The dashboard as JSON."""
    made = board.dashboard("Forecasts: scorecard", "forecasts-scorecard", ["scorecard"], since="now-30d")
    made = made.with_variable(board.choice(conventions.LABEL_FORECAST, "receiver_scorecard_pages"))
    true, false = _pages("true"), _pages("false")
    caught, missed = _crossings("yes"), _crossings("no")
    precision: Query = (f"{true} / ({true} + {false})", _NAMED)
    recall: Query = (f"{caught} / ({caught} + {missed})", _NAMED)
    lead: Query = (f"max by ({_EACH}) (receiver_scorecard_lead_seconds{{{_CHOSEN}}})", _NAMED)
    for panel in (
        board.bars("Precision", "Share of the pages that came true", "percentunit", THIRD, precision, steps=_SHARE)
        .min(0)
        .max(1),
        board.bars(
            "Recall",
            "Share of the times at the limit that a page came before",
            "percentunit",
            THIRD,
            recall,
            steps=_SHARE,
        )
        .min(0)
        .max(1),
        board.bars("Lead time", "Median time from the page to the limit", "s", THIRD, lead),
        board.graph("Precision over time", "Each point over the 30 days before it", "percentunit", HALF, precision),
        board.graph("Recall over time", "Each point over the 30 days before it", "percentunit", HALF, recall),
        board.graph(
            "Pages",
            "Of the last 30 days, by what became of them; censored: a change of ours came first",
            "short",
            HALF,
            (f"sum by (fate) (max by ({_EACH}, fate) (receiver_scorecard_pages{{{_CHOSEN}}}))", "{{fate}}"),
        ),
        board.graph(
            "Times at the limit",
            "Per day, foreseen or not",
            "short",
            HALF,
            (f"sum by (forecast) (increase(receiver_breaches_total{{{_CHOSEN}}}[1d]))", "{{forecast}}"),
        ),
        board.graph(
            "What came of stated probabilities",
            "Per day",
            "short",
            THIRD,
            (f"sum by (came) (increase(receiver_predictions_total{{{_CHOSEN}}}[1d]))", "{{came}}"),
        ),
        board.graph(
            "Outcomes of actions",
            "Verified per day, by outcome",
            "short",
            THIRD,
            (f"sum by (outcome) (increase(receiver_outcomes_total{{{_CHOSEN}}}[1d]))", "{{outcome}}"),
        ),
        board.graph(
            "Mode in force",
            "0 dry-run, 1 approve, 2 auto",
            "short",
            THIRD,
            (f"max by (forecast) (receiver_mode{{{_CHOSEN}}})", "{{forecast}}"),
        ),
        board.graph(
            "Correction of probabilities",
            "Largest change by what was learned",
            "percentunit",
            HALF,
            (f"max by ({_EACH}) (receiver_recalibration_shift{{{_CHOSEN}}})", _NAMED),
        ),
    ):
        made = made.with_panel(panel)
    return board.encoded(made)


def _pages(fate: str) -> str:
    return f'max by ({_EACH}) (receiver_scorecard_pages{{{_CHOSEN}, fate="{fate}"}})'


def _crossings(caught: str) -> str:
    return f'max by ({_EACH}) (receiver_scorecard_crossings{{{_CHOSEN}, caught="{caught}"}})'
