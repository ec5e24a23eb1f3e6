"""The file that names several Prometheis, or one that needs more than a URL: tenants, tokens, certificates.

Which server is asked about an alert follows from this file and the alert's labels; nothing in an alert is ever a URL, a
header or the name of a label. Secrets stand in files of the secrets folder and are read at every use.
"""

from pathlib import Path
from typing import Annotated, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from receiver.clients.tls import Tls
from receiver.errors import ConfigError, TemporaryError

LabelName = Annotated[str, Field(pattern=r"^[a-zA-Z_][a-zA-Z0-9_]*$")]
HeaderName = Annotated[str, Field(pattern=r"^[A-Za-z0-9-]+$")]
SecretFile = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-][A-Za-z0-9._-]*$")]
"""A name in the secrets folder; no path leads out of it."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Server(_Strict):
    """One entry of the file.

    Attributes:
        name: for messages.
        url: what stands before `/api/v1/query`.
        match: label values of the alerts that this server is asked about; empty = all that come this far.
        external_labels: labels that tell the server's series apart beyond the by-labels, e.g. `cluster` behind Thanos.
        tenant: sent as X-Scope-OrgID (Mimir, Cortex, Thanos).
        token_file: secret sent as bearer token.
        headers: further headers, each with the secret that it sends.
        ca_file: certificates to trust instead of the public ones.
        cert_file: certificate that is shown to a server that asks for one; goes with key_file.
        key_file: its key.
    """

    name: Annotated[str, Field(min_length=1)]
    url: Annotated[str, Field(pattern="^https?://")]
    match: dict[LabelName, str] = Field(default_factory=dict)
    external_labels: tuple[LabelName, ...] = ()
    tenant: Annotated[str, Field(pattern=r"^[!-~]+$")] | None = None
    token_file: SecretFile | None = None
    headers: dict[HeaderName, SecretFile] = Field(default_factory=dict)
    ca_file: Path | None = None
    cert_file: Path | None = None
    key_file: Path | None = None

    @model_validator(mode="after")
    def _certificate_and_key(self) -> Self:
        if (self.cert_file is None) != (self.key_file is None):
            raise ValueError("cert_file and key_file go together")
        return self

    def tls(self, more_ca_file: Path | None) -> Tls:
        """Return what connections to it rest on; `more_ca_file` is trusted where it has no `ca_file` of its own."""
        return Tls(self.ca_file, more_ca_file, self.cert_file, self.key_file)

    def problems(self, secrets_dir: Path) -> list[str]:
        """Name the files that are not there or not usable."""
        found = [f"Prometheus {self.name}: {problem}" for problem in self.tls(None).problems()]
        try:
            self.sent_headers(secrets_dir)
        except TemporaryError as error:
            found.append(str(error))
        return found

    def sent_headers(self, secrets_dir: Path) -> dict[str, str]:
        """Return what goes with every request.

        Raises:
            TemporaryError: a secret is missing or empty, until a person puts it there.
        """
        sent = {name: self._secret(secrets_dir, file) for name, file in self.headers.items()}
        if self.tenant:
            sent["X-Scope-OrgID"] = self.tenant
        if self.token_file:
            sent["Authorization"] = f"Bearer {self._secret(secrets_dir, self.token_file)}"
        return sent

    def _secret(self, secrets_dir: Path, file: str) -> str:
        try:
            secret = (secrets_dir / file).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError):
            secret = ""
        if not secret:
            raise TemporaryError(f"Prometheus {self.name}: no file {file} in the secrets folder, or nothing in it")
        return secret


class Servers(_Strict):
    """The whole file; the first server that matches an alert is asked."""

    servers: Annotated[tuple[Server, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _each_can_be_asked(self) -> Self:
        names = [server.name for server in self.servers]
        if len(set(names)) < len(names):
            raise ValueError("two servers have the same name")
        for number, server in enumerate(self.servers[:-1]):
            if not server.match:
                raise ValueError(f"{server.name} matches every alert, so {names[number + 1]} behind it is never asked")
        return self


def load(path: Path) -> Servers:
    """Read and check the file.

    Raises:
        ConfigError: unreadable, not YAML, or not what it should be; names the place and what is wrong there.
    """
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ConfigError(f"Prometheus file {path}: {error}") from error
    try:
        return Servers.model_validate(document)
    except ValidationError as error:
        problems = "\n".join(
            f"  {'.'.join(map(str, problem['loc'])) or 'document'}: {problem['msg']}"
            for problem in error.errors(include_url=False)
        )
        raise ConfigError(f"Prometheus file {path} is not usable:\n{problems}") from error
