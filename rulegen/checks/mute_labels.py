"""mute-labels: can it be told which real alert mutes which series?

Alertmanager takes two alerts that both lack a label for equal in it. A label of `equal` that the forecast's alert does not have
is thus no condition at all, or one that never holds. Labels that Prometheus adds to all (`external_labels`) are the exception.
"""

from collections.abc import Iterator

from rulegen import conventions
from rulegen.model.finding import Objection
from rulegen.model.forecast import Forecast


def mute_labels(forecast: Forecast) -> Iterator[Objection]:
    """One objection per label of `equal` that the forecast's alerts do not carry."""
    carried = {*forecast.by, *conventions.RESERVED_LABELS}
    for index, mute in enumerate(forecast.muted_by):
        for number, label in enumerate(mute.equal):
            if label not in carried:
                yield Objection(
                    ("muted_by", index, "equal", number),
                    f"the forecast's alerts have no label {label!r} unless Prometheus adds it to all (external_labels):"
                    f" any {mute.alert} without it mutes every series, one with it none",
                )
