"""Sends one e-mail over SMTP, with our errors. TLS is verified; without it nothing is sent unless the URL says so.

`smtps://host[:465]` speaks TLS from the first byte, `smtp://host[:587]` after STARTTLS (a server without it is refused),
`smtp+plain://host[:25]` never: for a relay on the same machine. https://www.rfc-editor.org/rfc/rfc8314
"""

import smtplib
from contextlib import closing, suppress
from email.message import EmailMessage
from urllib.parse import urlsplit

import structlog

from receiver.clients.tls import Tls
from receiver.errors import ConfigError, PermanentError, TemporaryError

log = structlog.get_logger()

_PORTS = {"smtps": 465, "smtp": 587, "smtp+plain": 25}
_ABOUT_THE_MESSAGE = frozenset({550, 551, 552, 553, 554})
"""Mailbox unknown, too large, refused: https://www.rfc-editor.org/rfc/rfc5321#section-4.2.3"""


class Smtp:
    """A mail server.

    Args:
        url: see above; it holds no credentials, those are secrets.
        timeout_s: for each wait.
        tls: whose certificates are believed; None = the public ones.

    Raises:
        ConfigError: not such a URL.
    """

    def __init__(self, url: str, timeout_s: float = 10.0, tls: Tls | None = None) -> None:
        self._scheme, self._host, self._port = _place(url)
        self._timeout_s = timeout_s
        self._tls = tls or Tls()

    def send(self, message: EmailMessage, credentials: tuple[str, str] | None) -> None:
        """Deliver a message to the server.

        Args:
            credentials: user and password, None for a server that asks for none.

        Raises:
            TemporaryError: try again, or a person can mend it (a password, a certificate).
            PermanentError: the server will never take this message.
        """
        try:
            with closing(self._connected()) as server:
                if credentials is not None:
                    server.login(*credentials)
                refused = server.send_message(message)
                with suppress(smtplib.SMTPException, OSError):  # it was taken, whatever is said at parting
                    server.quit()
        except UnicodeEncodeError:  # names what cannot be encoded
            raise TemporaryError("user and password of the mail server must be ASCII") from None
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _ in error.recipients.values()]
            raise _refusal(min(codes), "every recipient was refused") from None
        except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as error:
            raise _refusal(error.smtp_code, _text(error.smtp_error)) from None
        except smtplib.SMTPResponseException as error:
            raise TemporaryError(f"the mail server answered {error.smtp_code}: {_text(error.smtp_error)}") from None
        except (smtplib.SMTPException, OSError) as error:
            raise TemporaryError(f"the mail server cannot be used: {type(error).__name__}") from None
        if refused:
            log.warning("some recipients were refused", count=len(refused))

    def _connected(self) -> smtplib.SMTP:
        if self._scheme == "smtps":
            return smtplib.SMTP_SSL(self._host, self._port, timeout=self._timeout_s, context=self._tls.context())
        server = smtplib.SMTP(self._host, self._port, timeout=self._timeout_s)
        if self._scheme == "smtp":
            try:
                server.starttls(context=self._tls.context())
            except BaseException:
                server.close()
                raise
        return server


def _place(url: str) -> tuple[str, str, int]:
    try:
        parts = urlsplit(url)
        if parts.scheme in _PORTS and parts.hostname and not parts.username:
            return parts.scheme, parts.hostname, parts.port or _PORTS[parts.scheme]
    except ValueError:  # a port that is none, half an IPv6 address
        pass
    raise ConfigError(
        "RECEIVER_SMTP_URL must be like smtps://host, smtp://host:587 or smtp+plain://host, without user"
    ) from None


def _refusal(code: int, why: str) -> TemporaryError | PermanentError:
    message = f"the mail server answered {code}: {why}"
    return PermanentError(message) if code in _ABOUT_THE_MESSAGE else TemporaryError(message)


def _text(answer: bytes | str) -> str:
    return (answer.decode(errors="replace") if isinstance(answer, bytes) else answer)[:200]
