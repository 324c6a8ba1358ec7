"""A page is drawn once for all who see it alike, and nothing of one child stands on another's."""

from __future__ import annotations

import re

from participation.web.respond.drawn_once import MOST, DrawnPages
from tests.factories import Make
from tests.web.respond.conftest import Link
from tests.web.respond.walking import Person


def _page(pages: DrawnPages, name: str, drawn: list[str], *, csrf: str, page_key: str) -> str:
    def draw() -> str:
        drawn.append(name)
        return f"<{name} {pages.csrf} {pages.page_key}>"

    return pages.page((name,), draw, csrf=csrf, page_key=page_key)


def test_each_sitting_gets_its_own_tokens_in_a_page_drawn_once() -> None:
    pages, drawn = DrawnPages(), list[str]()
    first = _page(pages, "home", drawn, csrf="csrf-1", page_key="key-1")
    second = _page(pages, "home", drawn, csrf="csrf-2", page_key="key-2")
    assert (first, second) == ("<home csrf-1 key-1>", "<home csrf-2 key-2>")
    assert drawn == ["home"]


def test_what_differs_in_its_name_is_another_page() -> None:
    pages, drawn = DrawnPages(), list[str]()
    _page(pages, "home", drawn, csrf="c", page_key="k")
    assert _page(pages, "school", drawn, csrf="c", page_key="k") == "<school c k>"
    assert drawn == ["home", "school"]


def test_the_page_longest_not_asked_for_is_let_go() -> None:
    pages, drawn = DrawnPages(), list[str]()
    for n in range(MOST):
        _page(pages, f"p{n}", drawn, csrf="c", page_key="k")
    _page(pages, "p0", drawn, csrf="c", page_key="k")  # asked for again: p1 is now the oldest
    _page(pages, "one more", drawn, csrf="c", page_key="k")
    drawn.clear()
    _page(pages, "p0", drawn, csrf="c", page_key="k")
    _page(pages, "p1", drawn, csrf="c", page_key="k")
    assert drawn == ["p1"]


def test_two_children_at_the_same_question_read_their_own_officers_name(
    person: Person, another: Person, link: Link, make: Make
) -> None:
    child = make.child(officer=make.staff(name="Kim Brown"), age=9)
    theirs = make.link(make.invitation(make.review(child), form="child_8_11"))
    pages = []
    for who, token in ((person, link.token), (another, theirs), (person, None)):
        if token is not None:
            who.begin(token)
        pages.append(who.look("/q").html)
    assert all("Only tell Sam" in page and "Kim" not in page for page in (pages[0], pages[2]))
    assert "Only tell Kim" in pages[1]
    assert "Sam" not in pages[1]
    hers, his = (set(re.findall(r'name="(?:csrf_token|page_key)" value="([^"]+)"', page))
                 for page in pages[:2])  # fmt: skip
    assert len(hers) == len(his) == 2
    assert not hers & his
    person.press(say={"words": "mine alone"})
    another.press(say={"words": "and mine"})
    person.press("go=back")
    assert "mine alone" in person.look("/q").html
    assert "mine alone" not in another.look("/q").html
