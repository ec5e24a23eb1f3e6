"""Whose certificates are believed when the receiver connects to somebody, and which one it shows.

Files are read at every new connection, so that they rotate without a restart; one that cannot be read ends the connection, not
the process. The public authorities are those of `requests` or of OpenSSL, whichever connects.
"""

import ssl
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Tls:
    """What a connection rests on; PEM files.

    Attributes:
        ca_file: authorities that are believed instead of all others.
        more_ca_file: authorities that are believed beside the public ones; of no account with `ca_file`.
        cert_file: certificate chain that is shown to who asks for one; goes with key_file.
        key_file: its key, not locked with a password.
    """

    ca_file: Path | None = None
    more_ca_file: Path | None = None
    cert_file: Path | None = None
    key_file: Path | None = None

    @property
    def shown(self) -> tuple[str, str] | None:
        """Certificate and key as `requests` wants them."""
        return (str(self.cert_file), str(self.key_file)) if self.cert_file and self.key_file else None

    def added(self) -> str | None:
        """Read the authorities that are believed beside the public ones, None where there are none.

        Raises:
            OSError: the file cannot be read, or is empty.
        """
        if self.more_ca_file is None or self.ca_file is not None:
            return None
        pem = self.more_ca_file.read_text(encoding="ascii", errors="ignore")  # comments may be in any language
        if not pem:
            raise OSError(f"{self.more_ca_file} is empty")
        return pem

    def context(self) -> ssl.SSLContext:
        """Return what libraries other than `requests` verify by; nothing is shown.

        Raises:
            OSError: a file cannot be read, or holds no certificate.
        """
        made = ssl.create_default_context(cafile=self.ca_file)
        added = self.added()
        if added is not None:
            made.load_verify_locations(cadata=added)
        return made

    def problems(self) -> list[str]:
        """Say what is wrong with the files, in words that follow the name of whose they are."""
        named = {name: file for name, file in vars(self).items() if file is not None}
        absent = [
            f"there is no file {file}, which its {name} names" for name, file in named.items() if not file.is_file()
        ]
        return absent or [*self._without_certificates(), *self._not_a_pair()]

    def _without_certificates(self) -> list[str]:
        if self.ca_file is None or holds_certificates(self.ca_file):
            return []
        return [f"{self.ca_file}, which its ca_file names, holds no certificate"]

    def _not_a_pair(self) -> list[str]:
        if self.cert_file is None or self.key_file is None:
            return []
        try:  # with a wrong password, or OpenSSL would ask for one at the terminal
            ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_cert_chain(self.cert_file, self.key_file, lambda: "none")
        except OSError:
            named = f"{self.cert_file} and {self.key_file}, which its cert_file and key_file name,"
            return [f"{named} are no certificate with its key"]
        return []


def holds_certificates(file: Path) -> bool:
    """Tell whether a file holds certificates in PEM."""
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(file)
    except OSError:
        return False
    return True
