"""An API server for the adapter."""

from collections.abc import Iterator

import pytest

from tests.support.apiserver import ApiServer, api_server


@pytest.fixture
def server() -> Iterator[ApiServer]:
    with api_server() as serving:
        yield serving
