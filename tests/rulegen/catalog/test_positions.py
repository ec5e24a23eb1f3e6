"""Fields know their place."""

import pytest
import yaml

from rulegen.catalog.positions import Document, dotted

TEXT = "a: 1\nb:\n  - c: x\n    d: 2026-01-01\n  - &e {f: .inf}\n"


def test_data_is_what_yaml_says_with_dates_left_as_text() -> None:
    assert Document(TEXT).data == {"a": 1, "b": [{"c": "x", "d": "2026-01-01"}, {"f": 0.0}]}


@pytest.mark.parametrize(
    ("path", "key", "place"),
    [
        (("a",), False, (1, 4)),
        (("a",), True, (1, 1)),
        (("b", 0, "c"), False, (3, 8)),
        (("b", 0, "nothing"), False, (3, 5)),
        (("b", 7), False, (3, 3)),
        ((), False, (1, 1)),
    ],
)
def test_a_missing_field_stands_where_its_parent_does(
    path: tuple[str | int, ...], key: bool, place: tuple[int, int]
) -> None:
    assert Document(TEXT).place(path, key) == place


def test_infinity_and_duplicates_are_flaws() -> None:
    assert [(flaw.line, flaw.field) for flaw in Document(TEXT + "a: 2\n").flaws] == [(5, "b[1].f"), (6, "a")]


def test_an_empty_file_is_nothing() -> None:
    assert Document("").data is None


def test_what_is_not_yaml_raises() -> None:
    with pytest.raises(yaml.MarkedYAMLError):
        Document("a: [")


def test_paths_are_written_with_dots_and_brackets() -> None:
    assert dotted(("forecasts", 0, "alerts", 1, "for")) == "forecasts[0].alerts[1].for"
