"""Who would be asked what, in which language and at what cost, before any round opens.

Each round is opened, looked at and taken back at a savepoint: what is shown is what would be done,
by the same lines. Whoever cannot be asked yet is named with the reason and whose task it would be;
of what is asked there are numbers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

import structlog
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from participation.care.authority import queries as authority
from participation.care.consultations import queries as rounds
from participation.care.consultations.models import Invitation, InvitationState, Way
from participation.care.consultations.rules import NotHeard
from participation.care.reviews.models import Review
from participation.channels.sms import speaking
from participation.channels.sms.segments import count
from participation.journeys.first_texts import text_to_adult, text_to_child
from participation.journeys.not_by_text import owner_for
from participation.journeys.opening import open_round, reviews_to_open
from participation.journeys.permission import AnotherWay, MayAsk, Over, Paused, standing
from participation.journeys.releasing import any_link
from participation.journeys.services import Services
from participation.kernel.clock import LONDON
from participation.kernel.languages import ENGLISH
from participation.kernel.working_days import add_working_days
from participation.questionnaire.definition import Form, context_of

log = structlog.get_logger()

MOST = 100  # rounds in one look: more than a large council opens in a day
_MORNING = time(9)


@dataclass(frozen=True, slots=True)
class Asked:
    """People of one kind who read one language, by how they would be asked."""

    role: str
    language: str
    texts: int  # a conversation by text
    links: int  # a text with a link
    cards: int  # a card or paper, handed over by a person
    by_person: int  # a call, a visit, a letter
    not_asked: int  # a recorded decision
    later: int  # of those by text, whose first text goes on a later day than the round opens
    parts: int


@dataclass(frozen=True, slots=True)
class Spoken:
    """A language that people would be asked in. `said`: whether the questions can be put in it."""

    language: str
    people: int
    checked: bool
    said: bool


@dataclass(frozen=True, slots=True, repr=False)
class NotYet:
    """Somebody who cannot be asked by this service yet; whose task it is to see to it."""

    child: str
    role: str
    reason: str
    owner_role: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What opening the rounds that are due by a day would do."""

    on: date
    rounds: int
    not_looked_at: int
    asked: Sequence[Asked]
    languages: Sequence[Spoken]  # to look at before: not checked, or the questions are not there
    not_yet: Sequence[NotYet] = field(repr=False)
    pence_per_part: float

    @property
    def parts(self) -> int:
        return sum(one.parts for one in self.asked)

    @property
    def pounds(self) -> float:
        return self.parts * self.pence_per_part / 100


@dataclass(frozen=True, slots=True, repr=False)
class _One:
    """One invitation as it would be, in plain values."""

    child: str
    role: str
    language: str
    way: Way
    person: object  # one adult with several children gets one text (R8)
    texted: bool
    reason: str | None
    later: bool
    parts: int
    form: Form | None


def next_opening(session: Session, today: date) -> date:
    """The next working day, on whose morning rounds open."""
    return add_working_days(today, 1, authority.bank_holidays(session))


def preview(
    session: Session,
    on: date,
    *,
    house: Services,
    never: Select[int] | None = None,
    most: int = MOST,
) -> Preview:
    """Nothing of it stays.

    Args:
        never: keys of the children that this reader must never see, not as one of a number either.
    """
    now = datetime.combine(on, _MORNING, LONDON).astimezone(UTC)
    due = _seen(session, reviews_to_open(session, on), never)
    found: list[_One] = []
    not_looked_at = max(0, len(due) - most)
    for key in due[:most]:
        try:
            found += _of_round(session, key, on, house, now)
        except Exception as fault:  # noqa: BLE001 - as when they open: one child's stops no other's
            log.error("round not previewed", error=type(fault).__name__)
            not_looked_at += 1
    return Preview(
        on=on,
        rounds=len(due),
        not_looked_at=not_looked_at,
        asked=_counted(found),
        languages=_languages(found, house),
        not_yet=[
            NotYet(one.child, one.role, one.reason or "", owner_for(one.reason))
            for one in found
            if not one.texted and one.reason != NotHeard.RECORDED_DECISION
        ],
        pence_per_part=house.council(session).pence_per_part,
    )


def _seen(session: Session, due: Sequence[int], never: Select[int] | None) -> Sequence[int]:
    if never is None or not due:
        return due
    barred = set(session.scalars(select(Review.id).where(Review.child_id.in_(never))))
    return [key for key in due if key not in barred]


def _of_round(
    session: Session, review_id: int, on: date, house: Services, now: datetime
) -> Sequence[_One]:
    savepoint = session.begin_nested()
    try:
        open_round(session, review_id, on, hold=timedelta(0), house=house, now=now)
        session.flush()
        held = rounds.round_of(session, review_id)
        asked = rounds.invitations_of(session, held.id) if held is not None else ()
        return [_one(session, invitation, on, house, now) for invitation in asked]
    finally:
        savepoint.rollback()


def _one(
    session: Session, invitation: Invitation, on: date, house: Services, now: datetime
) -> _One:
    reason, parts, person = invitation.not_heard_reason, 0, object()
    texted = invitation.state is InvitationState.TO_SEND
    if texted:
        match standing(session, invitation, now):
            case MayAsk() as allowed:
                parts = _parts(session, invitation, allowed, house, now)
                related = invitation.asked_through
                if related is not None and invitation.way is Way.TEXT:
                    person = (related.adult_id, allowed.point.id)
            case AnotherWay(why) | Paused(why) | Over(why):
                texted, reason = False, why
    return _One(
        child=invitation.child.called,
        role=invitation.role,
        language=invitation.language,
        way=invitation.way,
        person=person,
        texted=texted,
        reason=reason,
        later=texted and invitation.asked_from > on,
        parts=parts,
        form=house.library.forms.get(invitation.form_key or ""),
    )


def _parts(
    session: Session, invitation: Invitation, allowed: MayAsk, house: Services, now: datetime
) -> int:
    link = any_link(house)
    if invitation.asked_through is None:
        return count(text_to_child(session, invitation, link, house=house, now=now).body).parts
    said = text_to_adult(
        session,
        invitation,
        allowed.point,
        stale=allowed.stale,
        closes_on=invitation.round.closes_on,
        link=link,
        house=house,
        now=now,
    )
    return count(said.body).parts


def _counted(found: Sequence[_One]) -> Sequence[Asked]:
    groups: dict[tuple[str, str], Counter[str]] = {}
    written_to: set[object] = set()
    for one in found:
        counts = groups.setdefault((one.role, one.language), Counter())
        counts[_column(one)] += 1
        counts["later"] += one.later
        if one.texted and one.person not in written_to:
            counts["parts"] += one.parts
        written_to.add(one.person)
    columns = ("texts", "links", "cards", "by_person", "not_asked", "later", "parts")
    return [
        Asked(role, language, **{name: counts[name] for name in columns})
        for (role, language), counts in sorted(groups.items())
    ]


def _column(one: _One) -> str:
    if one.texted:
        return "texts" if one.way is Way.TEXT else "links"
    if one.reason == NotHeard.RECORDED_DECISION:
        return "not_asked"
    return "cards" if one.way is Way.CARD else "by_person"


def _languages(found: Sequence[_One], house: Services) -> Sequence[Spoken]:
    """What to look at before texts go: each that nobody checked, or that cannot be asked in."""
    people = Counter(one.language for one in found if one.reason != NotHeard.RECORDED_DECISION)
    forms: dict[str, dict[str, Form]] = {}
    for one in found:
        if one.form is not None:
            forms.setdefault(one.language, {})[one.form.key] = one.form
    listed = [
        Spoken(
            language,
            number,
            checked=house.is_checked(language),
            said=all(_is_said(house, language, form) for form in _forms(forms, language)),
        )
        for language, number in sorted(people.items())
        if language != ENGLISH.code and number
    ]
    return [one for one in listed if not (one.checked and one.said)]


def _forms(forms: Mapping[str, Mapping[str, Form]], language: str) -> Iterator[Form]:
    yield from forms.get(language, {}).values()


def _is_said(house: Services, language: str, form: Form) -> bool:
    """Whether every question of the form is there in this language, by text or on a page."""
    spoken = house.texts(language)
    if spoken.language != language:
        return False
    if form.by_text:
        return speaking.speaks(spoken, form)
    return all(spoken.has_in(context_of(form, one), one.text) for one in form.questions)
