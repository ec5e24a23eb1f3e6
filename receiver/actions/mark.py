"""The annotation that says: this value was set by us, in this remediation, when, and what it was before.

For what is not lent, and so is not given back; it tells a second run that the first one came through, and people who it was.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime

from receiver import conventions
from receiver.domain.remediation import Remediation

ACTION_KEY = f"{conventions.ANNOTATION_PREFIX}/action"


def written(remediation: Remediation) -> dict[str, str]:
    """Return the annotation for a remediation."""
    plan = remediation.plan
    mark = {
        "id": remediation.id,
        "forecast": remediation.forecast,
        "field": plan.field,
        "previous": plan.previous,
        "wanted": plan.wanted,
        "at": datetime.fromtimestamp(remediation.created_at_s, UTC).isoformat(timespec="seconds"),
    }
    return {ACTION_KEY: json.dumps(mark)}


def is_by(remediation: Remediation, annotations: Mapping[str, str]) -> bool:
    """Tell whether an object's annotations carry this remediation's mark."""
    try:
        mark = json.loads(annotations.get(ACTION_KEY, "{}"))
    except ValueError:
        return False
    return isinstance(mark, dict) and mark.get("id") == remediation.id
