"""Marker words typed on every page for staff, from signing in to signing out."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pyotp

from participation.kernel.clock import system_now
from tests.acceptance.marked_browsers import Doors, Fields


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

    def sign_out(self) -> None:
        page = self._form("/staff/reviews")
        self.browser.ask("POST", "/staff/sign-out", page | {"why": self.doors.markers.word("why")})

    def _form(self, path: str) -> Fields:
        html = self.browser.ask("GET", path).html
        return dict(re.findall(r'name="(csrf_token|version)" value="([^"]*)"', html))
