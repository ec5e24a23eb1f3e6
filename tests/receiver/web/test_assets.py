import pytest

from tests.support.site import Site


@pytest.mark.parametrize(("name", "kind"), [("pages.css", "text/css"), ("mark.svg", "image/svg+xml")])
def test_what_the_pages_load_is_served_to_anybody_and_only_once(site: Site, name: str, kind: str) -> None:
    answer = site.client.get(f"/static/{name}")
    assert (answer.status_code, answer.mimetype) == (200, kind)
    again = site.client.get(f"/static/{name}", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize("name", ["nothing.css", "../templates/base.html", "..%2fapp.py"])
def test_nothing_else_is(site: Site, name: str) -> None:
    assert site.client.get(f"/static/{name}").status_code == 404


def test_the_stylesheet_loads_nothing_either(site: Site) -> None:
    text = site.client.get("/static/pages.css").text
    assert "url(" not in text
    assert "@import" not in text
