"""GET /: the live forecasts, what runs out first at the top."""

from math import ceil

from flask import Blueprint, render_template, request

from receiver.store.views import MOST_ROWS, Views, Wanted

_MOST_PAGE = 1000


def add(pages: Blueprint, views: Views) -> None:
    """Add the address to the pages."""

    @pages.get("/")
    def overview() -> str:
        wanted = Wanted(
            forecast=request.args.get("forecast", "")[:128],
            words=request.args.get("words", "").strip()[:128],
            past=request.args.get("past") == "yes",
            page=min(max(request.args.get("page", 1, type=int), 1), _MOST_PAGE),
        )
        found = views.overview(wanted)
        return render_template(
            "overview.html", found=found, wanted=wanted, pages=max(ceil(found.found / MOST_ROWS), 1), per_page=MOST_ROWS
        )
