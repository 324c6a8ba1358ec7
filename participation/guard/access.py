"""Who may do what: one pure table, values in, yes or no out (D19).

The lists themselves (which children are open to whom) are `people.queries.children_open_to`; a
name on a child's never-list is already left out there and beats every role.
"""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum


class Action(StrEnum):
    SEE_REVIEWS = "see_reviews"  # dates and who has answered; no words
    KEEP_CALENDAR = "keep_calendar"  # an address for one's own calendar; no names behind it
    FIND_CHILDREN = "find_children"  # people, permissions, history; no words and no numbers
    ARRANGE_REVIEW = "arrange_review"  # where a meeting is, who comes, invitations; no words
    ASK_IN_PERSON = "ask_in_person"  # note visits and calls, type papers in; shows no words
    READ_SUMMARY = "read_summary"  # the words, with those kept for the officer
    READ_SHARED_SUMMARY = "read_shared_summary"  # the words that may be shared
    HAND_ON_SUMMARY = "hand_on_summary"  # make what goes to a review or a parent; note its filing
    READ_WORDS_WAITING = "read_words_waiting"  # the reading list
    ANSWER_CONCERNS = "answer_concerns"  # those they are told of, or whose officer they are
    SEE_ROUTE = "see_route"  # who was tried, and whether they answered; nothing of any child
    SEE_FIGURES = "see_figures"  # how concerns were answered, week by week, in numbers
    SEE_ROUNDS = "see_rounds"  # how far everybody is, over all rounds, in numbers
    SEE_FEEDBACK = "see_feedback"  # how reviews were for people, in numbers; no words
    SEE_TASKS = "see_tasks"
    SEE_FORMS = "see_forms"  # what is asked; nothing of anybody
    IMPORT = "import"
    LET_TEXTS_GO = "let_texts_go"  # see which first texts wait, in numbers, and let them go
    TRY_TEXTS = "try_texts"  # send a test to one's own phone; it names nobody
    SEE_ASKS = "see_asks"  # the list of what was asked between reviews; no words
    READ_ASKS = "read_asks"  # what was asked between reviews, as far as each list goes
    GIVE_TRANSLATIONS = "give_translations"  # to whom words go that wait for a translator; no words
    KEEP_TRANSLATORS = "keep_translators"  # who translates, and words agreed on; nothing of anybody
    BOOK_INTERPRETERS = "book_interpreters"  # who needs one, whether one comes; no words
    KEEP_INTERPRETERS = "keep_interpreters"  # who interprets; nothing of anybody
    SEE_NOT_WANTED = "see_not_wanted"  # whom somebody does not want as an interpreter, in words
    SEE_BOOKING_FIGURES = "see_booking_figures"  # what interpreters cost, who came; in numbers
    CHASE_ASKS = "chase_asks"  # that something was asked and by when; no words
    HAND_OUT_CARDS = "hand_out_cards"  # make and end cards and their codes; nothing said on them
    RESET_KEYS = "reset_keys"  # set a person's own key free; it opens nothing for staff
    SEE_OUTCOMES = "see_outcomes"  # what became of what a child said; a manager not what was kept
    WRITE_OUTCOMES = "write_outcomes"  # for the officer's own children
    MANAGE_STAFF = "manage_staff"  # who comes in, and ending it; nothing of any child
    BREAK_GLASS = "break_glass"  # open one child's record for an hour, on the record
    LOOK_OVER_GLASS = "look_over_glass"  # say whether that was right; never of oneself
    ASK_FOR_COPY = "ask_for_copy"  # start a copy of what is held on one person; nothing in it
    LOOK_THROUGH_COPY = "look_through_copy"  # of what one may read anyway; decide, and let it go
    NOTE_CORRECTIONS = (
        "note_corrections"  # beside what was recorded; for the officer's own children
    )
    SAY_WHO_IS_ASKED = "say_who_is_asked"  # of one's own children; an officer agrees
    AGREE_WHO_IS_ASKED = "agree_who_is_asked"
    STOP_CONTACT = "stop_contact"  # everything that goes out about one child, or let it go on
    CHANGE_OFFICERS = "change_officers"  # who is whose officer, and who covers until when
    SEE_WHO_LOOKED = "see_who_looked"  # who opened which record, in numbers; nothing in them


_EVERYBODY = frozenset(
    {
        *("iro", "iro_manager", "business_support", "social_worker"),
        *("participation", "safeguarding", "complaints", "admin", "data_protection"),
    }
)

# Roles by the value of people.models.Role: the guard knows no room above it.
_TABLE: dict[Action, frozenset[str]] = {
    Action.SEE_REVIEWS: frozenset({"iro", "iro_manager", "business_support"}),
    Action.KEEP_CALENDAR: frozenset({"iro"}),
    Action.FIND_CHILDREN: frozenset({"iro", "iro_manager", "business_support"}),
    Action.ARRANGE_REVIEW: frozenset({"iro", "iro_manager", "business_support"}),
    Action.ASK_IN_PERSON: frozenset({"iro", "iro_manager", "business_support", "participation"}),
    Action.READ_SUMMARY: frozenset({"iro"}),
    Action.READ_SHARED_SUMMARY: frozenset({"iro", "social_worker"}),
    Action.HAND_ON_SUMMARY: frozenset({"iro"}),
    Action.READ_WORDS_WAITING: frozenset({"iro", "safeguarding"}),
    # The route may name anybody who works here; which concern opens to whom is another question.
    Action.ANSWER_CONCERNS: _EVERYBODY,
    Action.SEE_ROUTE: frozenset({"safeguarding", "iro_manager", "admin"}),
    Action.SEE_FIGURES: frozenset({"safeguarding"}),
    Action.SEE_ROUNDS: frozenset({"iro_manager", "business_support"}),
    Action.SEE_FEEDBACK: frozenset({"iro_manager"}),
    # An administrator sees those that are an administrator's, and whoever leads on data protection
    # theirs: none is about a child.
    Action.SEE_TASKS: frozenset(
        {"business_support", "iro", "iro_manager", "admin", "data_protection"}
    ),
    Action.SEE_FORMS: _EVERYBODY,
    Action.IMPORT: frozenset({"business_support", "admin"}),
    Action.LET_TEXTS_GO: frozenset({"business_support", "iro_manager"}),
    Action.TRY_TEXTS: frozenset({"iro", "iro_manager", "business_support"}),
    Action.SEE_ASKS: frozenset({"iro", "iro_manager", "complaints", "business_support"}),
    Action.READ_ASKS: frozenset({"iro", "iro_manager", "complaints"}),
    Action.GIVE_TRANSLATIONS: frozenset({"business_support", "iro", "iro_manager"}),
    Action.KEEP_TRANSLATORS: frozenset({"business_support", "iro_manager"}),
    Action.BOOK_INTERPRETERS: frozenset({"business_support", "iro", "iro_manager"}),
    Action.KEEP_INTERPRETERS: frozenset({"business_support", "iro_manager"}),
    Action.SEE_NOT_WANTED: frozenset({"iro"}),
    Action.SEE_BOOKING_FIGURES: frozenset({"iro_manager"}),
    Action.CHASE_ASKS: frozenset({"business_support"}),
    Action.HAND_OUT_CARDS: frozenset({"iro", "iro_manager", "business_support"}),
    Action.RESET_KEYS: frozenset({"iro", "iro_manager"}),
    Action.SEE_OUTCOMES: frozenset({"iro", "iro_manager"}),
    Action.WRITE_OUTCOMES: frozenset({"iro"}),
    Action.MANAGE_STAFF: frozenset({"admin"}),
    # A council may let fewer: PARTICIPATION_BREAK_GLASS.
    Action.BREAK_GLASS: frozenset({"iro", "iro_manager", "safeguarding"}),
    Action.LOOK_OVER_GLASS: frozenset({"iro_manager", "data_protection"}),
    Action.ASK_FOR_COPY: frozenset({"data_protection", "iro_manager"}),
    # Each at a desk of their own: subject_access/rules.Desk.
    Action.LOOK_THROUGH_COPY: frozenset({"iro", "iro_manager", "complaints", "safeguarding"}),
    Action.NOTE_CORRECTIONS: frozenset({"iro"}),
    Action.SAY_WHO_IS_ASKED: frozenset({"iro", "social_worker"}),
    Action.AGREE_WHO_IS_ASKED: frozenset({"iro"}),
    Action.STOP_CONTACT: frozenset({"iro", "iro_manager"}),
    Action.CHANGE_OFFICERS: frozenset({"iro_manager"}),
    Action.SEE_WHO_LOOKED: frozenset({"data_protection"}),
}


def may(roles: Collection[str], action: Action) -> bool:
    """Whether somebody with these roles may do this at all, before any child is named."""
    return not _TABLE[action].isdisjoint(roles)
