"""A translator goes through the wordings of a language: one after another, approved or changed.

What they approve is kept named, with what stood there before. It is said to nobody until whoever
runs the service puts it into use (`putting_in_use`): between two texts of one conversation no word
changes under anybody.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy.orm import Session

from participation.care.interpreting import checking
from participation.care.interpreting.checking_models import CheckedText, CheckingTask
from participation.care.interpreting.checking_rules import Fault, faults_of
from participation.care.interpreting.models import TaskState
from participation.guard import restricted_links as links
from participation.guard.audit import Deed, record
from participation.guard.restricted_links import RestrictedLink
from participation.journeys.services import SHIPPED_CATALOGUES, Services
from participation.kernel import catalogue
from participation.kernel.catalogue import CatalogueText, Listing
from participation.kernel.coverage import Part

AROUND = 4  # texts shown before and after it, as they stand on the same page


@dataclass(frozen=True, slots=True, repr=False)
class AtCheck:
    """One translator at the wordings of one language, in the one browser that has them."""

    link: RestrictedLink
    task: CheckingTask
    listing: Listing
    house: Services
    now: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """One text as its checker finds it. `words`: what stands there now. `typed`: what they have
    typed of it and not approved."""

    text: CatalogueText
    words: tuple[str, ...]
    typed: tuple[str, ...] | None
    history: Sequence[CheckedText]


def folders(house: Services) -> tuple[Path, ...]:
    """Where catalogues are read from; the council's own go before ours."""
    own = house.settings.forms_dir
    return (SHIPPED_CATALOGUES,) if own is None else (own, SHIPPED_CATALOGUES)


def listing(house: Services, language: str) -> Listing:
    return catalogue.listing(language, folders(house))


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
    """The cookie of the one browser from now on; None for all that opens nothing."""
    link = links.link_by_token(session, token, now, locked=True)
    if link is None or link.child != links.NO_CHILD:
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
    task = checking.task_named(session, link.opens)
    if task is not None:
        _note(session, task, "checking.open", now, outcome="done" if opened else "refused")
    return cookie if opened else None


def at_work(
    session: Session,
    token: str,
    cookie: str | None,
    house: Services,
    now: datetime,
    *,
    pressing: bool = False,
) -> AtCheck | None:
    """Who is at this page; None in every browser but the one, and once it is over."""
    link = links.link_by_token(session, token, now, locked=pressing)
    if link is None or not link.is_browser(cookie):
        return None
    task = checking.task_named(session, link.opens)
    if task is None or task.state is not TaskState.GIVEN or task.translator.retired_at is not None:
        return None
    return AtCheck(link, task, listing(house, task.language), house, now)


def keep(at: AtCheck, text: CatalogueText, words: Sequence[str]) -> None:
    """What stands in the boxes, whatever becomes of it."""
    at.task.typed = {**(at.task.typed or {}), text.key: list(words)}


def _forget_typed(at: AtCheck, text: CatalogueText) -> None:
    at.task.typed = {key: said for key, said in (at.task.typed or {}).items() if key != text.key}


def approve(
    session: Session, at: AtCheck, text: CatalogueText, words: Sequence[str]
) -> Sequence[Fault]:
    """This wording is right, or is now. What is wrong with it is said, and then it is not taken."""
    if found := faults_of(text, words, at.listing.many_of(text)):
        return found
    before = checking.standing(session, at.task.language, [text.key]).get(text.key)
    mine = before is not None and before.translator_id == at.task.translator_id
    if not (mine and before is not None and list(words) == before.words):  # pressed twice
        _note(session, at.task, "wording.check", at.now, text=text)
        checking.keep_checked(
            session,
            at.task.language,
            text,
            words,
            before=before,
            translator_id=at.task.translator_id,
            now=at.now,
        )
    _forget_typed(at, text)
    return []


def standing(session: Session, at: AtCheck, text: CatalogueText) -> Standing:
    """The text with what stands there now, and who had checked it before."""
    before = checking.history(session, at.task.language, text.key)
    empty = ("",) * at.listing.many_of(text)
    stood = tuple(before[0].words) if before else text.draft
    typed = (at.task.typed or {}).get(text.key)
    return Standing(text, stood or empty, tuple(typed) if typed is not None else None, before)


def next_one(
    session: Session, at: AtCheck, *, after: str = "", part: Part | None = None
) -> CatalogueText | None:
    """The first that nobody has checked: after this one, in this part, or at all. None: no more."""
    here = checking.checked_keys(session, at.task.language)
    texts = at.listing.texts
    keys = [text.key for text in texts]
    begin = keys.index(after) + 1 if after in keys else 0
    for text in (*texts[begin:], *texts[:begin]):
        if (part is None or text.part is part) and not checking.is_checked(text, here):
            if text.key == after:
                continue
            return text
    return None


def one_before(at: AtCheck, text: CatalogueText) -> CatalogueText | None:
    """The text before this one, checked or not."""
    place = at.listing.texts.index(text)
    return at.listing.texts[place - 1] if place else None


def around(found: Listing, text: CatalogueText) -> Sequence[CatalogueText]:
    """What stands with it on its page: the same question, else what its file says beside it."""
    if text.context:
        return [one for one in found.texts if one.context == text.context]
    same = [one for one in found.texts if set(one.files) & set(text.files[:1])]
    place = same.index(text) if text in same else 0
    return same[max(0, place - AROUND) : place + AROUND + 1]


def words_now(session: Session, language: str, texts: Sequence[CatalogueText]) -> Mapping[str, str]:
    """What each of these says now, in its first form; empty where nobody wrote anything."""
    here = checking.standing(session, language, [text.key for text in texts])
    said = {text.key: text.draft[0] if text.draft else "" for text in texts}
    return said | {key: row.words[0] for key, row in here.items()}


def _note(
    session: Session,
    task: CheckingTask,
    action: str,
    now: datetime,
    *,
    text: CatalogueText | None = None,
    outcome: str = "done",
) -> None:
    subject = f"wording:{task.language}:{text.key}" if text else f"checking:{task.public_id.hex}"
    who: UUID = task.translator.public_id
    deed = Deed(actor=f"translator:{who.hex}", action=action, subject=subject, outcome=outcome)
    record(session, deed, now)
