"""Gets and runs Prometheus, promtool and Alertmanager without root.

`locate()` answers with programs that run; `process.Supervisor` runs them so that nothing is left behind; `prometheus.start`
and `alertmanager.start` know their flags. Nothing here knows about forecasts.
"""

from engines.errors import EnginesError
from engines.locate import Engines, locate

__all__ = ["Engines", "EnginesError", "locate"]
