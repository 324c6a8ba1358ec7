"""Where a task is done, if that is a page which the reader may open."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from uuid import UUID

from participation.care.consultations.models import Task, TaskKind
from participation.guard.access import Action, may

GLASS = (TaskKind.GLASS, TaskKind.GLASS_NOT_RIGHT)
_DONE_AT: Mapping[TaskKind, tuple[Action, str]] = {
    TaskKind.CARD: (Action.HAND_OUT_CARDS, "/staff/cards"),
    TaskKind.KEY_SHUT: (Action.HAND_OUT_CARDS, "/staff/cards"),
    TaskKind.TRANSLATE: (Action.GIVE_TRANSLATIONS, "/staff/translations"),
    TaskKind.TRANSLATOR: (Action.GIVE_TRANSLATIONS, "/staff/translations"),
    TaskKind.INTERPRETER: (Action.BOOK_INTERPRETERS, "/staff/interpreters"),
    TaskKind.INTERPRETER_MOVED: (Action.BOOK_INTERPRETERS, "/staff/interpreters"),
    TaskKind.NEEDS_SAID: (Action.BOOK_INTERPRETERS, "/staff/interpreters"),
    TaskKind.SUBJECT_EXPORT: (Action.LOOK_THROUGH_COPY, "/staff/copies"),
    TaskKind.LET_TEXTS_GO: (Action.LET_TEXTS_GO, "/staff/first-texts"),
    TaskKind.IMPORT_WAITS: (Action.IMPORT, "/staff/imports"),
    TaskKind.STAFF_UNUSED: (Action.MANAGE_STAFF, "/staff/colleagues"),
    TaskKind.AGREE_NOT_ASKED: (Action.AGREE_WHO_IS_ASKED, "/staff/children"),
    TaskKind.TELL_OFFICER: (Action.WRITE_OUTCOMES, "/staff/my-name"),
}
# To reach one person, and to hear them.
_IN_PERSON = (
    *(TaskKind.NO_SAFE_WAY, TaskKind.NEVER_SPOKEN_WITH, TaskKind.LANGUAGE, TaskKind.ASK_AGAIN),
    *(TaskKind.NUMBER_CHANGED, TaskKind.WRONG_NUMBER, TaskKind.STOPPED, TaskKind.CALL),
    TaskKind.FORM_LOST,
)


def where_done(task: Task, roles: Collection[str], asked: Mapping[int, UUID]) -> str | None:
    """Its address.

    Args:
        asked: whose page of asking in person opens for the reader, by the key of the invitation.
    """
    if task.kind in GLASS:
        return f"/staff/break-glass/{UUID(task.about)}/review"
    if task.kind in _DONE_AT:
        action, url = _DONE_AT[task.kind]
        return url if may(roles, action) else None
    whom = asked.get(task.invitation_id or 0)
    return f"/staff/in-person/{whom}" if whom and task.kind in _IN_PERSON else None
