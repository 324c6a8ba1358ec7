"""The real templates, styles, script and headers with made-up people, served on loopback.

The views choose what goes into a page; this site is for how pages look and weigh. The acceptance
walk goes through the real views.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace as Row

from flask import Flask, redirect, render_template, request
from flask_babel import Babel
from werkzeug.serving import make_server
from werkzeug.wrappers import Response

from participation.questionnaire.placeholders import begin
from participation.web import headers
from tests.browser.sample_after import AFTER, AFTER_FOR_STAFF
from tests.browser.sample_arabic import all_in_arabic, in_arabic, many_in_arabic
from tests.browser.sample_asking import ASKED_OF_STAFF, ASKING
from tests.browser.sample_calendar import CALENDAR
from tests.browser.sample_checking import CHECKING
from tests.browser.sample_children import CHILDREN
from tests.browser.sample_concerns import CONCERNS
from tests.browser.sample_copies import COPIES
from tests.browser.sample_due import DUE
from tests.browser.sample_find import FIND
from tests.browser.sample_glass import GLASS
from tests.browser.sample_handing import HANDING
from tests.browser.sample_imports import IMPORTS
from tests.browser.sample_in_person import IN_PERSON
from tests.browser.sample_interpreters import INTERPRETERS
from tests.browser.sample_meeting import MEETING
from tests.browser.sample_menu import MENU
from tests.browser.sample_next_rounds import NEXT_ROUNDS
from tests.browser.sample_not_heard import NOT_HEARD
from tests.browser.sample_officers import OFFICERS
from tests.browser.sample_one_round import ONE_ROUND
from tests.browser.sample_respondent import LEFT_BEHIND, RESPONDENT
from tests.browser.sample_rounds import ROUNDS
from tests.browser.sample_signing_in import SIGNING_IN
from tests.browser.sample_staff import STAFF
from tests.browser.sample_translating import TRANSLATING

SECTIONS = [Row(label="My reviews", url="/staff/reviews", current=True)]
RESPONDENT |= ASKING | AFTER
STAFF |= SIGNING_IN | ASKED_OF_STAFF | CONCERNS | AFTER_FOR_STAFF | HANDING | IMPORTS | GLASS
STAFF |= TRANSLATING | CHECKING | ROUNDS | INTERPRETERS
STAFF |= CHILDREN | NOT_HEARD | OFFICERS | NEXT_ROUNDS | ONE_ROUND
STAFF |= COPIES | DUE | CALENDAR | IN_PERSON | MEETING | FIND | MENU
PACKED = {"form"}  # as the real page is


def make_site() -> Flask:
    """The site: /respond/<page> and /staff-look/<page>, the first also with ?lang=ar."""
    package = headers.STATIC.parent
    site = Flask("look", template_folder=str(package / "templates"),
                 static_folder=str(headers.STATIC))  # fmt: skip
    Babel(site)
    site.jinja_env.install_gettext_callables(
        lambda text: in_arabic(text) if _in_arabic() else text,
        lambda one, many, n: (
            many_in_arabic(one, many, n) if _in_arabic() else one if n == 1 else many
        ),
        newstyle=True,
    )
    site.jinja_env.filters["begin"] = begin
    headers.install(site, https=False)
    left: list[str] = []
    site.config["LEFT"] = left
    site.config["PRESSES"] = 0

    @site.get("/respond/<page>")
    def respond(page: str) -> str:
        template, context = (RESPONDENT | LEFT_BEHIND)[page]
        if _in_arabic():
            context = all_in_arabic(context) | {"lang": "ar", "text_direction": "rtl"}
        return render_template(
            f"respond/{template}.html", large=True, officer="Sam", can_go_back=True,
            has_languages=True,
            csrf_token="t" * 43, page_key="k" * 22, away_url="/away", **context,
        )  # fmt: skip

    @site.get("/staff-look/<page>")
    def staff(page: str) -> str:
        template, context = STAFF[page]
        if page in PACKED:
            headers.may_be_packed()
        known = {"signed_in_as": "Sam Green", "sections": SECTIONS, "demo": True}
        return render_template(f"{template}.html", csrf_token="t" * 43, **(known | context))

    @site.post("/leave")
    def leave() -> str:
        left.append(request.form["csrf_token"])
        return render_template("respond/left.html", away_url="/away")

    @site.route("/q", methods=["GET", "POST"])
    def going_on() -> Response:
        site.config["PRESSES"] += request.method == "POST"
        return redirect("/q" if request.method == "POST" else "/respond/sent", 303)

    @site.get("/away")
    def away() -> str:
        return "<!DOCTYPE html><html lang=en><title>Rain</title><h1>Rain</h1>"

    @site.get("/bad")
    def bad() -> Response:
        response = site.make_response(BAD_PAGE)
        response.headers["Content-Type"] = "text/html"
        return response

    return site


def _in_arabic() -> bool:
    return request.args.get("lang") == "ar"


BAD_PAGE = """<!DOCTYPE html><html><head><title></title></head>
<body><img src="/nothing.png" width="600" height="9">
<p style="color:#bbb">faint</p><script>undefined.boom</script>
<a href="/a">a</a><a href="/b">b</a>
<form><input name="n"></form><!-- %s --></body></html>""" % ("heavy " * 3000)


@contextmanager
def served(site: Flask) -> Iterator[str]:
    """The address of `site` on a free loopback port."""
    server = make_server("127.0.0.1", 0, site, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
