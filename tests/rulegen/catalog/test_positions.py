"""Fields know their place."""

from itertools import pairwise

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


BOMB = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 10)}]\n" for before, name in pairwise("abcdefgh")
)


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("a: 1\nb: &b [*b]\n", 2, "an alias stands within what it stands for"),
        ("a: 1\nb: &b { c: *b, d: *b }\n", 2, "an alias stands within what it stands for"),
        (BOMB, 1, "aliases of aliases make it endless"),
        ("a: 1\nb: " + "[" * 50_000 + "]" * 50_000, 2, "nested more than 50 deep"),
        ("a: 1\nb:\n" + "- " * 50_000 + "x\n", 3, "nested more than 50 deep"),
    ],
)
def test_what_is_made_to_be_endless_is_refused_at_its_place(text: str, line: int, said: str) -> None:
    with pytest.raises(yaml.MarkedYAMLError) as caught:
        Document(text)
    assert said in str(caught.value)
    mark = caught.value.problem_mark
    assert mark is not None
    assert mark.line + 1 == line


def test_aliases_and_brackets_in_texts_are_no_bombs() -> None:
    texts = ", ".join(["'[[['"] * 100)
    assert Document(f"a: &a {{ b: 1 }}\nc: [*a, *a]\nd: [{texts}]\n").data == {
        "a": {"b": 1},
        "c": [{"b": 1}, {"b": 1}],
        "d": ["[[["] * 100,
    }


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: !!bool maybe", "'maybe' is no !!bool"),
        ('a: !!int ""', "'' is no !!int"),
        ('a: !!float "-"', "'-' cannot be read as !!float"),
        ("a: !!python/name:os.system x", "'x' cannot be read as !!python/name:os.system"),
        ("a: " + "9" * 5000, "cannot be read as !!int"),
        ("? [a, b]\n: 1", "a list or a mapping is no key"),
        ("<<: { a: 1 }", "merging is not read; write the fields out"),
    ],
)
def test_tags_and_keys_that_nobody_can_read_are_flaws(text: str, said: str) -> None:
    (flaw,) = Document(f"before: 1\n{text}\n").flaws
    assert said in flaw.message
    assert flaw.line == 2


def test_a_key_cannot_end_the_line_of_a_report() -> None:
    assert dotted(("a\nb", "c")) == "a\\nb.c"
