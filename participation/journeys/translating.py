"""A translator at their page: do they know the family, then the words, kept, worried about, sent.

Every look at words writes its audit row first (T18). What comes back into English is screened when
it is sent: words that nobody could screen may be the ones that count (security.md 6.5). It stands
beside the original from then on, never in place of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.care.consultations import tasks
from participation.care.consultations.models import TaskKind
from participation.care.interpreting import queries as interpreting
from participation.care.interpreting import service as kept
from participation.care.interpreting.models import (
    Direction,
    TaskState,
    TextKind,
    TranslationTask,
    TranslationText,
)
from participation.care.interpreting.rules import (
    LONGEST,
    lost_gaps,
    with_names,
    without_names,
)
from participation.care.interpreting.service import TypedText
from participation.care.outcomes import outcome_texts
from participation.care.safeguarding import steps
from participation.care.safeguarding.models import Concern, ConcernDid, SourceKind
from participation.care.safeguarding.rules import Level
from participation.guard import ledger
from participation.guard import restricted_links as links
from participation.guard.audit import Deed, record
from participation.guard.ledger import Happened
from participation.guard.restricted_links import RestrictedLink
from participation.journeys import ending_translations, words_to_translate
from participation.journeys.closing import compose_summary
from participation.journeys.names_taken_out import names_in, text_of
from participation.journeys.quoting import quote
from participation.journeys.reading_words import PERSON_WORRIED
from participation.journeys.services import Services
from participation.journeys.taking_translations import raise_about, take
from participation.journeys.withdrawn_words import still_there
from participation.kernel.clock import london_day
from participation.kernel.languages import ENGLISH

SO_FAR = "A translator, who is not done yet, has written of it so far:"


class Lacks(StrEnum):
    """Why a text was not taken; the page puts it into words."""

    NOTHING = "nothing"  # neither words nor "I cannot read this"
    NOT_WRITTEN = "not_written"  # and it is of our own, which anybody can read
    TOO_LONG = "too_long"
    GAP = "gap"  # a {child} went missing


@dataclass(frozen=True, slots=True, repr=False)
class AtWork:
    """One translator with one task, in the one browser that has it."""

    link: RestrictedLink
    task: TranslationTask
    house: Services
    now: datetime

    @property
    def begun(self) -> bool:
        return self.task.begun_at is not None


@dataclass(frozen=True, slots=True, repr=False)
class Shown:
    """One text as its translator sees it. `first`: what another translator made of it."""

    text: TranslationText
    original: str
    language: str
    first: str | None

    @property
    def typed(self) -> str:
        """What stands in the box: what was typed so far, else what is to be compared."""
        return self.text.draft if self.text.draft is not None else self.first or ""


def come_in(
    session: Session,
    token: str,
    code: str,
    *,
    came_with: str | None,
    house: Services,
    now: datetime,
    system: datetime,
) -> str | None:
    """The cookie of the one browser that has the words from now on; None for all that opens
    nothing, whatever the reason."""
    link = links.link_by_token(session, token, now, locked=True)
    if link is None or link.child == links.NO_CHILD:
        return None
    cookie = house.randomness.token()
    opened = links.let_in(
        session,
        link,
        code,
        came_with=came_with,
        cookie=cookie,
        csrf=house.randomness.token(),
        system=system,
    )
    _note(session, link, "translation.open", now, outcome="done" if opened else "refused")
    return cookie if opened else None


def at_work(
    session: Session,
    token: str,
    cookie: str | None,
    house: Services,
    now: datetime,
    *,
    pressing: bool = False,
) -> AtWork | None:
    """Who is at this page; None in every browser but the one, and once it is over."""
    link = links.link_by_token(session, token, now, locked=pressing)
    if link is None or not link.is_browser(cookie):
        return None
    task = interpreting.task_named(session, link.opens)
    if task is None or task.state is not TaskState.GIVEN or _is_asked_no_more(session, task):
        return None
    return AtWork(link, task, house, now)


def texts_to_read(session: Session, at: AtWork) -> Sequence[Shown]:
    """The words, one below another; the audit row first."""
    _note(session, at.link, "translation.read", at.now, translator=at.task)
    return [_shown(session, at, text) for text in still_there(session, at.task)]


def begin(session: Session, at: AtWork) -> None:
    """They do not know the family, as far as they can say."""
    _note(session, at.link, "translation.begin", at.now, translator=at.task)
    at.task.begun_at = at.task.begun_at or at.now


def may_know_family(session: Session, at: AtWork) -> None:
    """Over for this translator, for good, with whatever else they have of this family; a person
    gives the words to another."""
    task, who = at.task, at.task.translator
    _note(session, at.link, "translation.knows_family", at.now, translator=task)
    if who is None:
        return
    ending_translations.keep_off(session, task.child_id, who, at.now)
    child, translator = task.child.public_id.hex, who.public_id.hex
    ledger.note(session, Happened.TRANSLATOR_KEPT_OFF, child, translator)


def keep(session: Session, at: AtWork, typed: Mapping[UUID, TypedText]) -> None:
    """Everything as it stands on the page; nothing is looked at. What we wrote ourselves can be
    read: nobody sends nothing back to a child."""
    ours = at.task.direction is Direction.FROM_ENGLISH
    for text in still_there(session, at.task):
        if text.public_id in typed:
            now = typed[text.public_id]
            kept.keep(text, replace(now, unreadable=False) if ours else now)
    session.flush()


def worry(session: Session, at: AtWork, which: UUID) -> Concern | None:
    """ "This worries me": red, whatever it says; what they have typed of it goes with it.

    Pressed twice it is one concern.
    """
    texts = still_there(session, at.task)
    text = next((one for one in texts if one.public_id == which), None)
    if text is None or at.task.direction is not Direction.INTO_ENGLISH:
        return None
    _note(session, at.link, "translation.worry", at.now, translator=at.task)
    if text.concern is not None:
        return session.scalar(select(Concern).where(Concern.public_id == text.concern))
    concern = raise_about(session, at.task, text, Level.RED, PERSON_WORRIED, at.now)
    text.concern = concern.public_id
    if text.draft and text.draft.strip():  # whoever acknowledges it need not wait for the rest
        note = f"{SO_FAR}\n{text.draft}"
        steps.add_step(session, concern, ConcernDid.NOTE, by_id=None, note=note, now=at.now)
    return concern


def send(session: Session, at: AtWork, system: datetime) -> Mapping[UUID, Lacks]:
    """All of it at once. What is lacking is said, and then nothing is taken."""
    shown = [_shown(session, at, one) for one in still_there(session, at.task)]
    if lacks := lacking(session, at, shown):
        return lacks
    names = _names(session, at)
    _note(session, at.link, "translation.send", at.now, translator=at.task)
    for one in shown:  # all of it first: a sentence may be cut in two
        one.text.draft = with_names(one.typed, names)
    for one in shown:
        take(session, at.task, one.text, house=at.house, now=at.now)
    direction = at.task.direction
    kept.end_task(session, at.task, TaskState.DONE, at.now)
    tasks.end_task(session, TaskKind.TRANSLATOR, at.task.about.hex)  # it was late, and came
    links.end(at.link, system)
    if direction is Direction.INTO_ENGLISH:
        compose_summary(session, at.task.review_id, "translated", at.now)
        words_to_translate.tell_of(session, at.task.review_id, at.now)
    return {}


def lacking(session: Session, at: AtWork, shown: Sequence[Shown]) -> Mapping[UUID, Lacks]:
    """What keeps these from being sent, as they are kept."""
    names = _names(session, at)
    lacks = {one.text.public_id: _lacks(one, at.task.direction, names) for one in shown}
    return {which: lack for which, lack in lacks.items() if lack is not None}


def _is_asked_no_more(session: Session, task: TranslationTask) -> bool:
    """Whether its translator was retired, or may know the family, by any other task."""
    who = task.translator
    if who is None or who.retired_at is not None:
        return True
    return interpreting.is_kept_off(session, task.child_id, who.id)


def _shown(session: Session, at: AtWork, text: TranslationText) -> Shown:
    back = at.task.direction is Direction.FROM_ENGLISH
    first = None
    if at.task.second:
        made = interpreting.wordings_of(session, [text.source_id]).get(text.source_id, ())
        first = interpreting.standing(made)
    return Shown(
        text=text,
        original=_original(session, at, text),
        language=ENGLISH.code if back else at.task.language,
        first=first.words if first is not None else None,
    )


def _original(session: Session, at: AtWork, text: TranslationText) -> str:
    """The words as they stand where they were said or written."""
    match text.kind:
        case TextKind.ANSWER | TextKind.REMARK:
            said = quote(session, SourceKind(text.kind), text.source_id, draft=False)
            return said.words or ""
        case TextKind.OUTCOME | TextKind.LETTER:
            row = outcome_texts.written(session, text.source_id)
            return without_names(text_of(row), _names(session, at))


def _names(session: Session, at: AtWork) -> Mapping[str, str]:
    """Whom a text of ours may name. In what somebody said nothing is changed."""
    if at.task.direction is Direction.INTO_ENGLISH:
        return {}
    row = outcome_texts.written(session, at.task.about)
    return names_in(session, at.task.child, row, london_day(at.now))


def _lacks(one: Shown, direction: Direction, names: Mapping[str, str]) -> Lacks | None:
    if not one.typed.strip() and not one.text.unreadable:
        return Lacks.NOTHING if direction is Direction.INTO_ENGLISH else Lacks.NOT_WRITTEN
    if len(one.typed) > LONGEST:
        return Lacks.TOO_LONG
    return Lacks.GAP if lost_gaps(one.original, one.typed, names) else None


def _note(
    session: Session,
    link: RestrictedLink,
    action: str,
    now: datetime,
    *,
    translator: TranslationTask | None = None,
    outcome: str = "done",
) -> None:
    task = translator or interpreting.task_named(session, link.opens)
    who = task.translator.public_id.hex if task is not None and task.translator else "unknown"
    deed = Deed(
        actor=f"translator:{who}",
        action=action,
        subject=f"translation:{link.opens.hex}",
        child=link.child.hex,
        outcome=outcome,
    )
    record(session, deed, now)
