"""Every line that the chat says by itself: a fixed table for each age, and nothing else (R33).

It says that it is not a person. It never comforts, never asks after what was said, and never
promises to keep a secret: whoever writes hard words gets the same lines as everybody (R20). The
sentences keep to the length of their age (ux.md 1.6).
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from participation.kernel.texts import Texts
from participation.questionnaire.definition import Band
from participation.questionnaire.placeholders import fill

N_ = str  # marks a text for the translators; `line` looks it up


class Line(StrEnum):
    """What there is to say."""

    HELLO = "hello"  # the first bubble of every page
    BEFORE = "before"  # more was said than stands here
    NOTED = "noted"  # after a press
    HEARD = "heard"  # after words of their own
    UNCLEAR = "unclear"
    UNCLEAR_AGAIN = "unclear_again"
    NOTHING_YET = "nothing_yet"
    ANSWERED_ALREADY = "answered_already"
    CHANGING = "changing"
    LAST = "last"
    CALL_ASKED = "call_asked"


YOUNG: Mapping[Line, str] = MappingProxyType(
    {
        Line.HELLO: N_("I am not a person. I only ask questions. Your answers go to {officer}."),
        Line.BEFORE: N_("What you said before is kept."),
        Line.NOTED: N_("Thank you. Here is the next one."),
        Line.HEARD: N_("Thank you for telling me. I am not a person. Send it to {officer}."),
        Line.UNCLEAR: N_("Thank you for telling me. I kept your words. Now press one."),
        Line.UNCLEAR_AGAIN: N_("Thank you. I kept that too. Press one. Or write it your way."),
        Line.NOTHING_YET: N_("Press one. Or miss this one out."),
        Line.ANSWERED_ALREADY: N_(
            "You said something to that already. You can change it at the end."
        ),
        Line.CHANGING: N_("You can change this one."),
        Line.LAST: N_("That was the last one. Now look at it all."),
        Line.CALL_ASKED: N_("We asked {officer} to call you. It should be by {day}."),
    }
)

CHILD: Mapping[Line, str] = MappingProxyType(
    {
        Line.HELLO: N_(
            "I am not a person. I only ask the questions. What you send goes to {officer}."
        ),
        Line.BEFORE: N_("What you said before is kept."),
        Line.NOTED: N_("Thank you. Next one."),
        Line.HEARD: N_(
            "Thank you for telling me. I am not a person. "
            "Press Send at the end. Then it goes to {officer}."
        ),
        Line.UNCLEAR: N_(
            "Thank you for telling me. I kept your words. I could not tell which answer it "
            "is. Press one, or write it again."
        ),
        Line.UNCLEAR_AGAIN: N_(
            "Thank you. I kept that too. Press an answer. Or write it your way, and we go on."
        ),
        Line.NOTHING_YET: N_("Press an answer, or write one. Or miss this one out."),
        Line.ANSWERED_ALREADY: N_("You answered that one already. You can change it at the end."),
        Line.CHANGING: N_("You can change this one."),
        Line.LAST: N_("That was my last question. Now look it over and send it."),
        Line.CALL_ASKED: N_("We have asked {officer} to call you. It should be by {day}."),
    }
)

YOUNG_PERSON: Mapping[Line, str] = MappingProxyType(
    {
        Line.HELLO: N_(
            "I am not a person. I only put the questions. What you send goes to {officer}."
        ),
        Line.BEFORE: N_("What you said before is kept."),
        Line.NOTED: N_("Thanks. Next one."),
        Line.HEARD: N_(
            "Thank you for telling me. I am not a person. "
            "Once you press Send at the end, it goes to {officer}."
        ),
        Line.UNCLEAR: N_(
            "Thank you for telling me. I kept your words, but I could not tell which answer "
            "it is. Press one, or put it another way."
        ),
        Line.UNCLEAR_AGAIN: N_(
            "Thank you. I kept that too. Press an answer. Or write it your way, and we go on."
        ),
        Line.NOTHING_YET: N_("Press an answer, or write one. Or miss this one out."),
        Line.ANSWERED_ALREADY: N_("You answered that one already. You can change it at the end."),
        Line.CHANGING: N_("You can change this one."),
        Line.LAST: N_("That was the last question. Look it over, then send it."),
        Line.CALL_ASKED: N_("We have asked {officer} to call you. It should be by {day}."),
    }
)

ADULT: Mapping[Line, str] = MappingProxyType(
    {
        Line.HELLO: N_(
            "This is not a person. It asks the same questions as the pages. "
            "What you send goes to {officer}."
        ),
        Line.BEFORE: N_("What you said before is kept."),
        Line.NOTED: N_("Thank you. Next one."),
        Line.HEARD: N_(
            "Thank you for telling us. No person answers here. "
            "When you press Send at the end, it goes to {officer}."
        ),
        Line.UNCLEAR: N_(
            "Thank you for telling us. We kept your words, but could not tell which answer "
            "it is. Press one, or put it another way."
        ),
        Line.UNCLEAR_AGAIN: N_(
            "Thank you. We kept that too. Press an answer. Or write it your way, and we go on."
        ),
        Line.NOTHING_YET: N_("Press an answer, or write one. Or miss this one out."),
        Line.ANSWERED_ALREADY: N_(
            "That one is answered already. You can change it before you send."
        ),
        Line.CHANGING: N_("You can change this one."),
        Line.LAST: N_("That was the last question. Look it over, then send it."),
        Line.CALL_ASKED: N_("We have asked a person at the council to call you by {day}."),
    }
)

_SAID_TO: Mapping[Band, Mapping[Line, str]] = MappingProxyType(
    {
        Band.FOUR_TO_SEVEN: YOUNG,
        Band.EASY: YOUNG,
        Band.EIGHT_TO_ELEVEN: CHILD,
        Band.TWELVE_TO_FIFTEEN: YOUNG_PERSON,
        Band.SIXTEEN_TO_SEVENTEEN: YOUNG_PERSON,
        Band.ADULT: ADULT,
    }
)


def line(which: Line, band: Band, texts: Texts, *, officer: str, day: str = "") -> str:
    """One line, in the words of the age and the person's language."""
    words = fill(texts.gettext(_SAID_TO[band][which]), {"officer": officer})
    return words.replace("{day}", day)
