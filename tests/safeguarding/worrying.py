"""Words that worry and words that do not, and the way of a child to a box for them."""

from __future__ import annotations

from participation.care.people.models import Child
from participation.kernel.db import reading
from tests.factories import Make
from tests.web.respond.walking import Person

HARMLESS = "I like the garden and the dog"
WORRYING = "he hits me when nobody is there"


def child_of(make: Make, child_id: int) -> Child:
    with reading() as session:
        return session.get_one(Child, child_id)


def childs_link(make: Make, child_id: int | None = None) -> str:
    child = child_of(make, child_id) if child_id else make.child(officer=make.staff(), age=13)
    return make.link(make.invitation(make.review(child)))


def to_a_box(person: Person, token: str) -> None:
    person.begin(token)
    for _ in range(30):
        if 'name="words"' in person.seen.html:
            return
        person.press("go=skip")
    raise AssertionError("no question takes words")
