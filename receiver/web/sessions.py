"""Who sits at the browser: a cookie that is good for as long as the token it was had for.

The cookie holds name, role and end, signed with the token (https://www.rfc-editor.org/rfc/rfc2104). So no session is stored,
every replica knows it, and taking a token away ends all sessions that were begun with it. Only that somebody logged out is
stored, so that a copy of the cookie ends as well. The token itself is never in the cookie.

The name is what the person said; the token proves the role. A token that several people share proves no more than that.
"""

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from receiver.clock import Clock
from receiver.store import EndedSessions
from receiver.web.auth import Credentials

LIFE_S = 12 * 3600.0
"""A working day; whoever is paged at night has a new one."""

MOST_NAME = 64


class Role(StrEnum):
    """viewer: may look. operator: may also turn the kill switch and answer questions."""

    VIEWER = "viewer"
    OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who may look.

    Attributes:
        name: as they named themselves.
        csrf: what a form of theirs must carry; empty = their forms are not taken.
    """

    name: str
    role: Role
    csrf: str

    @property
    def operates(self) -> bool:
        """Tell whether they may change something."""
        return self.role is Role.OPERATOR


@dataclass(frozen=True, slots=True)
class _Claims:
    id: str
    name: str
    role: Role
    until_s: float


class Sessions:
    """Begins, recognises and ends sessions.

    Args:
        ended: those that are over although their time is not.
    """

    def __init__(self, credentials: Mapping[Role, Credentials], ended: EndedSessions, clock: Clock) -> None:
        self._credentials = credentials
        self._ended = ended
        self._clock = clock

    def role_of(self, token: str) -> Role | None:
        """Return the highest role that a token has, None for one that nobody gave out."""
        given = token.strip().encode()
        held = [
            role
            for role, credentials in self._credentials.items()
            if any(hmac.compare_digest(given, valid) for valid in credentials.tokens())
        ]
        return max(held, key=list(Role).index, default=None)

    def configured(self) -> bool:
        """Tell whether anybody may look."""
        return any(credentials.configured() for credentials in self._credentials.values())

    def begin(self, role: Role, token: str, name: str) -> str:
        """Return the cookie of a new session."""
        claims = {"name": name, "role": role.value, "until_s": self._clock.now() + LIFE_S, "id": secrets.token_hex(8)}
        payload = base64.urlsafe_b64encode(json.dumps(claims).encode())
        return f"{payload.decode()}.{_signed(token.strip().encode(), 'session', payload)}"

    def visitor(self, cookie: str | None) -> Visitor | None:
        """Return who a cookie belongs to, None when it is none of ours, has ended, or its token is not valid any more.

        Raises:
            TemporaryError: it cannot be looked up whether somebody has ended it.
        """
        claims, csrf = self._proven(cookie)
        return None if claims is None or self._ended.has(claims.id) else Visitor(claims.name, claims.role, csrf)

    def end(self, cookie: str | None) -> None:
        """End a session, and every copy of its cookie with it.

        Raises:
            TemporaryError: it could not be written down.
        """
        claims, _ = self._proven(cookie)
        if claims is not None:
            self._ended.add(claims.id, claims.until_s)

    def _proven(self, cookie: str | None) -> tuple[_Claims | None, str]:
        """What a cookie of ours says, and what the forms of its session carry."""
        payload, _, signature = (cookie or "").encode("utf-8", "replace").partition(b".")
        claims = _read(payload)
        if claims is None or claims.until_s <= self._clock.now():
            return None, ""
        for token in self._credentials[claims.role].tokens():
            if hmac.compare_digest(_signed(token, "session", payload).encode(), signature):
                return claims, _signed(token, "form", payload)
        return None, ""


def _signed(token: bytes, purpose: str, payload: bytes) -> str:
    return hmac.new(token, purpose.encode() + b"\0" + payload, hashlib.sha256).hexdigest()


def _read(payload: bytes) -> _Claims | None:
    """Read claims that are not proven yet; only ours have this form."""
    try:
        claims = json.loads(base64.urlsafe_b64decode(payload))
        return _Claims(str(claims["id"]), str(claims["name"]), Role(claims["role"]), float(claims["until_s"]))
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
        return None
