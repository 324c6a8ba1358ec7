"""The officer writes the letter to a child after a review, and sends it.

Drafted from points and decisions, changed as the officer likes, kept as it was sent. It can be read
on a page with the child's own key where that key opens all the words of the child's that the letter
tells back (R2, ADR 37), where it is in the child's language, and, where anything was decided, where
the officer lets it (ADR 46); else on paper alone. `reading_letters` is the child's side.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy.orm import Session

from participation.care.consultations import tasks
from participation.care.consultations.models import TaskKind
from participation.care.outcomes import letters_kept as kept
from participation.care.outcomes import queries as outcomes
from participation.care.outcomes.drafting import Draft
from participation.care.outcomes.letters import TellsBack, WasDecided, draft_letter
from participation.care.outcomes.models import Letter
from participation.care.outcomes.rules import Withheld, withheld
from participation.care.people import queries as people
from participation.care.people.models import StaffMember
from participation.care.reviews.models import Review
from participation.care.summaries.content import Readers
from participation.guard import keys_of_persons as keys
from participation.journeys import reading_letters, telling_back
from participation.journeys.first_texts import first_word
from participation.journeys.following_up import (
    allowed,
    band_of,
    language_of,
    said_by_child,
    to_be_read,
)
from participation.journeys.services import Services
from participation.journeys.telling_back import key_opens, may_be_told, sources_of
from participation.kernel.clock import london_day
from participation.kernel.dates import day_words
from participation.kernel.languages import ENGLISH

LONGEST = 6_000  # letters on about two sides


class Amiss(StrEnum):
    """Why a letter was not written or sent; the page puts it into words."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    CHANGED = "changed"  # somebody wrote on it since
    STOPPED = "stopped"  # contact was stopped, or the child has died: nothing goes out (R16)
    NOT_HELD = "not_held"  # it says what came of a review


@dataclass(frozen=True, slots=True, repr=False)
class FirstWording:
    """Where a letter begins. `about`: the child's words that it tells back, by their ids in hex.

    `left_out`: so many points could be released for reading with the key and are not.
    """

    draft: Draft
    about: Sequence[str]
    left_out: int


@dataclass(frozen=True, slots=True, repr=False)
class LetterPage:
    """What the officer works on. `first`: a first wording from what stands now.

    `why_not`: why the child cannot read the newest wording on a page. `decides`: decisions may
    stand in it, so the child reads it on a page only if the officer lets them. `refused`: why no
    letter can be sent at all.
    """

    review: Review
    letters: Sequence[Letter]
    first: FirstWording
    language: str  # the child's
    why_not: Withheld | None
    decides: bool
    refused: Amiss | None

    @property
    def newest(self) -> Letter | None:
        return self.letters[0] if self.letters else None


def open_page(
    session: Session, staff: StaffMember, review_id: str, *, house: Services, now: datetime
) -> LetterPage | None:
    """The letter as it stands; None for what must not be known to exist."""
    review = allowed(session, staff, review_id, "letter.open", now)
    if review is None:
        return None
    letters = kept.letters_of(session, review.id)
    return LetterPage(
        review=review,
        letters=letters,
        first=_drafted(session, review, house, now),
        language=language_of(session, review),
        why_not=reading_letters.why_not(session, review, letters[0], now) if letters else None,
        decides=bool(letters) and _decides(session, letters[0]),
        refused=_refused(review, now),
    )


def write(
    session: Session,
    staff: StaffMember,
    review_id: str,
    words: str,
    *,
    translated: bool,
    seen: Collection[UUID] = (),
    house: Services,
    now: datetime,
) -> Letter | Amiss | None:
    """Keep what the officer wrote. It is English, unless they say that a person has put it into
    the child's language, or it is a draft or a wording of that language, left as it was.

    Args:
        seen: what the first wording told back that stood on the officer's page: they may have
            written from it, though a point was dropped since.
    """
    review = allowed(session, staff, review_id, "letter.write", now)
    if review is None:
        return None
    if not words.strip():
        return Amiss.EMPTY
    if len(words) > LONGEST:
        return Amiss.TOO_LONG
    first = _drafted(session, review, house, now)
    fresh = alike(words, first.draft.told)
    newest = next(iter(kept.letters_of(session, review.id)), None)
    language = first.draft.language if fresh else ENGLISH.code
    if newest is not None and alike(words, newest.words or ""):
        language = newest.language
    if translated:
        language = language_of(session, review)
    shown = {point.source_id.hex for point in outcomes.points_about(session, review.id, seen)}
    tasks.end_task(session, TaskKind.TOLD_TRANSLATED, f"letter:{review.public_id.hex}")
    return kept.write(
        session,
        review,
        words,
        language=language,
        about=first.about if fresh else sorted({*first.about, *shown}),
        fresh=fresh,
        by_id=staff.id,
        now=now,
    )


def send(
    session: Session,
    staff: StaffMember,
    review_id: str,
    revision: int,
    now: datetime,
    *,
    let: bool = False,
) -> Letter | Amiss | None:
    """It is sent as it stands: from now on it may be printed without the word draft, and read with
    the child's own key where that may be; one neutral text says that there is something new.

    Args:
        let: the officer lets the child read it with their key though decisions may stand in it:
            a key that a stranger made opens what the stranger typed, and no more than that.
    """
    review = allowed(session, staff, review_id, "letter.send", now)
    if review is None:
        return None
    if (refused := _refused(review, now)) is not None:
        return refused
    letter = next(iter(kept.letters_of(session, review.id)), None)
    if letter is None or letter.revision != revision:
        return Amiss.CHANGED
    with_key = reading_letters.why_not(session, review, letter, now) is None
    with_key = with_key and (let or not _decides(session, letter))
    tasks.end_task(session, TaskKind.TOLD_TRANSLATED, f"letter:{review.public_id.hex}")
    if kept.send(letter, with_key=with_key, by_id=staff.id, now=now) and with_key:
        telling_back.promise_nudge(session, review, now)
    return letter


def take(
    session: Session, staff: StaffMember, review_id: str, revision: int, now: datetime
) -> Letter | Amiss | None:
    """One wording to print; the audit row first."""
    review = allowed(session, staff, review_id, "letter.print", now)
    if review is None:
        return None
    rows = kept.letters_of(session, review.id)
    return next((one for one in rows if one.revision == revision), Amiss.CHANGED)


def _refused(review: Review, now: datetime) -> Amiss | None:
    if not may_be_told(review.child, now):
        return Amiss.STOPPED
    if review.held_on is None and review.part_one_on is None:
        return Amiss.NOT_HELD
    return None


def _decides(session: Session, letter: Letter) -> bool:
    """Whether decisions may stand in it: any that was written down before it, struck or not."""
    return outcomes.was_decided(session, letter.review_id, letter.written_at)


def alike(words: str, told: str) -> bool:
    """Whether a browser sent back what it was given: line ends and outer spaces are its own."""
    plain = told.replace("\0", "\N{REPLACEMENT CHARACTER}").replace("\r\n", "\n")
    return words.strip() == plain.replace("\r", "\n").strip()


def _drafted(session: Session, review: Review, house: Services, now: datetime) -> FirstWording:
    """A first wording from what stands now.

    A point that the key would open and that the officer has not released is left out: of each they
    say which way it is told (R2). One that no key opens is told by paper, which this is.
    """
    language = language_of(session, review)
    texts, in_english = house.texts(language), language == ENGLISH.code
    said = said_by_child(session, review, Readers.OFFICER, now)
    points = outcomes.points_of(session, review.id)
    newest = outcomes.newest_outcomes(session, [point.id for point in points])
    person, sources = review.child.public_id, sources_of(session, review)
    opened = key_opens(session, person, sources)
    has_key = keys.key_of(session, person) is not None
    told, about, left_out = [], [], 0
    for point in points:
        outcome, words = newest.get(point.id), said.get(point.source_id)
        if outcome is None or words is None:
            continue  # words that are gone take their point with them (R3)
        if (point.only_officer or words.only_officer) and not outcome.safe_to_show:
            continue
        facts = to_be_read(
            review, point, outcome, has_key=has_key, opened=opened, sources=sources, now=now
        )
        if withheld(facts) is None and outcome.released_at is None:
            left_out += 1
            continue
        told.append(
            TellsBack(
                # The label of a choice is in English: no child's own words in any other language.
                said=words.own_words or (words.label if in_english else None) or "",
                told=outcome.told or "",
                language=outcome.language,
            )
        )
        about.append(point.source_id.hex)
    decided = [
        WasDecided(
            what=row.outcome or "", who=row.who or "", day=day_words(row.by_on, ENGLISH.code)
        )
        for row in outcomes.decisions_of(session, review.id)
    ]
    officer = people.officer_of(session, review.child_id, london_day(now))
    draft = draft_letter(
        told,
        decided,
        band_of(session, review, house),
        texts,
        name=review.child.called,
        officer=first_word(officer.full_name if officer else None),
        spoke=bool(said),
        over=review.held_on is not None,
    )
    return FirstWording(draft, about, left_out)
