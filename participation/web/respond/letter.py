"""The letter after a review, as it was sent, behind the child's own key (R2).

Looking changes nothing but that it was read.
"""

from __future__ import annotations

from flask import Blueprint, Response, g

from participation.journeys import reading_letters, telling_back
from participation.kernel.clock import system_now
from participation.kernel.db import transaction
from participation.web.entry import Who, entry
from participation.web.respond import frame
from participation.web.respond.mine import here, way_in
from participation.web.services import services

blueprint = Blueprint("respond_letter", __name__)


@blueprint.get("/mine/letter")
@entry(Who.LINK_HOLDER)
def show() -> Response:
    """The letter; without the key given in this browser, the page that asks for it."""
    with transaction() as session:
        asker, reading = here(session, services())
        if asker is None:
            return frame.gone()
        if reading is None:
            return way_in(session, asker)
        reading.last_seen = system_now()
        g.language = asker.texts.language
        holder = asker.holder()
        letter = reading_letters.read_letter(session, holder, asker.now)
        if letter is None:
            return asker.page("happened_none", reading_csrf=reading.csrf)
        return asker.page(
            "letter",
            words=letter.words,
            words_language=letter.language.replace("_", "-"),
            points=telling_back.something_to_read(session, holder, asker.now),
            reading_csrf=reading.csrf,
        )
