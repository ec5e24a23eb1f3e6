"""A webhook that the policy names, called for one series."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from receiver.domain.target import Target

KIND = "Webhook"
_DIGITS = 8
_NO_NAMESPACE = "-"


@dataclass(frozen=True, slots=True)
class Call:
    """What is called, and for whom.

    Attributes:
        url: from the policy; its path may be a secret, so people are told the host only.
        labels: the by-labels, which chose the series; nothing else of an alert goes out.
    """

    url: str
    forecast: str
    labels: Mapping[str, str]

    @property
    def target(self) -> Target:
        """Stands for the series where other actions have an object: one call at a time, one cooldown."""
        values = json.dumps(sorted(self.labels.items())).encode()
        name = f"{self.forecast}-{hashlib.sha256(values).hexdigest()[:_DIGITS]}"
        namespace = self.labels.get("namespace", "").replace("/", "") or _NO_NAMESPACE
        return Target(KIND, namespace, name)

    @property
    def host(self) -> str:
        """Where it goes, for people."""
        return urlsplit(self.url).netloc
