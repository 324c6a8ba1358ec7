"""The form that a consultation began with, whatever the library says today (D4, I22)."""

from __future__ import annotations

from functools import lru_cache

from sqlalchemy.orm import Session

from participation.care.consultations.models import Invitation, StoredForm
from participation.questionnaire.definition import Form
from participation.questionnaire.files import form_from_source
from participation.questionnaire.library import Library


def form_of(session: Session, invitation: Invitation, library: Library) -> Form | None:
    """The version this invitation is pinned to; None where there is no form for this person."""
    pinned = invitation.form_hash
    if pinned is None:
        return None
    current = library.forms.get(invitation.form_key or "")
    if current is not None and current.source_hash == pinned:
        return current
    row = session.get(StoredForm, pinned)
    return _read(row.definition) if row is not None else None


@lru_cache(maxsize=32)
def _read(source: str) -> Form:
    return form_from_source(source)
