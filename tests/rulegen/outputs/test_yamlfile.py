"""What is written as YAML is read back as it was, whatever it looks like, and stands there as libyaml would write it."""

import re

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from rulegen.outputs.yamlfile import dump, header

TEXT = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"], include_characters="\n\t"), max_size=30),
    st.sampled_from(["yes", "null", "~", "y", "1e3", "0o17", "1.5e-5", "0x1f", "1:30", "2026-01-01"]),
    st.sampled_from(["", " a", "a ", "- x", "a: b", "'", '"', "#"]),
)
KEYS = st.from_regex(r"[A-Za-z0-9_.:/-]{1,20}", fullmatch=True)
DATA = st.dictionaries(
    KEYS,
    st.recursive(
        st.one_of(TEXT, st.integers(), st.booleans(), st.floats(allow_nan=False, allow_infinity=False)),
        lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(KEYS, inner, max_size=4)),
        max_leaves=20,
    ),
    min_size=1,
)


class _Libyaml(yaml.CSafeDumper):
    """PyYAML's own way, with text over several lines as a block, what holds other breaks between double quotes, and what
    kubectl would take for a boolean or a number between single ones."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def _represent(dumper: _Libyaml, text: str) -> yaml.ScalarNode:
    style = '"' if {"\u2028", "\u2029"} & set(text) else "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Libyaml.add_representer(str, _represent)
_OF_KUBECTL = re.compile(r"^(?:[yYnN]|0o[0-7]+|[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)[eE][-+]?[0-9]+)$")
_Libyaml.add_implicit_resolver("!of-kubectl", _OF_KUBECTL, list("yYnN0123456789+-."))


@given(DATA)
def test_everything_survives_the_way_through_a_file(data: dict[str, object]) -> None:
    assert yaml.safe_load(dump(data, "x.yaml")) == data


@given(DATA)
def test_every_byte_is_what_libyaml_writes(data: dict[str, object]) -> None:
    ended = {**data, "the end": 1}  # libyaml closes a document whose last text ends in line breaks with three dots
    written = yaml.dump(ended, Dumper=_Libyaml, sort_keys=False, width=1_000_000, allow_unicode=True)
    assert dump(ended, "x.yaml") == header("x.yaml") + written.removesuffix("...\n")


def test_keys_over_several_lines_are_refused() -> None:
    with pytest.raises(ValueError, match="not a key of ours"):
        dump({"a\nb": 1}, "x.yaml")


def test_promql_over_several_lines_is_a_block() -> None:
    assert dump({"expr": "a\nand\nb"}, "x.yaml") == header("x.yaml") + "expr: |-\n  a\n  and\n  b\n"


@pytest.mark.parametrize("text", ["y", "N", "1e3", "-1.5e3", ".5e+3", "12345678e012", "0o17"])
def test_a_string_that_kubectl_would_take_for_something_else_is_quoted(text: str) -> None:
    """A forecast may be called so, and one hash in a thousand looks like it; its PrometheusRule was refused."""
    assert dump({"a": text}, "x.yaml") == header("x.yaml") + f"a: '{text}'\n"


def test_nothing_is_folded() -> None:
    assert dump({"a": "x " * 500}, "x.yaml").count("\n") == 2
