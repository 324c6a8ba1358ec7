"""The mailboxes of translators in the demonstration, whose links lead to words."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.care.interpreting.checking_models import CheckingTask
from participation.care.interpreting.models import TaskState, TranslationTask, Translator
from participation.channels.mail.wording import for_translator
from participation.guard.restricted_links import RestrictedLink
from participation.journeys.mailing_translators import address_of
from participation.journeys.services import Services
from participation.kernel.clock import LONDON
from participation.kernel.texts import IN_ENGLISH
from participation.web.demo.devices import Mail, Mailbox, in_pieces

MOST_SHOWN = 50


def add_to(boxes: list[Mailbox], session: Session, house: Services) -> list[Mailbox]:
    """The mailboxes with those of translators who have something to do."""
    found = {box.address: box for box in boxes}
    for translator, link in (*_lent(session, TranslationTask), *_lent(session, CheckingTask)):
        if not link.token:
            continue
        email = translator.email or ""
        box = found.setdefault(email, Mailbox(email, translator.called))
        mail = for_translator(IN_ENGLISH, link=address_of(link, house))
        pieces = in_pieces(mail.body, house.settings.public_url)
        when = f"{link.made_at.astimezone(LONDON):%a %H:%M}"
        box.mails.append(Mail(mail.subject, pieces, when))
    return list(found.values())


def _lent(
    session: Session, kind: type[TranslationTask | CheckingTask]
) -> Sequence[tuple[Translator, RestrictedLink]]:
    """Who has something now, with the link to it."""
    rows = session.execute(
        select(Translator, RestrictedLink)
        .join(kind, kind.translator_id == Translator.id)
        .join(RestrictedLink, RestrictedLink.opens == kind.public_id)
        .where(kind.state == TaskState.GIVEN, RestrictedLink.ended_at.is_(None))
        .order_by(kind.id.desc())
        .limit(MOST_SHOWN)
    )
    return [(translator, link) for translator, link in rows]
