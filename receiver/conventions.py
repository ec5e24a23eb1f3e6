"""Names on the wire that rulegen writes and the receiver reads (contracts 2 and 3).

rulegen has its own copy in `rulegen.conventions`: the two packages never import each other, and the contract test holds the
copies together.
"""

POLICY_VERSION = "policy/v1"

LABEL_FORECAST = "forecast"
LABEL_SEVERITY = "severity"

SERIES_UTILIZATION = "forecast:utilization:ratio"
EXHAUSTED = 1.0
"""Utilisation is normalised: 0 = empty, 1 = exhausted."""

ANNOTATION_PREFIX = "predictive-reliability-engine.io"
"""Prefix of the annotations written on Kubernetes objects."""
