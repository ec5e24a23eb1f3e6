"""Terraform with and without the AWS provider; where one cannot be had, the tests that need it say so and are skipped."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.terraform import Terraform, UnavailableError, attached, copied, provider


@pytest.fixture(scope="session")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Terraform:
    """Terraform without a provider."""
    try:
        return copied(tmp_path_factory.mktemp("bare"))
    except UnavailableError as missing:
        pytest.skip(str(missing))


@pytest.fixture(scope="session")
def provider_binary(bare: Terraform) -> Path:
    try:
        return provider(bare)
    except UnavailableError as missing:
        pytest.skip(str(missing))


@pytest.fixture(scope="session")
def terraform(bare: Terraform, provider_binary: Path) -> Iterator[Terraform]:
    """Terraform attached to one running AWS provider."""
    with attached(bare, provider_binary) as ready:
        yield ready
