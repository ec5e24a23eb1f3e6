import pytest

from tests.support.site import VIEWER, Site
from tests.support.visit import Visit


@pytest.fixture
def stranger(site: Site) -> Visit:
    return Visit(site)


@pytest.fixture
def operator(site: Site) -> Visit:
    return Visit(site).log_in()


@pytest.fixture
def viewer(site: Site) -> Visit:
    return Visit(site).log_in(VIEWER, "vera")
