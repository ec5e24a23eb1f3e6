"""working-set: is memory measured with the page cache in it?

The working set includes active page cache, which the kernel reclaims before it kills (kubernetes/kubernetes#43916). One report
had the working set at 96 % of the limit with rss at 24 to 46 %, and no kill.
"""

from collections.abc import Iterator

from rulegen.model.finding import Objection
from rulegen.model.forecast import Forecast
from rulegen.model.source import Falling, Ratio
from rulegen.promql.inspect import metric_names, parse

METRIC = "container_memory_working_set_bytes"


def working_set(forecast: Forecast) -> Iterator[Objection]:
    """An objection when `used` reads the working set."""
    if isinstance(forecast.source, Ratio | Falling) and METRIC in metric_names(parse(forecast.source.used)):
        yield Objection(
            ("used",), f"{METRIC} includes reclaimable page cache and over-warns; prefer container_memory_rss"
        )
