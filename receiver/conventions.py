"""Names on the wire that rulegen writes and the receiver reads (contracts 2 and 3).

rulegen has its own copy in `rulegen.conventions`: the two packages never import each other, and the contract test holds the
copies together.
"""

POLICY_VERSION = "policy/v1"

LABEL_FORECAST = "forecast"
LABEL_SEVERITY = "severity"

SERIES_LOAD = "forecast:load:value"
SERIES_UTILIZATION = "forecast:utilization:ratio"
SERIES_RESET = "forecast:reset:ratio"
EXHAUSTED = 1.0
"""Utilisation is normalised: 0 = empty, 1 = exhausted."""

EDGE = 0.95
"""Utilisation from which a restart is taken for exhaustion: what the scrape missed of a leak that was killed."""

COVERAGE_RATIO = 0.9
"""Share of a window's samples that must exist before a generated rule believes a fit on it."""

RESET_RATIO = 0.5
"""A fall to less than this share within one interval is a restart to the generated rules."""

RESET_REACH_INTERVALS = 5
"""How far back, in recording intervals, the generated rules look for what was before a restart."""

ANNOTATION_CUT = "receiver_cut"
"""Ours, on alerts as they are stored: how many of their group never arrived."""

FIELD_MANAGER = "predictive-reliability-engine"
"""Whose changes these are, in an object's `managedFields` and in its lease."""

ANNOTATION_PREFIX = "predictive-reliability-engine.io"
"""Prefix of the annotations written on Kubernetes objects."""
