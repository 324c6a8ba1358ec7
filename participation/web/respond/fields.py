"""What a respondent's page may send: an allow-list, read once (B51).

Words are kept as they were written. Only NUL becomes U+FFFD (B5), because PostgreSQL refuses it
and SQLite hides what follows, and so do bytes that are no UTF-8 (B7).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from flask import request
from werkzeug.datastructures import MultiDict

MOST_CHOICES = 60
LONGEST_VALUE = 200  # keys and chosen values; words have a limit of their own
LONGEST_TURN = 6  # digits
SHARING = "sharing-"

_PAGE_KEY = re.compile(r"[A-Za-z0-9_-]{8,64}\Z")


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Posted:
    """One page as it was sent. Everything in it is untrusted."""

    csrf: str = ""
    page_key: str | None = None  # None: not one of ours, so a repeat cannot be told
    question: str = ""
    answers: tuple[str, ...] = ()
    words: str = ""
    drawing: str = ""  # strokes as a script put them down
    only_officer: bool = False
    more: bool = False
    again: bool = False  # Continue pressed once more with nothing chosen
    go: str = ""
    company: str = ""
    helped_by: str = ""
    mode: str = ""
    call: str = ""
    change: str = ""
    later: bool = False  # the page for stopping: a tick that is not there was taken away
    if_forgotten: bool = False
    device: str = ""
    turn: int | None = None  # how often this question was answered when a chat put it
    sharing: Mapping[str, str] | None = field(default=None)  # None: not the sharing page

    @property
    def said_something(self) -> bool:
        return bool(self.words.strip() or any(self.answers) or self.drew)

    @property
    def drew(self) -> bool:
        """Whether anything stands on the sheet; that it is strokes is for the engine to find."""
        return self.drawing.strip() not in ("", "[]")

    def to_try_again(self) -> list[tuple[str, str]]:
        """Fields for the page that lets the same press be tried once more; words come apart."""
        single = (
            ("question", self.question),
            ("drawing", self.drawing),
            ("more", "1" if self.more else ""),
            ("only_officer", "1" if self.only_officer else ""),
            ("go", self.go),
            ("company", self.company),
            ("helped_by", self.helped_by),
            ("mode", self.mode),
            ("call", self.call),
            ("change", self.change),
            ("later", "1" if self.later else ""),
            ("if_forgotten", "1" if self.if_forgotten else ""),
            ("device", self.device),
            ("turn", "" if self.turn is None else str(self.turn)),
            ("sharing", "1" if self.sharing is not None else ""),
        )
        return [
            *((name, value) for name, value in single if value),
            *(("answer", value) for value in self.answers),
            *((SHARING + key, value) for key, value in (self.sharing or {}).items()),
        ]


def read_page() -> Posted:
    """The fields of this request that mean something here; all others are ignored."""
    form = form_as_sent()

    def short(name: str) -> str:
        value = form.get(name, "")
        return cleaned(value) if len(value) <= LONGEST_VALUE else ""

    page_key = short("page_key")
    return Posted(
        csrf=short("csrf_token"),
        page_key=page_key if _PAGE_KEY.match(page_key) else None,
        question=short("question"),
        answers=_chosen(form),
        words=cleaned(form.get("words", "")),
        drawing=cleaned(form.get("drawing", "")),
        only_officer="only_officer" in form,
        more="more" in form,
        again="again" in form,
        go=short("go"),
        company=short("company"),
        helped_by=short("helped_by"),
        mode=short("mode"),
        call=short("call"),
        change=short("change"),
        later="later" in form,
        if_forgotten="if_forgotten" in form,
        device=short("device"),
        turn=_turn(short("turn")) if "turn" in form else None,
        sharing=_sharing(form) if "sharing" in form else None,
    )


def form_as_sent() -> MultiDict[str, str]:
    """The form as sent. Werkzeug drops a whole form over one byte that is no UTF-8; here that byte
    is marked and the rest is kept."""
    if request.mimetype != "application/x-www-form-urlencoded":
        return request.form
    body = request.get_data().decode("utf-8", "replace")
    return MultiDict(parse_qsl(body, keep_blank_values=True, errors="replace"))


def cleaned(text: str) -> str:
    """The text with what no database can hold replaced, and nothing else."""
    if "\0" in text:
        text = text.replace("\0", "\N{REPLACEMENT CHARACTER}")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:  # half of a surrogate pair (B6)
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def _turn(sent: str) -> int:
    """The turn of a chat; what is no number is no turn of any page of ours."""
    digits = sent.isascii() and sent.isdigit() and len(sent) <= LONGEST_TURN
    return int(sent) if digits else -1


def _chosen(form: MultiDict[str, str]) -> tuple[str, ...]:
    values = form.getlist("answer")[:MOST_CHOICES]
    return tuple(cleaned(value) for value in values)


def _sharing(form: MultiDict[str, str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in form.items():
        if name.startswith(SHARING) and len(name) + len(value) <= LONGEST_VALUE:
            found[cleaned(name.removeprefix(SHARING))] = cleaned(value)
        if len(found) == MOST_CHOICES:
            break
    return found
