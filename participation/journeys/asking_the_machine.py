"""An officer lets a machine put into English what waits for a translator, to have an idea of it.

Off unless the council switched it on, for each language. The words leave the house: those kept for
the officer, those that worried anybody and those that a person has translated never do. What comes
back stands beside the original on the officer's page and nowhere else: in no version that is kept,
on no sheet, in no letter, on no page of a concern; no list screens it, and the translator's task
stays as it was.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from participation.care.consultations import queries as consultations
from participation.care.consultations.models import Channel
from participation.care.consultations.one_thought import JUST_BEFORE, thought_of
from participation.care.interpreting import machine
from participation.care.interpreting import queries as interpreting
from participation.care.interpreting.machine_models import MachineWording
from participation.care.interpreting.machine_rules import MayGo, may_go
from participation.care.interpreting.rules import needs_translating
from participation.care.people.models import StaffMember
from participation.care.safeguarding import queries as safeguarding
from participation.care.safeguarding.models import SourceKind
from participation.care.summaries.content import AlsoSaid, Content, Readers, Said, Voice
from participation.channels.machine.gateway import MachineError
from participation.guard.audit import Deed, record
from participation.journeys.quoting import quote
from participation.journeys.reading import actor, read_summary
from participation.journeys.services import Services
from participation.outbox import service as outbox
from participation.outbox.service import Claimed
from participation.questionnaire.definition import Sharing

KIND: Final = "machine.words"
TRIES: Final = 5
REST: Final = timedelta(minutes=1)
_KEPT: Final = Sharing.ONLY_OFFICER.value


@dataclass(frozen=True, slots=True, repr=False)
class ToSay:
    """One text that goes to the machine."""

    source: UUID
    words: str
    language: str


@dataclass(frozen=True, slots=True, repr=False)
class Beside:
    """What a machine has to do with one summary. `made`: by the text's public id, in hex."""

    made: Mapping[str, MachineWording] = field(default_factory=dict)
    could_go: Sequence[UUID] = ()


@dataclass(frozen=True, slots=True, repr=False)
class Together:
    """Texts in another language that are read as one, as the summary has them. `beside`: others
    that may have been heard with them, in whatever language."""

    sources: tuple[UUID, ...]
    language: str | None
    only_officer: bool
    beside: tuple[UUID, ...] = ()


def texts_in(content: Content) -> Sequence[Together]:
    """Those that no person has put into English, not even a part of them."""
    return [
        Together(_sources(one), one.language, one.sharing == _KEPT, _heard_with(one, voice))
        for voice in content.voices
        for one in _of(voice)
        if one.source is not None
        and needs_translating(one.own_words, one.language)
        and not any(made.is_read for made in one.translated)
    ]


def _of(voice: Voice) -> Sequence[Said | AlsoSaid]:
    return [*voice.answers, *voice.remarks]


def _sources(one: Said | AlsoSaid) -> tuple[UUID, ...]:
    """The text, and further ones that are read together with an answer."""
    more = one.more if isinstance(one, Said) else ()
    return tuple(UUID(source) for source in (one.source, *more) if source is not None)


def _heard_with(one: Said | AlsoSaid, voice: Voice) -> tuple[UUID, ...]:
    """What the same phone sent in the minutes around words that answer nothing."""
    return tuple(
        source
        for other in _of(voice)
        if other is not one
        and not (isinstance(one, Said) and isinstance(other, Said))
        and one.channel == other.channel == Channel.SMS
        and (came := _came(one)) is not None
        and (then := _came(other)) is not None
        and abs(came - then) <= JUST_BEFORE
        for source in _sources(other)
    )


def _came(one: Said | AlsoSaid) -> datetime | None:
    return one.given_at if isinstance(one, Said) else one.received_at


def beside(session: Session, house: Services, content: Content) -> Beside:
    """What it made of these texts, and which of them it could be asked about.

    Two statements however many texts there are, and none where all are in English.
    """
    said = texts_in(content)
    if house.machine is None or content.readers is not Readers.OFFICER or not said:
        return Beside()
    languages = house.settings.machine.languages
    texts = [source for one in said for source in one.sources]
    asked = machine.of_these(session, texts)
    heard = {*texts, *(source for one in said for source in one.beside)}
    worried = safeguarding.worried_by(session, heard)
    could_go = [
        source
        for one in said
        if one.language in languages and not one.only_officer
        if worried.isdisjoint((*one.sources, *one.beside))  # a sentence may be cut in two
        for source in one.sources
        if source.hex not in asked
    ]
    return Beside(asked, could_go)


def ask(
    session: Session, staff: StaffMember, review_id: str, house: Services, now: datetime
) -> bool:
    """Everything of this summary that may go; False for whom the summary is not there."""
    found = read_summary(session, staff, review_id, now=now)
    if found is None or found.content.readers is not Readers.OFFICER:
        return False
    child = found.review.child
    for source in beside(session, house, found.content).could_go:
        say = _to_say(session, house, source)
        if say is None or house.machine is None:
            continue
        deed = Deed(
            actor=actor(staff),
            action="machine.ask",
            subject=f"text:{source.hex}",
            child=child.public_id.hex,
            reason=house.settings.machine.engine,
        )
        record(session, deed, now)
        row = machine.ask(
            session,
            source,
            key=child.key,
            child_id=child.id,
            language=say.language,
            engine=house.machine.name,
            by_id=staff.id,
            now=now,
        )
        key = f"{KIND}:{row.public_id.hex}"  # asked anew where it did not answer
        outbox.promise(session, KIND, source, unique_key=key, due_at=now, now=now)
    return True


def prepare(session: Session, work: Claimed, *, house: Services, system: datetime) -> ToSay | None:
    """The words as they stand now; none where they may not go any more."""
    source = UUID(work.subject)
    row = machine.of(session, source)
    say = _to_say(session, house, source) if row is not None else None
    if say is None:
        machine.forget(session, source)
        outbox.cancelled(session, work, system=system, error="may_not_go")
    return say


def settle(
    session: Session,
    work: Claimed,
    result: str | MachineError,
    *,
    house: Services,
    system: datetime,
) -> None:
    """Keep what it made. Where it did not answer, it is asked again a few times, and then no more:
    a person translates it in any case."""
    source = UUID(work.subject)
    row = machine.of(session, source)
    if isinstance(result, MachineError):
        if result.permanent or work.attempt >= TRIES:
            machine.forget(session, source)
            outbox.failed(session, work, system=system, error=result.code)
        else:
            outbox.rest(session, work, until=system + REST * work.attempt, error=result.code)
        return
    if row is not None and _to_say(session, house, source) is not None:
        row.words = result
    else:
        machine.forget(session, source)
    outbox.done(session, work, system=system)


def _to_say(session: Session, house: Services, source: UUID) -> ToSay | None:
    """The text, if it may go out of the house, and whatever is one thought with it as well.
    Strokes of a drawing are no words."""
    settings = house.settings.machine
    answer = consultations.answer_by_id(session, source)
    row = answer or consultations.remark_by_id(session, source)
    if row is None or house.machine is None:
        return None
    replaced = answer is not None and consultations.was_replaced(session, answer)
    kind = SourceKind.REMARK if answer is None else SourceKind.ANSWER
    words, language = quote(session, kind, source, draft=False).words or "", row.language
    thought = thought_of(session, row)
    made = interpreting.wordings_of(session, [one.public_id for one in thought.as_one])
    text = MayGo(
        words=words,
        language=language,
        only_officer=any(one.sharing is Sharing.ONLY_OFFICER for one in thought.as_one),
        worried=bool(safeguarding.worried_by(session, thought.sources)),
        translated=any(interpreting.standing(each) is not None for each in made.values()),
        counts=row.withdrawn_at is None and not replaced,
    )
    return ToSay(source, words, language) if may_go(text, settings.languages) else None
