"""A child with a card in hand, at a browser without scripts."""

from __future__ import annotations

from dataclasses import dataclass

from participation.care.people.models import Child, StaffMember
from tests.web.respond.walking import Person, Seen


@dataclass
class Card:
    """A child's card: the link and the code that are printed on it."""

    child: Child
    officer: StaffMember
    token: str
    code: str


def post(person: Person, say: dict[str, str], path: str = "/card") -> Seen:
    """Press something on the page at hand, with the keys of that page."""
    keys = {name: person.seen.form.offers(name)[0] for name in ("csrf_token", "page_key")}
    answer = person.client.post(path, data={**keys, **say})
    if answer.status_code == 303:
        person.look(answer.headers["Location"])
    else:
        person.seen = Seen.of(answer)
    return person.seen
