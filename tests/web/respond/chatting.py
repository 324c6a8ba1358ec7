"""A person in a chat, at a browser without scripts."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from participation.care.consultations.models import Answer
from participation.kernel.db import db, reading
from tests.web.respond.walking import Person, Seen

HEARD = "Thank you for telling me. I am not a person."
ALREADY = "You answered that one already. You can change it at the end."
HARMLESS, FLAGGED = "i like my new bed a lot", "he hits me when it is dark"
LONGEST = 10_000


def chat(person: Person, token: str, company: str = "company=alone") -> Seen:
    """Open the link, say who is there, choose the chat."""
    person.begin(token, company)
    person.press("go=how")
    return person.press("mode=chat")


def type_in(person: Person, words: str) -> Seen:
    """Write in the box and press Send."""
    return person.send(fields(person.seen, words=words))


def fields(seen: Seen, **say: str) -> list[tuple[str, str]]:
    """What the page sends of its own accord, with these filled in."""
    return [(name, value) for name, value in seen.form.filled() if name not in say] + [*say.items()]


def rows(app: Flask) -> list[Answer]:
    with app.app_context():
        db.session.remove()
        with reading() as session:
            found = list(session.scalars(select(Answer).order_by(Answer.id)))
            session.expunge_all()
            return found
