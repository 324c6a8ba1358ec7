"""Marker words typed on every page for respondents, in hidden fields and broken forms too."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.acceptance.marked_browsers import EVERY_FIELD_OF_THE_BODY, Doors, Fields
from tests.web.respond.walking import Seen

Q = {"gives_back": (EVERY_FIELD_OF_THE_BODY,)}


def links_and_codes(doors: Doors) -> None:
    """Links that open nothing, the page for codes, leaving, help, and what is not there."""
    word, browser = doors.markers.word, doors.browser()
    for path in (f"/l/{word('a link')}", f"/l/{word('a long link')}/x/../{'y' * 300}"):
        browser.ask("GET", path, for_anybody=True)
        browser.ask("POST", path, {"token": word("field beside a link")}, for_anybody=True)
    browser.ask("POST", f"/l/{word('link')}", headers={"Sec-Fetch-Site": word("Sec-Fetch-Site")})
    browser.ask("GET", "/code", for_anybody=True)
    for more in ({}, {"Sec-Fetch-Site": "cross-site"}):
        typed = {"code": word("code"), "other": word("another field beside a code")}
        browser.ask("POST", "/code", typed, gives_back=("code",), headers=more)
    browser.ask("POST", "/leave", {"csrf_token": word("csrf_token of leaving")}, for_anybody=True)
    browser.ask("GET", "/help", for_anybody=True)
    for path in ("/", f"/{word('path')}", f"/static/{word('static path')}.css", "/q"):
        browser.ask("GET", path, for_anybody=True)
    browser.ask("DELETE", "/q", {"words": word("words of a strange method")})
    browser.ask("GET", "/help", headers={"Host": f"{word('Host')}.example"})
    browser.ask("POST", "/q", {"words": word("words without a sitting")}, **Q)


@dataclass
class Sitting:
    """A young person who answers everything with markers. `said` are words that must be kept."""

    doors: Doors
    link: str
    said: list[str] = field(default_factory=list)

    def words(self, where: str) -> str:
        """A marker among ordinary words, some of which are heard as a sign of danger."""
        text = f"he hits me {self.doors.markers.word(where)} ☕"
        self.said.append(text)
        return text

    def open(self) -> None:
        self.browser = self.doors.browser()
        self.browser.ask("GET", self.link)
        self.browser.go("POST", self.link, {"x": self.doors.markers.word("field beside a link")})

    def answer_everything(self) -> None:
        """Each question is first answered in a way that it cannot take."""
        if self.browser.ask("GET", "/q").kind == "start":
            self._say_who_is_there()
        for _ in range(80):
            seen = self.browser.ask("GET", "/q")
            if seen.kind == "check":
                return
            assert seen.kind in ("question", "more"), (seen.kind, seen.words[:200])
            self._answer(seen)
        raise AssertionError(f"never came to the end: {seen.words[:300]}")

    def _say_who_is_there(self) -> None:
        self._post(self.browser.ask("GET", "/q"), {"company": "helped"})
        typed = {"helped_by": self.doors.markers.word("helped_by")}
        self._post(self.browser.ask("GET", "/q"), typed)
        how = {"mode": self.doors.markers.word("mode")}
        self._post(self.browser.ask("GET", "/q"), how)
        self._post(self.browser.ask("GET", "/q"), {"mode": "questions"})

    def _answer(self, seen: Seen) -> None:
        question, offered = seen.question, seen.form.offers("answer")
        if seen.form.offers("more"):
            self._post(seen, {"words": self.words(f"more about {question}")})
            return
        strange = self.doors.markers.word(f"answer to {question}")
        takes_words = bool(seen.form.offers("words"))
        self._post(
            seen,
            {
                "answer": strange,
                "words": self.words(f"words to {question}") if takes_words else "",
                "go": "more" if any(b.value == "more" for b in seen.form.buttons) else "",
            },
        )
        again = self.browser.ask("GET", "/q")
        if again.question == question and not again.form.offers("more"):
            go = "more" if any(b.value == "more" for b in again.form.buttons) else ""
            plain = next((value for value in offered if value and value[0] != "_"), "3")
            self._post(again, {"answer": plain, "words": "", "go": go})

    def alter_hidden_fields(self) -> None:
        """What no page offers: names and values of the sender's own making."""
        word, form = self.doors.markers.word, self.doors.markers.word("a name of a field")
        for name in ("change", "go", "company", "helped_by", "csrf_token", "sharing-one_thing",
                     "page_key", "question", "only_officer", "again", "more", form):  # fmt: skip
            for words in ("", self.words(f"words beside an altered {name}")):
                typed = {name: word(f"altered {name}"), "words": words}
                self._post(self.browser.ask("GET", "/q"), typed)
        shared = {"sharing": "1", f"sharing-{word('a name of sharing')}": word("sharing")}
        self._post(self.browser.ask("GET", "/q"), shared)
        typed = {"question": "one_thing", "page_key": word("page_key of an answer")}
        self._post(self.browser.ask("GET", "/q"), {**typed, "words": self.words("one_thing")})

    def send_what_cannot_be_taken(self) -> None:
        """Too long, not a form at all, and not text."""
        word, ask = self.doors.markers.word, self.browser.ask
        for times in (12_000, 300_000, 1_100_000):
            seen = ask("GET", "/q")
            typed = {"question": "one_thing", "words": word(f"{times} letters") + "x" * times}
            self._post(seen, typed)
        json = f'{{"words": "{word("words as JSON")}"}}'
        ask("POST", "/q", json.encode(), headers={"Content-Type": "application/json"})
        broken = f"words={word('broken words')}%ff%00%ed%a0%80&question=one_thing".encode()
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        ask("POST", "/q", broken, headers=form, gives_back=Q["gives_back"])
        parts = f'--b\r\nContent-Disposition: form-data; name="words"\r\n\r\n{word("part")}'
        ask(
            "POST",
            "/q",
            parts.encode(),
            headers={"Content-Type": "multipart/form-data; boundary=b"},
        )

    def while_the_database_fails(self) -> None:
        seen = self.browser.ask("GET", "/q")
        self._post(seen, {"question": "one_thing", "words": self.words("words of a failed press")})
        self.said.pop()

    def send_and_add(self) -> None:
        self._post(self.browser.ask("GET", "/q"), {"go": "send"})
        seen = self.browser.ask("GET", "/q")
        assert seen.kind == "sent", seen.words[:300]
        self._post(seen, {"go": "add", "words": self.words("words added after sending")})
        late = {"question": "one_thing", "words": self.words("an answer after sending")}
        self._post(self.browser.ask("GET", "/q"), late)

    def leave(self) -> None:
        seen = self.browser.ask("GET", "/q")
        self._post(seen, {"csrf_token": self.doors.markers.word("csrf_token")}, to="/leave")
        self._post(seen, {}, to="/leave")
        self._post(seen, {"words": self.doors.markers.word("words after leaving")})

    def _post(self, seen: Seen, typed: Fields, to: str = "/q") -> Seen:
        """The fields of the page's first form with these in their place."""
        sent = {**dict(seen.form.filled()), **typed}
        return self.browser.go("POST", to, sent, **Q)
