"""Keep what was asked, and who takes it on. Nothing here is done by itself: people do it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.care.people.models import Child
from participation.care.requests.models import Ask, AskState
from participation.care.requests.rules import AskKind, Route, Tell


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Asked:
    """What somebody asked for. `page_key` begins with the mark of the sitting it was typed in."""

    kind: AskKind
    words: str
    asker: str
    language: str
    page_key: str
    how: Tell | None = None


def ask_by_page_key(session: Session, page_key: str) -> Ask | None:
    return session.scalar(select(Ask).where(Ask.page_key == page_key))


def keep_ask(
    session: Session,
    child: Child,
    asked: Asked,
    route: Route,
    *,
    not_shown_to: int | None,
    due_on: date,
    now: datetime,
) -> Ask:
    """Store it, sealed under the child's key, on the list of the role that `route` names.

    Args:
        not_shown_to: key of the officer whom it goes past, whatever else that person becomes.
    """
    row = Ask(
        key=child.key,
        child_id=child.id,
        asker=asked.asker,
        kind=asked.kind,
        words=asked.words if asked.words.strip() else None,
        how=asked.how.value if asked.how else None,
        language=asked.language,
        page_key=asked.page_key,
        past_officer=route.past_officer,
        not_shown_to_id=not_shown_to if route.past_officer else None,
        desk=route.desk.value,
        asked_at=now,
        due_on=due_on,
        state=AskState.ASKED,
    )
    session.add(row)
    session.flush()
    return row


def take_on(ask: Ask, *, by_id: int, now: datetime) -> None:
    """A named person has it now. Taking on what somebody else has is a hand-over."""
    if ask.state is not AskState.DONE:
        ask.state, ask.taken_by_id, ask.taken_at = AskState.TAKEN_ON, by_id, now


def finish(ask: Ask, answer: str, *, by_id: int, now: datetime) -> None:
    """It is done, and by whom; `answer` is the line that the person is told. What they were told
    once is not changed by an older page of staff."""
    if ask.state is AskState.DONE:
        return
    if ask.taken_by_id != by_id:
        ask.taken_by_id, ask.taken_at = by_id, now
    ask.state, ask.done_at = AskState.DONE, now
    ask.answer = answer if answer.strip() else None
