"""Goes to the pages as a browser without JavaScript would, on Flask's own client."""

import re
from dataclasses import dataclass

from werkzeug.test import TestResponse

from tests.support.site import OPERATOR, Site

HOME = "http://localhost"


@dataclass
class Visit:
    """Somebody at a site."""

    site: Site

    def get(self, path: str) -> TestResponse:
        """Load a page."""
        return self.site.client.get(path)

    def post(self, path: str, origin: str | None = HOME, **fields: str) -> TestResponse:
        """Send a form, from a page of the site unless told otherwise."""
        headers = {} if origin is None else {"Origin": origin}
        return self.site.client.post(path, data=fields, headers=headers)

    def log_in(self, token: str = OPERATOR, name: str = "alice") -> "Visit":
        """Begin a session."""
        assert self.post("/login", name=name, token=token).status_code == 303
        return self

    def csrf(self, path: str = "/kill-switch") -> str:
        """Read what a form of a page carries."""
        found = re.search(r'name="csrf" value="(\w+)"', self.get(path).text)
        assert found is not None
        return found[1]
