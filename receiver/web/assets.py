"""GET /static/NAME: the stylesheet and the mark, from memory; what the pages load, and all that they load."""

from importlib import resources

from flask import Blueprint, Response, abort, request
from werkzeug.wrappers import Response as Answer

_KINDS = {"pages.css": "text/css", "mark.svg": "image/svg+xml"}


def blueprint() -> Blueprint:
    """Return the endpoint; the files are read once."""
    assets = Blueprint("static", __name__)
    folder = resources.files("receiver.web").joinpath("static")
    contents = {name: folder.joinpath(name).read_bytes() for name in _KINDS}

    @assets.get("/static/<name>")
    def asset(name: str) -> Answer:
        if name not in contents:
            abort(404)
        answer = Response(contents[name], mimetype=_KINDS[name], headers={"Cache-Control": "no-cache"})
        answer.add_etag()
        return answer.make_conditional(request)

    return assets
