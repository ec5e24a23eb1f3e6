import pytest
from localcluster.selectors import parse
from localcluster.status import ApiError

LABELS = {"app": "leak", "tier": "web"}


@pytest.mark.parametrize(
    ("selector", "matches"),
    [
        ("", True),
        ("app=leak", True),
        ("app==leak,tier=web", True),
        ("app=leak,tier=db", False),
        ("app!=leak", False),
        ("missing!=x", True),
        ("app", True),
        ("!app", False),
        ("!missing", True),
        ("app in (leak, other),tier", True),
        ("app notin (leak)", False),
        ("example.com/name=x", False),
    ],
)
def test_selectors(selector: str, matches: bool) -> None:
    assert parse(selector)(LABELS) is matches


@pytest.mark.parametrize("selector", ["a=b=c", "=", "app in leak", "!app=leak"])
def test_what_is_no_selector_is_a_bad_request(selector: str) -> None:
    with pytest.raises(ApiError, match="unable to parse requirement"):
        parse(selector)
