"""The page renders with nothing, one and many forecasts, and needs nothing from anywhere else."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

from receiver.backtest.findings import Findings
from receiver.backtest.report.page import page
from tests.receiver.backtest.found import findings, forecast, replayed, teeth

VOID = {"meta", "br", "link", "img", "hr"}


class Balanced(HTMLParser):
    """Fails on a tag that is closed and was not open."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def _checked(found: Findings, plots: bool = False) -> str:
    text = page(found, plots)
    parser = Balanced()
    parser.feed(text)
    assert parser.open == []
    return text


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Findings:
    return findings(replayed(tmp_path_factory.mktemp("one"), teeth(2)))


def test_nothing_asked_for_is_said() -> None:
    assert "Nothing was asked for." in _checked(findings())


def test_a_forecast_without_data_says_so_and_claims_no_numbers() -> None:
    text = _checked(findings(forecast("memory")), plots=True)
    assert "no series was found" in text
    assert "precision" not in text.split("How to read this")[0]


def test_one_forecast_has_its_numbers_and_pictures(one: Findings) -> None:
    text = _checked(one, plots=True)
    assert text.count("<svg") >= 3
    assert "<h3>critical: 4 crossings" in text
    assert "replica-hours" in text


def test_many_forecasts_have_a_way_to_each(one: Findings) -> None:
    [replay] = one.forecasts
    many = [replace(replay, name=f"memory-{number}") for number in range(3)]
    text = _checked(findings(*many, forecast("nothing")))
    assert re.findall(r'href="#([^"]+)"', text) == re.findall(r'<section id="([^"]+)"', text)


def test_nothing_is_loaded_from_anywhere_and_nothing_runs(one: Findings) -> None:
    text = _checked(one, plots=True)
    assert re.findall(r'(?:src|href)="(?!#)[^"]*"', text) == []
    assert "<script" not in text
    assert "url(http" not in text
    assert "@import" not in text


def test_it_is_made_for_a_phone_and_for_the_dark(one: Findings) -> None:
    text = _checked(one, plots=True)
    assert '<meta name="viewport" content="width=device-width, initial-scale=1">' in text
    assert "prefers-color-scheme: dark" in text
    assert "currentColor" in text
    assert "#010203" not in text


def test_labels_are_text_and_never_markup(tmp_path: Path) -> None:
    hostile = {("shop", '<script>alert("x")</script>'): next(iter(teeth(1).values()))}
    text = _checked(findings(replayed(tmp_path, hostile)), plots=True)
    assert "<script" not in text
    assert "&lt;script&gt;" in text


def test_the_same_findings_are_the_same_bytes(one: Findings) -> None:
    assert page(one, plots=True) == page(one, plots=True)


def test_gaps_are_reported(tmp_path: Path) -> None:
    series = teeth(1)
    for values in series.values():
        values[400:460] = np.nan
    assert "once nothing at all was recorded, 60 min in all" in _checked(findings(replayed(tmp_path, series)))
