"""The sitting at a browser and the invitation it opened: every page and press begins with this.

One statement, and only what a press needs; the rest of a row is read when somebody asks for it.
"""

from __future__ import annotations

from functools import cache

from sqlalchemy import ColumnElement, Select, bindparam, select
from sqlalchemy.orm import Session, joinedload, load_only

from participation.care.consultations.models import Invitation, Round
from participation.care.people.models import Child
from participation.guard.sessions import COOKIE_ON_ITS_WAY, RespondentSitting, hash_of_cookie
from participation.kernel.clock import system_now


def sitting_with_invitation(
    session: Session, cookie: str | None, *, hold: bool = False
) -> tuple[RespondentSitting, Invitation] | None:
    """The sitting behind a cookie, however long ago it was used, with its invitation, round and
    child's key.

    Args:
        hold: until this transaction ends, no other press of the same browser gets past here, so
            that a double tap finds what its first half has kept (I13).
    """
    if not cookie:
        return None
    behind = {"cookie_hash": hash_of_cookie(cookie)}
    row = session.execute(_wanted(hold), behind).first()
    if row is None:  # its new cookie may have been lost with the signal
        lately = behind | {"since": system_now() - COOKIE_ON_ITS_WAY}
        row = session.execute(_wanted(hold, before=True), lately).first()
    return None if row is None else (row[0], row[1])


@cache
def _wanted(hold: bool, *, before: bool = False) -> Select[RespondentSitting, Invitation]:
    """Built once: putting a statement together costs as much as running it."""
    wanted = (
        select(RespondentSitting, Invitation)
        .join(Invitation, Invitation.public_id == RespondentSitting.invitation)
        .where(*_behind(before))
        .options(
            load_only(
                Invitation.public_id,
                Invitation.round_id,
                Invitation.child_id,
                Invitation.respondent,
                Invitation.form_key,
                Invitation.form_hash,
                Invitation.language,
                Invitation.state,
                Invitation.link_generation,
                Invitation.company,
                Invitation.helped_by,
                Invitation.opened_at,
                Invitation.started_at,
                Invitation.finished_at,
            ),
            joinedload(Invitation.round, innerjoin=True).load_only(
                Round.review_id, Round.closes_on, Round.closed_at
            ),
            joinedload(Invitation.child, innerjoin=True).load_only(
                Child.public_id, Child.key_id, Child.circumstances
            ),
        )
    )
    return wanted.with_for_update(of=RespondentSitting) if hold else wanted


def _behind(before: bool) -> tuple[ColumnElement[bool], ...]:
    if not before:
        return (RespondentSitting.cookie_hash == bindparam("cookie_hash"),)
    return (
        RespondentSitting.cookie_before == bindparam("cookie_hash"),
        RespondentSitting.cookie_changed_at > bindparam("since"),
    )
