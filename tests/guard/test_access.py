"""Who may do what, row by row: this table is the document (A36)."""

from __future__ import annotations

import pytest

from participation.care.people.models import Role
from participation.guard.access import Action, may

MAY: dict[Action, set[Role]] = {
    Action.SEE_REVIEWS: {Role.IRO, Role.IRO_MANAGER, Role.BUSINESS_SUPPORT},
    Action.READ_SUMMARY: {Role.IRO},
    Action.READ_SHARED_SUMMARY: {Role.IRO, Role.SOCIAL_WORKER},
    Action.HAND_ON_SUMMARY: {Role.IRO},
    Action.READ_WORDS_WAITING: {Role.IRO, Role.SAFEGUARDING},
    Action.ANSWER_CONCERNS: set(Role),
    Action.SEE_ROUTE: {Role.SAFEGUARDING, Role.IRO_MANAGER, Role.ADMIN},
    Action.SEE_FIGURES: {Role.SAFEGUARDING},
    Action.SEE_TASKS: {
        *(Role.BUSINESS_SUPPORT, Role.IRO, Role.IRO_MANAGER, Role.ADMIN, Role.DATA_PROTECTION)
    },
    Action.SEE_FORMS: set(Role),
    Action.IMPORT: {Role.BUSINESS_SUPPORT, Role.ADMIN},
    Action.LET_TEXTS_GO: {Role.BUSINESS_SUPPORT, Role.IRO_MANAGER},
    Action.TRY_TEXTS: {Role.IRO, Role.IRO_MANAGER, Role.BUSINESS_SUPPORT},
    Action.SEE_ASKS: {Role.IRO, Role.IRO_MANAGER, Role.COMPLAINTS, Role.BUSINESS_SUPPORT},
    Action.READ_ASKS: {Role.IRO, Role.IRO_MANAGER, Role.COMPLAINTS},
    Action.SEE_ROUNDS: {Role.IRO_MANAGER, Role.BUSINESS_SUPPORT},
    Action.SEE_FEEDBACK: {Role.IRO_MANAGER},
    Action.GIVE_TRANSLATIONS: {Role.BUSINESS_SUPPORT, Role.IRO, Role.IRO_MANAGER},
    Action.KEEP_TRANSLATORS: {Role.BUSINESS_SUPPORT, Role.IRO_MANAGER},
    Action.CHASE_ASKS: {Role.BUSINESS_SUPPORT},
    Action.HAND_OUT_CARDS: {Role.IRO, Role.IRO_MANAGER, Role.BUSINESS_SUPPORT},
    Action.RESET_KEYS: {Role.IRO, Role.IRO_MANAGER},
    Action.SEE_OUTCOMES: {Role.IRO, Role.IRO_MANAGER},
    Action.WRITE_OUTCOMES: {Role.IRO},
    Action.MANAGE_STAFF: {Role.ADMIN},
    Action.BREAK_GLASS: {Role.IRO, Role.IRO_MANAGER, Role.SAFEGUARDING},
    Action.LOOK_OVER_GLASS: {Role.IRO_MANAGER, Role.DATA_PROTECTION},
    Action.ASK_FOR_COPY: {Role.DATA_PROTECTION, Role.IRO_MANAGER},
    Action.LOOK_THROUGH_COPY: {Role.IRO, Role.IRO_MANAGER, Role.COMPLAINTS, Role.SAFEGUARDING},
    Action.NOTE_CORRECTIONS: {Role.IRO},
    Action.BOOK_INTERPRETERS: {Role.BUSINESS_SUPPORT, Role.IRO, Role.IRO_MANAGER},
    Action.KEEP_INTERPRETERS: {Role.BUSINESS_SUPPORT, Role.IRO_MANAGER},
    Action.SEE_NOT_WANTED: {Role.IRO},
    Action.SEE_BOOKING_FIGURES: {Role.IRO_MANAGER},
    Action.KEEP_CALENDAR: {Role.IRO},
    Action.ASK_IN_PERSON: {
        *(Role.IRO, Role.IRO_MANAGER, Role.BUSINESS_SUPPORT, Role.PARTICIPATION)
    },
    Action.SAY_WHO_IS_ASKED: {Role.IRO, Role.SOCIAL_WORKER},
    Action.AGREE_WHO_IS_ASKED: {Role.IRO},
    Action.FIND_CHILDREN: {Role.IRO, Role.IRO_MANAGER, Role.BUSINESS_SUPPORT},
    Action.ARRANGE_REVIEW: {Role.IRO, Role.IRO_MANAGER, Role.BUSINESS_SUPPORT},
    Action.STOP_CONTACT: {Role.IRO, Role.IRO_MANAGER},
    Action.CHANGE_OFFICERS: {Role.IRO_MANAGER},
    Action.SEE_WHO_LOOKED: {Role.DATA_PROTECTION},
}


@pytest.mark.parametrize("action", list(Action))
@pytest.mark.parametrize("role", list(Role))
def test_each_role_may_do_exactly_this(action: Action, role: Role) -> None:
    assert may([role.value], action) is (role in MAY[action])


@pytest.mark.parametrize("action", list(Action))
def test_nobody_without_a_role_may_do_anything(action: Action) -> None:
    assert not may([], action)
    assert not may(["", "IRO", "root"], action)


def test_two_roles_may_do_what_either_may() -> None:
    roles = [Role.BUSINESS_SUPPORT.value, Role.SAFEGUARDING.value]
    assert may(roles, Action.SEE_REVIEWS)
    assert may(roles, Action.READ_WORDS_WAITING)
    assert not may(roles, Action.READ_SUMMARY)
