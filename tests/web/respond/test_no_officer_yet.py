"""A child whose reviewing officer is not named yet reads whole sentences everywhere (R3)."""

from __future__ import annotations

import re

import pytest

from tests.factories import Make
from tests.web.respond.walking import Person

# "your reviewing officer" where a sentence begins, and a gap that nobody filled.
BROKEN = re.compile(r"\{officer\}|>\s*your reviewing officer \w|[.?!] your reviewing officer")


def broken_in(html: str) -> list[str]:
    body = re.sub(r"<(option|button|label)\b.*?</\1>", "", html, flags=re.DOTALL)
    return BROKEN.findall(body)


def test_what_is_broken_is_found() -> None:
    """The check itself can fail."""
    assert broken_in("<p>your reviewing officer reads it.</p>")
    assert broken_in("<p>What do you want {officer} to know?</p>")
    assert not broken_in("<p>Tell your reviewing officer. Your reviewing officer reads it.</p>")


@pytest.mark.parametrize("mode", ["questions", "chat"])
def test_from_the_first_page_to_the_last(person: Person, make: Make, mode: str) -> None:
    invitation = make.invitation(make.review(make.child(age=9)), form="child_8_11")
    person.open(make.link(invitation))
    seen = [person.seen]
    seen.append(person.press("company=alone"))
    person.press("go=how")
    seen.append(person.press(f"mode={mode}"))
    while seen[-1].kind == "question":
        seen.append(person.press("go=skip"))
    seen.extend([person.press("go=check") if mode == "chat" else person.seen])
    assert seen[-1].kind == "check"
    seen.append(person.press("go=send"))
    assert seen[-1].kind == "sent"
    assert [broken_in(page.html) for page in seen] == [[] for _ in seen]


@pytest.mark.parametrize("age", [6, 10, 15])
def test_on_a_card_and_in_its_rights(person: Person, make: Make, age: int) -> None:
    token, _code = make.card(make.child(age=age))
    person.look(f"/m/{token}")
    seen = person.press()
    assert broken_in(seen.html) == []
    assert "reviewing officer is your reviewing officer" not in seen.words
