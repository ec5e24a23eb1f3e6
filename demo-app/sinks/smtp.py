"""A mail server that takes mail in and keeps it: as much of SMTP as a client needs, with STARTTLS and a password on demand.

https://www.rfc-editor.org/rfc/rfc5321
"""

import base64
import email
import email.policy
import socketserver
import ssl
from contextlib import closing, suppress
from email.message import EmailMessage

from loopback.ports import HOST
from loopback.serving import Serving

from sinks.recorder import Delivery, Recorder

USER, PASSWORD = "forecasts", "local"


class SmtpSink(Serving):
    """Takes mail inside a `with` block.

    Args:
        recorder: where each mail is recorded, as `email`, its body the parsed message.
        tls: offers STARTTLS with this certificate, and takes no mail without; None = plain.
        asks: whether mail is taken only from who knows `USER` and `PASSWORD`.

    Attributes:
        answers: instead of the usual answers, by command (`RCPT`, `DATA`, `MAIL`, `AUTH`, `QUIT`): `550 unknown`.
    """

    def __init__(self, recorder: Recorder, *, tls: ssl.SSLContext | None = None, asks: bool = False) -> None:
        self.recorder = recorder
        self.tls = tls
        self.asks = asks
        self.answers: dict[str, str] = {}
        sink = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                with suppress(OSError), closing(_Session(self, sink)) as session:  # anybody may hang up at any time
                    session.run()

        self._server = socketserver.ThreadingTCPServer((HOST, 0), Handler)
        self._server.daemon_threads = True
        super().__init__(self._server)

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._server.server_address[1])


class _Session:
    """One connection."""

    def __init__(self, handler: socketserver.StreamRequestHandler, sink: SmtpSink) -> None:
        self._socket = handler.request
        self._lines = handler.rfile
        self._sink = sink
        self._secure = self._known = False

    def run(self) -> None:
        self._say("220 sink")
        while line := self._lines.readline():
            words = line.decode("ascii", "replace").strip().split(" ")
            command = words[0].upper()
            if command == "QUIT":
                self._say(self._sink.answers.get(command, "221 bye"))
                return
            self._answer(command, words[1:])

    def close(self) -> None:
        """End the connection."""
        self._lines.close()
        self._socket.close()

    def _answer(self, command: str, words: list[str]) -> None:
        if command in self._sink.answers:
            self._say(self._sink.answers[command])
        elif command == "EHLO":
            offers = (["STARTTLS"] if self._sink.tls and not self._secure else []) + ["AUTH PLAIN"] * self._sink.asks
            self._say(*[f"250-{offer}" for offer in ["sink", *offers]], "250 8BITMIME")
        elif command == "STARTTLS" and self._sink.tls:
            self._say("220 go on")
            self._lines.close()
            self._socket = self._sink.tls.wrap_socket(self._socket, server_side=True)
            self._lines, self._secure = self._socket.makefile("rb"), True
        elif command == "AUTH":
            self._known = base64.b64decode(words[-1]).split(b"\0")[1:] == [USER.encode(), PASSWORD.encode()]
            self._say("235 welcome" if self._known else "535 who are you")
        elif command == "DATA":
            self._say("354 go on")
            self._take(self._data())
        else:
            self._say("250 ok")

    def _data(self) -> bytes:
        read = []
        while (line := self._lines.readline()) not in (b".\r\n", b""):
            read.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        return b"".join(read)

    def _take(self, raw: bytes) -> None:
        allowed = (self._known or not self._sink.asks) and (self._secure or not self._sink.tls)
        mail = email.message_from_bytes(raw, EmailMessage, policy=email.policy.default)
        problems = () if allowed else ("neither secure nor known",)
        self._sink.recorder.add(Delivery("email", mail, 200 if allowed else 400, problems))
        self._say("250 taken" if allowed else "530 no")

    def _say(self, *lines: str) -> None:
        self._socket.sendall("".join(f"{line}\r\n" for line in lines).encode())
