"""Do forecasts mute each other? Once all of a ring fire, nobody hears of any: what is muted still mutes."""

from rulegen.catalog.loaded import Origin
from rulegen.conventions import alert_name
from rulegen.errors import CatalogError

_RING = "mutes this forecast and is muted by it, so that nobody hears of either; leave one of the two out"


def check_rings(origins: list[Origin]) -> list[CatalogError]:
    """One problem for each entry that, over others, mutes itself."""
    by_alert = {alert_name(origin.forecast.name): origin for origin in origins}
    return [
        origin.problem(("muted_by", index, "alert"), _RING)
        for origin in origins
        for index, mute in enumerate(origin.forecast.muted_by)
        if mute.alert in by_alert
        and mute.alert != alert_name(origin.forecast.name)
        and alert_name(origin.forecast.name) in _mutes_of(mute.alert, by_alert)
    ]


def _mutes_of(alert: str, by_alert: dict[str, Origin]) -> set[str]:
    """Every alert that mutes this one, or one that mutes it, and so on."""
    found: set[str] = set()
    waiting = [alert]
    while waiting:
        origin = by_alert.get(waiting.pop())
        new = {mute.alert for mute in origin.forecast.muted_by} - found if origin else set()
        found |= new
        waiting += new
    return found
