"""What a year must keep: each round on its day, nobody asked who must not be, hours, caps, reasons.

Each is said here once more from plain rows and the London clock, without the house's own rules.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from participation.care.consultations.models import (
    Answer,
    Channel,
    Invitation,
    InvitationState,
    Message,
    Remark,
    Round,
    conversation_invitations,
)
from participation.care.consultations.rules import NotHeard
from participation.care.reviews.models import Review
from participation.kernel.clock import LONDON
from participation.kernel.db import reading
from tests.care.reviews import regulation
from tests.drills.a_house import Drill, TextTaken
from tests.drills.made_up_year import PARENTS, MadeUpYear, Row
from tests.drills.people_at_their_phones import Phones

BEGUN_AT_MOST, REPLIES_A_DAY, TEXTS_AN_HOUR = 3, 30, 500
_A_DAY = timedelta(days=1)
CARERS = ("foster_carer", "connected_carer", "residential_carer", "prospective_adopter")


@dataclass
class Promises:
    drill: Drill
    year: MadeUpYear
    phones: Phones
    faults: list[str] = field(default_factory=list)
    opened: set[str] = field(default_factory=set)
    kinds: Counter[str] = field(default_factory=Counter)
    _seen: int = 0
    _begun: Counter[tuple[int, str]] = field(default_factory=Counter)
    _hours: Counter[datetime] = field(default_factory=Counter)
    _replies: Counter[tuple[str, date]] = field(default_factory=Counter)
    _reminders: Counter[int] = field(default_factory=Counter)

    @property
    def most_in_an_hour(self) -> int:
        return max(self._hours.values(), default=0)

    # --- each review has its round on the right day -----------------------------------------------

    def rounds_opened(self, review_ids: Sequence[int], today: date) -> None:
        """What opened this morning is what ought to, by the extract and a calendar of its own."""
        with reading() as session:
            found = set(
                session.scalars(select(Review.external_id).where(Review.id.in_(review_ids)))
            )
        expected = {key for key, row in self.year.reviews.items() if self._opens(key, row, today)}
        expected -= self.opened
        for key in sorted(found ^ expected)[:5]:
            self.faults.append(
                f"{today}: the round of {key} opened {'early' if key in found else 'late'}"
            )
        self.opened |= found

    def _opens(self, key: str, row: Row, today: date) -> bool:
        if self.year.is_over(row) or not self.year.may_be_asked(row["pers_person_id"], today):
            return False
        day = date.fromisoformat(row["clar_cla_review_date"])
        if day < today - timedelta(days=60):
            return False
        if row["review_type"] == "first":
            return True
        return regulation.working_days_in(today - _A_DAY, day - _A_DAY) <= 30

    # --- texts ------------------------------------------------------------------------------------

    def texts_went(self) -> None:
        """Everything that was handed to the provider since the last look."""
        fresh = self.drill.edges.texts[self._seen :]
        self._seen = len(self.drill.edges.texts)
        if not fresh:
            return
        with reading() as session:
            ids = [text.provider_id for text in fresh]
            rows = session.scalars(select(Message).where(Message.provider_id.in_(ids)))
            messages = {row.provider_id: row for row in rows}
            for text in fresh:
                self._went(session, text, messages[text.provider_id])

    def _went(self, session: Session, text: TextTaken, message: Message) -> None:
        here = text.at.astimezone(LONDON)
        if not message.begun_by_us:
            self.kinds["replies"] += 1
            self._replies[text.to, here.date()] += 1
            if self._replies[text.to, here.date()] > REPLIES_A_DAY:
                self._fault(here, "more than thirty replies a day to one number")
            about = _asked_by(session, message)
            if about and all(self._has_died(one) for one in about):
                self._fault(here, "a machine answered about a child who has died")
            return
        first = (message.template or "").startswith("first")
        self.kinds["first texts" if first else "reminders"] += 1
        if not _within_hours(here, to_child=message.to_child, first=first):
            self._fault(here, f"{message.template} went out of hours")
        self._hours[here.replace(minute=0, second=0, microsecond=0)] += 1
        if self._hours[here.replace(minute=0, second=0, microsecond=0)] > TEXTS_AN_HOUR:
            self._fault(here, "more than five hundred texts in an hour")
        stopped = self.phones.stopped.get(text.to)
        if stopped is not None and stopped < text.at:
            self._fault(here, "a text after STOP")
        asked = _asked_by(session, message)
        for one in asked:
            self._begun[one.id, text.to] += 1
            if self._begun[one.id, text.to] > BEGUN_AT_MOST:
                self._fault(here, "a fourth text that we began about one review")
        if not any(self._allowed(one, text) for one in asked):
            self._fault(here, f"{message.template} to somebody who must not be asked")
        if not first:
            self._reminded(here, text, message, asked)

    def _reminded(
        self, here: datetime, text: TextTaken, message: Message, asked: Sequence[Invitation]
    ) -> None:
        over = (InvitationState.FINISHED, InvitationState.DECLINED)
        if all(one.state in over and _before(one, text.at) for one in asked):
            self._fault(here, "a reminder to somebody who had finished")
        if (message.template or "").startswith("reminder"):
            since = min((one.sent_at for one in asked if one.sent_at), default=text.at)
            if any(since < at < text.at for at in self.phones.inbound.get(text.to, ())):
                self._fault(here, "a reminder to answer after an answer")
        elif any(text.at - at < _A_DAY for at in self.phones.inbound.get(text.to, ())):
            self._fault(here, "a reminder to go on, within a day of an answer")
        for one in asked:
            self._reminders[one.id] += 1
            if self._reminders[one.id] > 1:
                self._fault(here, "a second reminder")

    def _allowed(self, one: Invitation, text: TextTaken) -> bool:
        """Whether the extract of today lets this number be written to about this child."""
        review = self.year.reviews.get(one.round.review.external_id)
        if review is None or self.year.is_over(review):
            return False
        today = text.at.astimezone(LONDON).date()
        child = self.year.children[review["pers_person_id"]]
        circumstances = child["circumstances"].split(";")
        if self._shared(text.to):
            return False
        if not self.year.may_be_asked(child["pers_person_id"], today) or "missing" in circumstances:
            return False
        if one.respondent == "child":
            fresh = 90 if "extra_care" in circumstances else 366
            return (
                _number(child) == text.to
                and child["mobile_private"] == child["safe_to_text"] == "yes"
                and _days_since(child["confirmed_on"], today) <= fresh
            )
        if one.role not in PARENTS:
            return self._carer_allowed(one.role, child, text.to, today)
        placed = child.get("placed_for_adoption_on", "")
        decided_first = child["legal_status"] == "E1" or (placed and placed <= today.isoformat())
        if "unaccompanied" in circumstances or decided_first:
            return False
        theirs = [row for row in self.year.contacts.values() if _number(row) == text.to]
        spoken_with = {row["person_ref"] for row in theirs if row["confirmed_on"]}  # one person, R8
        return any(
            row["pers_person_id"] == child["pers_person_id"]
            and row["relationship"] in PARENTS
            and row["safe_to_text"] == "yes"
            and row["person_ref"] in spoken_with
            and (row["may_be_asked"] == "yes" or row["not_asked_until"] < today.isoformat())
            for row in theirs
        )

    def _carer_allowed(self, role: str, child: Row, number: str, today: date) -> bool:
        """By a link, so to a number that is theirs alone and fresh, and about one child at most."""
        theirs = [row for row in self.year.contacts.values() if _number(row) == number]
        fresh = 90 if "extra_care" in child["circumstances"].split(";") else 366
        return role in CARERS and [
            (row["pers_person_id"], row["relationship"]) for row in theirs
            if row["may_be_asked"] == row["safe_to_text"] == row["mobile_private"] == "yes"
            and _days_since(row["confirmed_on"] or "2000-01-01", today) <= fresh
        ] == [(child["pers_person_id"], role)]  # fmt: skip

    def _shared(self, number: str) -> bool:
        """Whether different people have this phone, by the extract of today."""
        grown = {row["person_ref"] for row in self.year.contacts.values() if _number(row) == number}
        young = {key for key, row in self.year.children.items() if _number(row) == number}
        return len(grown) + len(young) > 1

    def _has_died(self, one: Invitation) -> bool:
        review = self.year.reviews.get(one.round.review.external_id)
        key = review["pers_person_id"] if review is not None else ""
        return self.year.children.get(key, {}).get("ceased_reason") == "died"

    # --- the end ----------------------------------------------------------------------------------

    def every_end_has_a_reason(self) -> Counter[str]:
        """Of everybody whose round is over: heard, or why not; with the attempts made."""
        ends: Counter[str] = Counter()
        codes = set(NotHeard)
        with reading() as session:
            spoke = set(session.scalars(select(Answer.invitation_id).where(_counts())))
            spoke |= set(session.scalars(select(Remark.invitation_id)))
            rows = session.scalars(
                select(Invitation)
                .join(Round, Invitation.round_id == Round.id)
                .where(Round.closed_at.is_not(None))
            )
            for one in rows:
                if one.finished_at is not None or one.id in spoke:
                    ends["heard"] += 1
                elif one.not_heard_reason not in codes:
                    self.faults.append(f"a {one.role} who was {one.state} has no reason")
                elif one.tried is None:
                    self.faults.append(f"a {one.role} with {one.not_heard_reason}: what was tried?")
                elif one.sent_at is not None and not one.tried:
                    self.faults.append(f"a {one.role} was sent a text and no attempt is noted")
                else:
                    ends[one.not_heard_reason or ""] += 1
            left = session.scalars(
                select(Round.id).where(
                    Round.closed_at.is_(None), Round.closes_on < self.drill.today - _A_DAY
                )
            ).all()
            if left:
                self.faults.append(f"{len(left)} rounds are over and not closed")
        return ends

    def _fault(self, at: datetime, what: str) -> None:
        self.faults.append(f"{at:%a %d %b %Y %H:%M}: {what}")


def _within_hours(here: datetime, *, to_child: bool, first: bool) -> bool:
    """R18, in so many words; without a table of terms every working day is a school day."""
    day, at = here.isoweekday(), here.time()
    working = day <= 5 and here.date() not in regulation.BANK_HOLIDAYS
    if day == 7 or (first and (day > 3 or not working)):
        return False
    if not to_child:
        return time(9) <= at < time(19)
    opens = time(15, 45) if working else time(10)
    return opens <= at < (time(17) if day == 5 else time(19))


def _asked_by(session: Session, message: Message) -> Sequence[Invitation]:
    wanted = select(Invitation).options(joinedload(Invitation.round).joinedload(Round.review))
    if message.to_child:
        return session.scalars(wanted.where(Invitation.id == message.invitation_id)).all()
    links = conversation_invitations.c
    over = select(links.invitation_id).where(links.conversation_id == message.conversation_id)
    return session.scalars(wanted.where(Invitation.id.in_(over))).all()


def _before(one: Invitation, at: datetime) -> bool:
    return one.finished_at is None or one.finished_at < at


def _counts() -> object:
    return (Answer.channel == Channel.SMS) & Answer.withdrawn_at.is_(None)


def _number(row: Row) -> str:
    digits = row["mobile"].replace(" ", "")
    return f"+44{digits[1:]}" if digits else ""


def _days_since(day: str, today: date) -> int:
    return (today - date.fromisoformat(day)).days if day else 10_000
