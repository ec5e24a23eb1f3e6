"""docs/aws-costs.md prices every resource that Terraform makes, and adds up."""

import re

import pytest

from tests.support.terraform import SOURCES

PAGE = (SOURCES.parent / "docs" / "aws-costs.md").read_text(encoding="utf-8")
HOURS_A_MONTH = 730
PRICED = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in PAGE.splitlines()
    if re.match(r"\| .* \| `aws_\w+` \| [\d.]+ / (h|month) \|", line)
]


def test_every_kind_of_resource_is_told() -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in SOURCES.rglob("*.tf"))
    assert set(re.findall(r"`(aws_\w+)`", PAGE)) == set(re.findall(r'^resource "(\w+)"', sources, re.MULTILINE))


@pytest.mark.parametrize("row", PRICED, ids=lambda row: row[1].strip("`"))
def test_a_month_is_the_price_times_the_number(row: list[str]) -> None:
    price, _, unit = row[2].partition(" / ")
    a_month = float(price) * (HOURS_A_MONTH if unit == "h" else 1)
    assert [row[4], row[6]] == [f"{a_month * int(number):.2f}" for number in (row[3], row[5])]


def test_the_months_add_up() -> None:
    totals = re.findall(
        r"\*\*([\d.]+)\*\*", next(line for line in PAGE.splitlines() if line.startswith("| **together**"))
    )
    assert len(PRICED) == 7
    assert totals == [f"{sum(float(row[column]) for row in PRICED):.2f}" for column in (4, 6)]


def test_the_defaults_are_the_ones_of_the_code() -> None:
    root = (SOURCES / "variables.tf").read_text(encoding="utf-8")
    assert 'instance_types = ["m7g.large"]' in root
    assert re.search(r"min_size\s+= 2\n", root)
    assert 'nat   = "single"' in (SOURCES / "production.tfvars").read_text(encoding="utf-8")
