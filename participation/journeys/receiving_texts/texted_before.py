"""What came from the same phone just before, heard again in front of a new text.

Phones and people cut a sentence in two: neither "i want to" nor "die" says it alone. Where an
answer goes on, `going_on.py` joins it; this is for words that answer nothing.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.care.consultations.models import Direction, Message
from participation.care.consultations.one_thought import JUST_BEFORE
from participation.care.safeguarding.rules import Level, screen
from participation.journeys.receiving_texts.scene import Scene

HEARD_AGAIN = 3  # texts before a new one: a sentence is in no more pieces than that


def texted_before(session: Session, scene: Scene, language: str = "en") -> str:
    """The last texts of these minutes, oldest first; none up to one that raised somebody already,
    by itself or with those after it."""
    if not scene.words.strip():
        return ""
    newest_first = session.scalars(
        select(Message)
        .where(
            Message.number_hash == scene.number_hash,
            Message.direction == Direction.IN,
            Message.at > scene.now - JUST_BEFORE,
            Message.public_id != scene.message.public_id,
        )
        .order_by(Message.id.desc())
        .limit(HEARD_AGAIN)
    ).all()
    before = ""
    for text in newest_first:
        longer = f"{text.body}\n{before}" if before else text.body or ""
        if screen(longer, language, scene.house.screening).level in (Level.AMBER, Level.RED):
            break
        before = longer
    return before
