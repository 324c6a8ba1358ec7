"""Marker words typed at every page that a person can open, in hidden fields and headers too."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, cast

import requests

from participation.kernel.clock import system_now
from tests.acceptance.marker_words import Markers
from tests.web.respond.walking import Seen

Fields = dict[str, str]
EVERY_FIELD_OF_THE_BODY = "*"


@dataclass(frozen=True)
class Heard:
    """One answer of the house. `given_back`: markers that this very press may have back."""

    what: str
    status: int
    said: bytes
    given_back: frozenset[str]
    for_anybody: bool

    @property
    def must_be_bare(self) -> bool:
        """Error pages, and pages that are the same for everybody."""
        return self.status >= 400 or self.for_anybody


@dataclass
class Doors:
    """The house's address, and everything that it said."""

    url: str
    markers: Markers
    heard: list[Heard] = field(default_factory=list)

    def browser(self) -> Browser:
        return Browser(self)

    def note(
        self,
        what: str,
        answer: requests.Response,
        *,
        given_back: Collection[str] = (),
        for_anybody: bool = False,
    ) -> requests.Response:
        said = str(dict(answer.headers)).encode() + b"\n" + answer.content
        back = frozenset(given_back)
        self.heard.append(Heard(what, answer.status_code, said, back, for_anybody))
        return answer


class Browser:
    """One person's browser, with a marker in every header and query that it sends."""

    def __init__(self, doors: Doors) -> None:
        self.doors = doors
        self._session = requests.Session()
        self._session.trust_env = False
        word = doors.markers.word
        self._session.headers.update(
            {
                "User-Agent": word("User-Agent"),
                "Referer": f"https://elsewhere.example/{word('Referer')}",
                "X-Forwarded-For": word("X-Forwarded-For"),
                "X-Request-ID": word("X-Request-ID"),
                "Accept-Language": f"{word('Accept-Language')},en",
                "Connection": "close",  # a refused upload ends the connection it came on
            }
        )
        self._session.cookies.set("earlier", word("a cookie of another site"))

    def ask(
        self,
        method: str,
        path: str,
        data: Any = None,
        *,
        gives_back: Collection[str] = (),
        for_anybody: bool = False,
        headers: dict[str, str] | None = None,
    ) -> Seen:
        """One request; the answer as it came, not followed.

        Args:
            gives_back: names of fields whose words this page may give back to whoever sent them.
        """
        word = self.doors.markers.word(f"query of {path.partition('?')[0]}")
        answer = self._session.request(
            method,
            f"{self.doors.url}{path}{'&' if '?' in path else '?'}from={word}",
            data=data,
            headers=headers,
            allow_redirects=False,
            timeout=60,
        )
        back = self._back(data, gives_back)
        self.doors.note(f"{method} {path}", answer, given_back=back, for_anybody=for_anybody)
        return Seen.of(cast("Any", _AsInTests(answer)))

    def go(self, method: str, path: str, data: Any = None, **more: Any) -> Seen:
        """… and follow a 303, as a browser does."""
        seen = self.ask(method, path, data, **more)
        return self.ask("GET", seen.headers["Location"]) if seen.status == 303 else seen

    def _back(self, data: Any, gives_back: Collection[str]) -> set[str]:
        if not isinstance(data, dict):
            return self.doors.markers.among(str(data)) if gives_back else set()
        names = data if EVERY_FIELD_OF_THE_BODY in gives_back else gives_back
        return {
            letters
            for name in names
            for letters in self.doors.markers.among(f"{name} {data.get(name, '')}")
        }


@dataclass
class _AsInTests:
    """An answer over the wire in the shape of Flask's test client."""

    answer: requests.Response

    @property
    def status_code(self) -> int:
        return self.answer.status_code

    @property
    def headers(self) -> Any:
        return self.answer.headers

    def get_data(self, *, as_text: bool) -> str:
        return self.answer.content.decode("utf-8", "replace")


# --- respondents -----------------------------------------------------------------------------

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


# --- staff -----------------------------------------------------------------------------------


@dataclass
class AtTheOffice:
    """A reviewing officer, who is also one of the safeguarding team."""

    doors: Doors
    address: str
    password: str
    code: Callable[[], str]

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
        right = {"email": self.address, "password": self.password, "code": self.code()}
        seen = self.browser.ask("POST", "/staff/sign-in", page | right)
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
        html = self.browser.ask("GET", "/staff/concerns").html
        take = re.search(r"/staff/concerns/[0-9a-f-]{36}/take", html)
        words = re.search(r"/staff/words/[0-9a-f-]{36}", html)
        assert take, "no concern was raised"
        assert words
        note = self.doors.markers.word("note to a concern")
        page = self._form("/staff/concerns") | {"note": note}
        assert self.browser.ask("POST", take[0], page).status == 303
        assert self.browser.ask("GET", words[0]).status == 200
        self.browser.ask("POST", f"{words[0]}/read", page)

    def sign_out(self) -> None:
        page = self._form("/staff/reviews")
        self.browser.ask("POST", "/staff/sign-out", page | {"why": self.doors.markers.word("why")})

    def _form(self, path: str) -> Fields:
        html = self.browser.ask("GET", path).html
        return dict(re.findall(r'name="(csrf_token|version)" value="([^"]*)"', html))


@contextmanager
def counted(doors: Doors, at_least: int) -> Iterator[None]:
    """A guard against a walk that quietly asks nothing."""
    before = len(doors.heard)
    yield
    assert len(doors.heard) - before >= at_least, f"only {len(doors.heard) - before} requests"


def now_code(secret: str) -> str:
    """The one-time code of this half minute."""
    import pyotp  # noqa: PLC0415 - only where somebody signs in

    return pyotp.TOTP(secret).at(system_now())
