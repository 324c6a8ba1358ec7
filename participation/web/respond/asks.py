"""Pages for asking people between reviews, for a link and for a card (R26, R27).

What is written goes to a person and is never shown here again. A page says only who has it, and
by which day somebody tells who does it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

from flask import Response
from sqlalchemy.orm import Session

from participation.care.requests import service as asks
from participation.care.requests.models import Ask
from participation.care.requests.rules import (
    FROM_ADULTS,
    INSTEAD_OF_OFFICER,
    ONLY_WORDS,
    AskKind,
    Desk,
    Tell,
    route_of,
)
from participation.care.requests.service import Asked
from participation.channels.form.reading import plain_lines
from participation.guard import keys_of_persons as keys
from participation.journeys import asking_between_reviews as asking
from participation.kernel.clock import london_day
from participation.kernel.dates import day_words
from participation.questionnaire.definition import MAX_CHARS
from participation.questionnaire.placeholders import begin
from participation.web.locale import gettext as _
from participation.web.respond.askers import Asker
from participation.web.respond.fields import cleaned, form_as_sent

_KEY = re.compile(r"[A-Za-z0-9_-]{8,64}\Z")
_LONGEST = 200
ELSE, ASK, PAST, DONE = "else", "ask", "past", "done"


@dataclass(frozen=True, slots=True, repr=False)
class PostedAsk:
    """One page as it was sent. Everything in it is untrusted."""

    csrf: str
    page_key: str | None
    go: str
    about: AskKind | None
    past: bool
    how: Tell | None
    words: str


def read_ask() -> PostedAsk:
    """The fields of this request that mean something here; all others are ignored."""

    form = form_as_sent()

    def short(name: str) -> str:
        value = form.get(name, "")
        return cleaned(value) if len(value) <= _LONGEST else ""

    key, about, how = short("page_key"), short("about"), short("how")
    return PostedAsk(
        csrf=short("csrf_token"),
        page_key=key if _KEY.match(key) else None,
        go=short("go"),
        about=AskKind(about) if about in tuple(AskKind) else None,
        past=short("past") == "1",
        how=Tell(how) if how in tuple(Tell) else None,
        words=plain_lines(cleaned(form.get("words", ""))),
    )


def show(session: Session, asker: Asker) -> Response | None:
    """The page for asking that this browser asked for; None when it asked for none."""
    page, _colon, rest = asker.showing.partition(":")
    match page:
        case "else":
            return someone_else(asker)
        case "ask" | "past" if rest in tuple(AskKind):
            return write(asker, AskKind(rest), past=page == PAST)
        case "done":
            return _passed_on(session, asker, rest)
    return None


def press(session: Session, asker: Asker, posted: PostedAsk) -> Response | None:
    """What a press does; None means that the page it asked for is shown next."""
    if posted.go == ELSE:
        asker.show_next(ELSE)
    elif posted.about is None or not _offered(asker, posted.about):
        asker.show_next(None)
    elif posted.go == "send":
        return _take(session, asker, posted, posted.about)
    else:
        asker.show_next(f"{PAST if posted.past else ASK}:{posted.about}")
    return None


def someone_else(asker: Asker) -> Response:
    """Not the reviewing officer: who else (R26)."""
    kinds = [kind for kind in INSTEAD_OF_OFFICER if _offered(asker, kind)]
    return asker.page("someone_else", kinds=[(kind.value, label(kind, asker)) for kind in kinds])


def write(
    asker: Asker,
    kind: AskKind,
    *,
    past: bool,
    words: str = "",
    error: str | None = None,
    status: HTTPStatus = HTTPStatus.OK,
) -> Response:
    """Room to say it. Words are needed only where there is nothing to do without them."""
    route = route_of(kind, not_the_officer=past)
    return asker.page(
        "ask",
        status,
        kind=kind.value,
        past=past,
        title=label(kind, asker),
        reader=who_has(route.desk, asker),
        past_officer=route.past_officer,
        needs_words=route.needs_words,
        typed=words,
        error=error,
    )


def label(kind: AskKind, asker: Asker) -> str:
    """What is asked for, as the button that asks for it says it."""
    match kind:
        case AskKind.MESSAGE:
            return _("Write to %(officer)s", officer=asker.officer)
        case AskKind.ADVOCATE:
            return _("I want an advocate")
        case AskKind.COMPLAINT:
            return _("I want to complain")
        case AskKind.REVIEW_SOONER:
            return _("I want my review sooner")
        case AskKind.SOLICITOR:
            return _("I want to talk to a solicitor")
        case AskKind.VISITOR:
            return _("I want an independent visitor")
        case AskKind.LANGUAGE:
            return _("I want someone who speaks my language")
        case AskKind.MANAGER:
            return _("Write to the person in charge of reviewing officers")
        case AskKind.TELL_ME:
            return _("Ask %(officer)s to tell me", officer=asker.officer)
        case AskKind.HAPPENED:
            return _("About what happened with what I said")


def who_has(desk: Desk, asker: Asker) -> str:
    """Whom it was passed to, in words."""
    match desk:
        case Desk.OFFICER:
            return asker.officer
        case Desk.MANAGER:
            return _("the person in charge of reviewing officers")
        case Desk.COMPLAINTS:
            return _("the complaints manager")


def _offered(asker: Asker, kind: AskKind) -> bool:
    return asker.from_child or kind in FROM_ADULTS


def _take(session: Session, asker: Asker, posted: PostedAsk, kind: AskKind) -> Response | None:
    route = route_of(kind, not_the_officer=posted.past)
    if len(posted.words) > MAX_CHARS:
        error = _("This is more than one box can hold. Send it in two parts.")
        status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        return write(asker, kind, past=posted.past, words=posted.words, error=error, status=status)
    if route.needs_words and not posted.words.strip():
        error = _("Write something in the box first.")
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return write(asker, kind, past=posted.past, error=error, status=status)
    ask = asking.take_ask(
        session,
        asker.child,
        Asked(
            kind=kind,
            words=posted.words,
            asker=asker.named,
            language=asker.texts.language,
            page_key=asker.page_key(_once(posted, kind)),
            how=posted.how,
        ),
        not_the_officer=posted.past,
        house=asker.house,
        now=asker.now,
    )
    asker.show_next(f"{DONE}:{ask.page_key}")
    return None


def _once(posted: PostedAsk, kind: AskKind) -> str | None:
    """The same page with the same words is one ask. With other words, say after Back or when the
    answer to a first try was lost, it is another: what was written then is not dropped."""
    if posted.page_key is None:
        return None
    return "\n".join((posted.page_key, kind, str(posted.past), posted.how or "", posted.words))


def _passed_on(session: Session, asker: Asker, which: str) -> Response | None:
    """Who has it and by when somebody says who does it. Nothing of what was written."""
    ask = asks.ask_by_page_key(session, which)
    if ask is None or not ask.page_key.startswith(asker.mark):
        return None
    council = asker.house.council(session)
    day = day_words(ask.due_on, asker.texts.language)
    return asker.page(
        "asked",
        who=who_has(Desk(ask.desk), asker),
        day=None if ask.kind in ONLY_WORDS else day,
        may_read=asker.may_make_key(session)
        or keys.key_of(session, asker.holder().person) is not None,
        complaint_of=(
            day_words(london_day(ask.asked_at), asker.texts.language)
            if ask.kind is AskKind.COMPLAINT
            else None
        ),
        reply=_reply(
            asker, ask, council.reading_deadline(ask.asked_at, from_child=asker.from_child)
        ),
        helplines=council.child_helplines if asker.from_child else council.adult_helplines,
    )


def _reply(asker: Asker, ask: Ask, due: datetime) -> str | None:
    """The same for everybody's words, whether or not anything in them was noticed (R20)."""
    if ask.words_sealed is None:
        return None
    if asker.from_child:
        words = _("Thank you for telling me. I am not a person. %(officer)s reads this by %(day)s.")
    else:
        words = _("Thank you. A computer sends this page. %(officer)s reads your words by %(day)s.")
    reader = who_has(Desk(ask.desk), asker)
    day = day_words(london_day(due), asker.texts.language)
    return str(words) % {"officer": begin(reader), "day": day}
