"""Label matchers of the generator's own series."""

from rulegen.conventions import LABEL_FORECAST, LABEL_WINDOW
from rulegen.model.forecast import Forecast, Window


def selector(forecast: Forecast) -> str:
    """Matcher that selects one forecast's series; names hold nothing that would need escaping."""
    return f'{LABEL_FORECAST}="{forecast.name}"'


def fit_labels(forecast: Forecast, window: Window) -> dict[str, str]:
    """Labels of what a fit on this window records."""
    return {LABEL_FORECAST: forecast.name, LABEL_WINDOW: str(window.length)}
