"""Marker words typed on every page for staff, from signing in to signing out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape

import pyotp

from participation.kernel.clock import system_now
from tests.acceptance.marked_browsers import Doors, Fields

COPIES = "/staff/copies"


@dataclass
class AtTheOffice:
    """A reviewing officer, who is also one of the safeguarding team."""

    doors: Doors
    address: str
    password: str
    secret: str  # of the one-time codes

    def sign_in(self) -> None:
        word = self.doors.markers.word
        self.browser = self.doors.browser()
        page = self._form("/staff/sign-in")
        wrong = {
            "email": word("email at sign-in"),
            "password": word("password"),
            "code": word("one-time code"),
            "next": word("next"),
        }
        own = {"gives_back": ("email",)}
        self.browser.ask("POST", "/staff/sign-in", page | wrong, **own)
        self.browser.ask("POST", "/staff/sign-in", wrong | {"csrf_token": word("token")}, **own)
        right = {
            "email": self.address,
            "password": self.password,
            "code": pyotp.TOTP(self.secret).at(system_now()),
        }
        seen = self.browser.ask("POST", "/staff/sign-in", page | right)
        assert seen.status == 303, seen.words[:300]
        page, own = self._form("/staff/password"), word("password of their own")
        wrong = {"password": word("one-time password"), "new_password": own, "again": own}
        self.browser.ask("POST", "/staff/password", page | wrong)
        seen = self.browser.ask(
            "POST", "/staff/password", page | wrong | {"password": self.password}
        )
        assert seen.status == 303, seen.words[:300]

    def look_around(self, review: str) -> None:
        """Every page of staff, with markers wherever an address or a field takes something."""
        word, ask = self.doors.markers.word, self.browser.ask
        for path in ("/staff/", "/staff/reviews", "/staff/concerns", "/staff/tasks",
                     "/staff/nothing", f"/staff/reviews?page={word('page')}"):  # fmt: skip
            ask("GET", path)
        for path in (f"/staff/reviews/{word('review in an address')}/summary",
                     f"/staff/words/{word('words in an address')}", f"/staff/{word('path')}",
                     f"/staff/words/{'0' * 8}-0000-4000-8000-{'0' * 12}"):  # fmt: skip
            assert ask("GET", path).status == 404
        summary = f"/staff/reviews/{review}/summary"
        page = self._form(summary)
        ask("POST", f"{summary}/read", page | {"version": word("version")})
        ask("POST", f"{summary}/read", {"csrf_token": word("token of staff"), "version": "1"})
        ask("POST", f"{summary}/read", page)

    def take_a_concern(self) -> None:
        """Everything that is typed about a concern, from the first note to its closing."""
        word = self.doors.markers.word
        html = self.browser.ask("GET", "/staff/concerns").html
        found = re.search(r"/staff/concerns/[0-9a-f-]{36}", html)
        words = re.search(r"/staff/words/[0-9a-f-]{36}", html)
        assert found, "no concern was raised"
        assert words
        concern, page = found[0], self._form(found[0])
        for deed, fields in (
            ("note", {"note": word("note to a concern")}),
            ("about", {"outside": word("whom a concern is about"), "reason": word("why")}),
            ("where", {"where": word("where a child is"), "authority": word("whose area")}),
            ("sent", {"by": "police", "to": word("who took a referral"), "at": word("hour")}),
            ("told", {"told": "yes", "what": word("what a child was told")}),
            ("acknowledge", {"outcome": "passed_on", "why": word("to whom")}),
            ("close", {"ending": word("why a concern was closed")}),
        ):
            status = self.browser.ask("POST", f"{concern}/{deed}", page | fields).status
            assert status == 303, deed
        assert self.browser.ask("GET", f"{concern}/referral").status == 200
        assert self.browser.ask("GET", words[0]).status == 200
        self.browser.ask("POST", f"{words[0]}/read", page)
        worry = page | {"level": "red", "note": word("what worries a reader")}
        assert self.browser.ask("POST", f"{words[0]}/worry", worry).status == 303

    def put_right(self, review: str) -> None:
        """What somebody says is wrong in what was recorded, refused and taken."""
        word, ask = self.doors.markers.word, self.browser.ask
        html = ask("GET", f"/staff/reviews/{review}/summary").html
        found = re.search(rf"/staff/reviews/{review}/correct/[0-9a-f-]{{32,36}}", html)
        assert found, "no way to put anything right"
        page = self._form(found[0])
        wrong = {name: word(f"{name} of a correction") for name in ("words", "said_by", "told_how")}
        seen = ask("POST", found[0], page | wrong, gives_back=tuple(wrong), shows=html)
        assert seen.status == 422, seen.status
        right = {"words": word("how it was"), "said_by": "child", "told_how": "call"}
        right["page_key"] = word("page_key of a correction")
        assert ask("POST", found[0], page | right).status == 303

    def ask_for_a_copy(self, child: str) -> None:
        """Whoever leads on data protection notes that somebody wants a copy of what is held."""
        word, ask = self.doors.markers.word, self.browser.ask
        page = self._form(COPIES)
        names = ("reference", "whose", "asked_by", "received_on", "why")
        wrong = {name: word(f"{name} of a copy") for name in names}
        assert ask("POST", COPIES, page | wrong, gives_back=names).status == 422
        wrong |= {"whose": "child", "asked_by": "self"}
        assert ask("POST", COPIES, page | wrong, gives_back=names).status == 422
        right = {"reference": child, "received_on": "2026-11-20"}
        right["why"] = f"she wrote to us herself, {word('how somebody is known')}"
        assert ask("POST", COPIES, page | wrong | right).status == 303

    def look_a_copy_through(self) -> int:
        """Every line of every part that is theirs, decided; let go, and taken away. How many."""
        parts = set(
            re.findall(rf"{COPIES}/[0-9a-f-]{{32,36}}", self.browser.ask("GET", COPIES).html)
        )
        return sum(self._one_part(part) for part in parts)

    def _one_part(self, part: str) -> int:
        word, ask = self.doors.markers.word, self.browser.ask
        pages, seen = [unescape(one) for one in self._lines_in(ask("GET", part).html)], set()
        decided = 0
        while pages:
            here = pages.pop()
            seen.add(here)
            shown = ask("GET", here)
            pages += [one for one in map(unescape, self._lines_in(shown.html)) if one not in seen]
            filled = dict(shown.form.filled())
            filled |= {name: word("why a line is held back")
                       for name in filled if name.startswith("why-")}  # fmt: skip
            filled |= {"say-0": "serious_harm"}
            assert ask("POST", f"{part}/decide", filled).status == 303
            decided += sum(name.startswith("line-") for name in filled)
        strange = {name: word(f"{name} of a copy")
                   for name in ("section", "page", "line-0", "mark-0", "say-0")}  # fmt: skip
        ask("POST", f"{part}/decide", filled | strange)
        wanted = ask("GET", part)
        going = dict(wanted.form.filled())
        stale = going | {"seen": word("seen"), "told": word("told, too late")}
        again = {"gives_back": ("told",), "shows": wanted.html}
        assert ask("POST", f"{part}/let-go", stale, **again).status == 409
        told = going | {"told": word("what they are told of what was left out")}
        assert ask("POST", f"{part}/let-go", told).status == 303
        assert ask("POST", f"{part}/take", {"csrf_token": going["csrf_token"]}).status == 200
        return decided

    @staticmethod
    def _lines_in(html: str) -> list[str]:
        return re.findall(rf"{COPIES}/[0-9a-f-]{{32,36}}/lines\?[^\"#]+", html)

    def sign_out(self) -> None:
        page = self._form("/staff/reviews")
        self.browser.ask("POST", "/staff/sign-out", page | {"why": self.doors.markers.word("why")})

    def _form(self, path: str) -> Fields:
        html = self.browser.ask("GET", path).html
        return dict(re.findall(r'name="(csrf_token|version)" value="([^"]*)"', html))
