"""What is written as YAML is read back as it was, whatever it looks like."""

import yaml
from hypothesis import given
from hypothesis import strategies as st

from rulegen.outputs.yamlfile import dump, header

TEXT = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"], include_characters="\n\t"), max_size=30),
    st.sampled_from(
        ["yes", "null", "~", "1e3", "0x1f", "1:30", "2026-01-01", "", " a", "a ", "- x", "a: b", "'", '"', "#"]
    ),
)
DATA = st.recursive(
    st.one_of(TEXT, st.integers(), st.booleans(), st.floats(allow_nan=False, allow_infinity=False)),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(TEXT, inner, max_size=4)),
    max_leaves=20,
)


@given(DATA)
def test_everything_survives_the_way_through_a_file(data: object) -> None:
    assert yaml.safe_load(dump(data, "x.yaml")) == data


def test_promql_over_several_lines_is_a_block() -> None:
    assert dump({"expr": "a\nand\nb"}, "x.yaml") == header("x.yaml") + "expr: |-\n  a\n  and\n  b\n"


def test_nothing_is_folded() -> None:
    assert dump({"a": "x " * 500}, "x.yaml").count("\n") == 2
