from pathlib import Path

import pytest
from prometheus_client import REGISTRY

from receiver.bootstrap import checked_templates
from receiver.domain.event import EventKind
from receiver.errors import ConfigError
from receiver.notifiers.document import document
from receiver.notifiers.templating import MOST_CHARACTERS, NAMES, Templates
from tests.support.builders import event

SHIPPED = "Memory runs out in 15 min: shop/web-1: scaled web 1→3"


def _written(folder: Path, template: str, name: str = "pagerduty.txt.j2", **changes: str) -> str:
    (folder / name).write_text(template, encoding="utf-8")
    return Templates(folder).write(name, document(event(EventKind.ACTED, **changes)))


def test_a_users_template_replaces_the_shipped_one(tmp_path: Path) -> None:
    assert _written(tmp_path, "{{ forecast }} in {{ eta_s | duration }}") == "memory in 15 min"


def test_the_others_stay_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "slack.txt.j2").write_text("mine", encoding="utf-8")
    assert Templates(tmp_path).write("pagerduty.txt.j2", document(event())) == SHIPPED


def test_the_shipped_ones_are_used_without_a_folder() -> None:
    assert Templates().write("pagerduty.txt.j2", document(event())) == SHIPPED


@pytest.mark.parametrize(
    "template",
    [
        "{{ headlin }}",
        "{% for %}",
        "{{ 1 / 0 }}",
        "{{ facts['nothing'] }}",
        "{{ headline.__class__.__mro__ }}",
        "{{ facts.__class__ }}",
        "{{ ''.join(['a']) }}",
        "{{ 'a' * 1000000000 }}",
        "{{ 9 ** 9 ** 9 }}",
        "{{ facts.clear() }}",
        "{{ facts.update({'a': 1}) }}",
        "{% for a in range(100000) %}x{% endfor %}",
        "{% for a in range(9) %}{% endfor %}{{ forecast }}",
        "{% include '/etc/passwd' %}",
        "{{ cycler.__init__.__globals__ }}",
        "{{ self.__init__ }}",
        "{{ '%1000000000d' | format(1) }}",
        "x" * (MOST_CHARACTERS + 1),
        "{% if severity == 'minor' %}{{ headline }}{% endif %}",
        "{% for name in facts %}" * 21 + "x" + "{% endfor %}" * 21,
        "{% for name in facts %}" * 5 + "{% endfor %}" * 5 + "{{ forecast }}",
        "{{ ('%99999d' % 1) | length }}",
        "{{ 1 | round(9999, 'ceil') }}",
        "{{ [1] | batch(9999, 0) | list | length }}",
        "{{ [1] | slice(9999) | list | length }}",
    ],
)
def test_one_that_fails_or_wants_too_much_is_replaced_by_the_shipped_one_and_counted(
    tmp_path: Path, template: str
) -> None:
    before = _failures()
    assert _written(tmp_path, template) == SHIPPED
    assert _failures() == before + 1


def _failures() -> float:
    return REGISTRY.get_sample_value("receiver_template_failures_total", {"template": "pagerduty.txt.j2"}) or 0.0


def test_slacks_control_characters_are_escaped_in_values_and_not_in_the_template(tmp_path: Path) -> None:
    written = _written(tmp_path, "<https://x|{{ detail }}>", "slack.txt.j2", detail="<!channel> & co")
    assert written == "<https://x|&lt;!channel&gt; &amp; co>"


@pytest.mark.parametrize("shown", ["facts", "facts.values() | list", "[detail]"])
def test_they_are_escaped_inside_of_a_list_or_a_dictionary(tmp_path: Path, shown: str) -> None:
    (tmp_path / "slack.txt.j2").write_text("{{ " + shown + " }}", encoding="utf-8")
    told = event(detail="<!channel>", facts={"Where": "<!channel>"})
    assert "&lt;!channel&gt;" in Templates(tmp_path).write("slack.txt.j2", document(told))


def test_html_is_escaped_in_values_and_not_in_the_template(tmp_path: Path) -> None:
    assert _written(tmp_path, "<b>{{ detail }}</b>", "email.html.j2", detail="<i>") == "<b>&lt;i&gt;</b>"


@pytest.mark.parametrize("name", NAMES)
def test_every_shipped_template_can_word_every_kind_of_event(name: str) -> None:
    for kind in EventKind:
        assert Templates().write(name, document(event(kind)) | {"picture_cid": None})


def test_all_that_is_wrong_is_said_before_anybody_depends_on_it(tmp_path: Path) -> None:
    (tmp_path / "slack.txt.j2").write_text("{{ headlin }}", encoding="utf-8")
    (tmp_path / "email.txt.j2").write_text("{% if %}", encoding="utf-8")
    (tmp_path / "slak.txt.j2").write_text("", encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        checked_templates(tmp_path)
    said = str(caught.value)
    assert "slak.txt.j2: replaces nothing; there are slack.txt.j2, pagerduty.txt.j2" in said
    assert "slack.txt.j2: confirmed: UndefinedError: 'headlin' is undefined" in said
    assert "email.txt.j2: confirmed: TemplateSyntaxError" in said
    assert "(line 1)" in said


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="there is no such folder"):
        checked_templates(tmp_path / "nowhere")


def test_what_works_passes(tmp_path: Path) -> None:
    (tmp_path / "email.html.j2").write_text("{% if picture_cid %}{{ picture_cid }}{% endif %}", encoding="utf-8")
    checked_templates(tmp_path)
