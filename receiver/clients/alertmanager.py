"""Asks Alertmanager to silence one alert for a while.

POST /api/v2/silences with an equality matcher for every label, so that nothing else is silenced:
https://github.com/prometheus/alertmanager/blob/main/api/v2/openapi.yaml
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from receiver.clients.http import Http
from receiver.errors import PermanentError, TemporaryError

TOKEN_FILE = "alertmanager-api-token"  # noqa: S105 (the name of a file)


class Alertmanager:
    """Implements the port `Silencer`.

    Args:
        url: base URL.
        secrets: folder in which `alertmanager-api-token` may hold a bearer token; read at every use.
    """

    def __init__(self, url: str, http: Http, secrets: Path) -> None:
        self._url = url.rstrip("/")
        self._http = http
        self._secrets = secrets

    def silence(self, labels: Mapping[str, str], starts_s: float, ends_s: float, by: str, comment: str) -> str:
        matchers = [
            {"name": name, "value": value, "isRegex": False, "isEqual": True}
            for name, value in sorted(labels.items())
            if value
        ]
        if not matchers:
            raise PermanentError("the alert has no label to silence it by")
        wanted = {
            "matchers": matchers,
            "startsAt": _rfc3339(starts_s),
            "endsAt": _rfc3339(ends_s),
            "createdBy": by,
            "comment": comment,
        }
        answer = self._http.post_json(f"{self._url}/api/v2/silences", wanted, self._headers())
        try:
            return str(json.loads(answer)["silenceID"])
        except (ValueError, KeyError, TypeError) as error:
            raise TemporaryError(f"Alertmanager answered without a silence: {answer[:80]!r}") from error

    def _headers(self) -> dict[str, str]:
        try:
            token = (self._secrets / TOKEN_FILE).read_text(encoding="ascii").strip()
        except FileNotFoundError:
            return {}
        except (OSError, UnicodeDecodeError) as error:
            raise TemporaryError(f"{TOKEN_FILE} cannot be read: {type(error).__name__}") from error
        return {"Authorization": f"Bearer {token}"} if token else {}


def _rfc3339(at_s: float) -> str:
    return datetime.fromtimestamp(at_s, UTC).isoformat(timespec="milliseconds")
