"""The stylesheet as this council's pages have it: our own rules, then its colour and its logo.

One file, so that a look costs no request more. Without a colour or a logo it is the plain file.
"""

from __future__ import annotations

import hashlib
from functools import cache

from flask import Blueprint, Response

from participation.journeys.services import Services
from participation.settings.look import stylesheet
from participation.web.entry import Who, entry
from participation.web.headers import STATIC, static_url
from participation.web.services import services

blueprint = Blueprint("respond_look", __name__)


@blueprint.get("/look.css")
@entry(Who.ANYONE)
def look() -> Response:
    return Response(_rules(*_chosen(services())), mimetype="text/css")


def address(house: Services) -> str:
    """Where a page of this council finds its stylesheet; the hash of it lets browsers keep it."""
    if not any(_chosen(house)):
        return static_url("respond.css")
    return f"/look.css?v={_hash(*_chosen(house))}"


def _chosen(house: Services) -> tuple[str, bytes]:
    return house.settings.colour, house.settings.logo


@cache
def _rules(colour: str, logo: bytes) -> str:
    ours = (STATIC / "respond.css").read_text(encoding="utf-8")
    return ours + stylesheet(colour, logo)


@cache
def _hash(colour: str, logo: bytes) -> str:
    return hashlib.sha256(_rules(colour, logo).encode()).hexdigest()[:12]
