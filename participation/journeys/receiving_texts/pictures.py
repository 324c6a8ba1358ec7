"""A text with a picture: it is never fetched, and a person looks at it, whatever its words became.

They may be an answer, an order, or nothing at all, and were heard where they are kept.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from participation.care.consultations.models import Invitation
from participation.care.people.queries import Holders
from participation.channels.sms.keywords import Keyword, keyword, request
from participation.journeys.receiving_texts.holding import only_child
from participation.journeys.receiving_texts.scene import PICTURE, Scene, hear


def bring_pictures(
    session: Session, scene: Scene, invitations: Sequence[Invitation], holders: Holders
) -> None:
    """A concern for each child that the picture may be about, and one where that is nobody."""
    if not scene.message.pictures:
        return
    if Keyword.WRONG in (keyword(scene.words), request(scene.words)):
        _bring(session, scene, None)  # a stranger's
    elif not invitations:
        _bring(session, scene, only_child(holders))
    else:
        for first in {one.child_id: one for one in reversed(invitations)}.values():
            _bring(session, scene, first.child_id, about=first)


def _bring(
    session: Session, scene: Scene, child_id: int | None, *, about: Invitation | None = None
) -> None:
    hear(
        session,
        scene.message,
        "",
        child_id,
        key=scene.message.key if about is None else about.child.key,
        house=scene.house,
        now=scene.now,
        raised_by=PICTURE,
        from_child=about is None or about.respondent == "child",
    )
