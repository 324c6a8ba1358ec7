"""Every fixed text that we send, and nothing else that we send.

Two levels for a number (practice.md R17). N, neutral, is the default: nothing of a name, a day
or the matter, since anybody may see a screen light up. K is for a number that the person
confirmed as their own and private. Never, at either level: a child's name to an adult, where
somebody lives, or why we write. The questions of a questionnaire are worded in `questions.py`.

English is the source; each fits one part when every gap is filled at its longest (`LONGEST`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from participation.channels.sms.segments import plain
from participation.kernel.texts import Texts

N_ = str  # marks a text for the translators; `text` looks it up


class Level(StrEnum):
    """How much a text may say to this number."""

    N = "N"  # neutral
    K = "K"  # known: own, private and confirmed with the person


class TextKey(StrEnum):
    """What we say. A key without its own K wording is worded as N for everybody."""

    FIRST_ADULT_UNCONFIRMED = "first_adult_unconfirmed"
    FIRST_ADULT = "first_adult"
    WHERE_WORDS_GO = "where_words_go"
    WHERE_WORDS_GO_IN_PROCEEDINGS = "where_words_go_in_proceedings"
    FIRST_BY_LINK = "first_by_link"  # to a carer, whose questions are on a page; so at K alone
    FIRST_CHILD = "first_child"  # at N there is no link: the card has a code
    REMINDER_ADULT = "reminder_adult"
    REMINDER_CHILD = "reminder_child"
    REMINDER_BY_LINK = "reminder_by_link"  # to a carer
    HALF_WAY_ADULT = "half_way_adult"  # stopped in the middle of the questions
    HALF_WAY_CHILD = "half_way_child"
    HALF_WAY_BY_LINK = "half_way_by_link"
    SOMETHING_NEW = "something_new"  # to a child, after the review; it opens with their own key
    AFTER_CHILD = "after_child"  # how was it for you? With a link, so at K alone
    AFTER_ADULT = "after_adult"
    RECEIPT_CHILD = "receipt_child"
    RECEIPT_ADULT = "receipt_adult"
    ONE_CHILD = "one_child"  # asked last of somebody who answers for several (R8)
    NOT_UNDERSTOOD = "not_understood"
    LANGUAGE_MENU = "language_menu"  # its last line; the others are names of languages
    OTHER_LANGUAGE = "other_language"
    NOT_HERE = "not_here"
    CALL_ME = "call_me"
    HELP = "help"
    STOPPED = "stopped"
    START_AGAIN = "start_again"
    WRONG_NUMBER = "wrong_number"
    UNKNOWN_NUMBER = "unknown_number"


FIRST_TEXTS = (
    TextKey.FIRST_ADULT,
    TextKey.FIRST_ADULT_UNCONFIRMED,
    TextKey.FIRST_BY_LINK,
    TextKey.FIRST_CHILD,
    TextKey.AFTER_CHILD,
    TextKey.AFTER_ADULT,
)
REMINDERS = (
    TextKey.REMINDER_ADULT,
    TextKey.REMINDER_CHILD,
    TextKey.REMINDER_BY_LINK,
    TextKey.HALF_WAY_ADULT,
    TextKey.HALF_WAY_CHILD,
    TextKey.HALF_WAY_BY_LINK,
)

LONGEST: Mapping[str, int] = MappingProxyType(
    {
        "council": 20,  # as the council has itself called in texts
        "first_name": 12,  # the person's own, K only
        "officer": 18,  # whole name, to an adult, K only
        "officer_first_name": 12,  # to a young person, K only
        "check": 12,  # the number on the card and on the council's site
        "page": 20,  # the council's page on where words go
        "link": 48,
        "day": 10,  # Thu 3 Dec
        "read_by": 11,  # Tue 5pm
        "question": 40,
        "last": 2,  # the highest number that may be chosen
    }
)
"""Longest filling of each gap, in letters, at which the English text is still one part. Longer
ones are sent whole, in two parts: a name is never cut."""

TEXTS: Mapping[TextKey, Mapping[Level, str]] = MappingProxyType(
    {
        TextKey.FIRST_ADULT_UNCONFIRMED: {
            Level.N: N_(
                "{council}: is this a good number to text you on? Reply 1 yes, 2 other language,"
                " 3 please ring me, 4 no. Is it really us? Ring {check}"
            ),
        },
        TextKey.FIRST_ADULT: {
            Level.N: N_(
                "{council}: we want to hear what you think. Reply 1 to begin, 2 other language,"
                " 3 and we ring, free. Really us? Ring {check}. STOP to stop"
            ),
            Level.K: N_(
                "Hello {first_name}, {officer}, {council}. Please tell me your view by {day}:"
                " 1 begin, 2 language, 3 ring me, STOP. Check {check}"
            ),
        },
        TextKey.FIRST_BY_LINK: {
            Level.K: N_(
                "Hello {first_name}, {officer} here. Tell me your view by {day}: {link}"
                " Check {check}. STOP to stop"
            ),
        },
        # The only texts in which the word court stands: R6 wants it said before the first answer.
        TextKey.WHERE_WORDS_GO: {
            Level.N: N_(
                "Thanks. Your words go on file; people in the case, or a court, may read them:"
                " {page} Text CALL to talk. {question}"
            ),
        },
        TextKey.WHERE_WORDS_GO_IN_PROCEEDINGS: {
            Level.N: N_(
                "Ask your solicitor first. Your words go on file; people in the case, or a"
                " court, may read them: {page} {question}"
            ),
        },
        TextKey.FIRST_CHILD: {
            Level.N: N_(
                "The code on your card works whenever you like. Lost it? Ring {check}. If this"
                " is not for you, reply WRONG. STOP to stop"
            ),
            Level.K: N_(
                "Hi {first_name}, {officer_first_name} here. What should change, or stay? Tell me"
                " by {day}: {link} Up to you. STOP to stop"
            ),
        },
        # One of these in a round, and never a second.
        TextKey.REMINDER_ADULT: {
            Level.N: N_(
                "{council}: we still want to hear what you think. Reply 1 to begin, 2 other"
                " language, 3 and we ring, free. Really us? Ring {check}. STOP to stop"
            ),
            Level.K: N_(
                "Hello {first_name}, {officer} again. You can still tell me your view, until"
                " {day}: 1 begin, 2 language, 3 ring me, STOP. Check {check}"
            ),
        },
        TextKey.REMINDER_CHILD: {
            Level.N: N_(
                "The code on your card still works, and one line is enough. Lost it? Ring {check}."
                " If this is not for you, reply WRONG. STOP to stop"
            ),
            Level.K: N_(
                "{officer_first_name} again. One line is plenty: {link} Or text CALL and I'll"
                " ring. I won't remind you again. STOP to stop"
            ),
        },
        TextKey.REMINDER_BY_LINK: {
            Level.K: N_(
                "{officer} again. You can still tell me your view, until {day}: {link}"
                " Check {check}. STOP to stop"
            ),
        },
        TextKey.HALF_WAY_BY_LINK: {
            Level.K: N_(
                "{officer} here. What you began is kept. Go on, or send it as it is: {link}"
                " Check {check}. STOP to stop"
            ),
        },
        TextKey.HALF_WAY_ADULT: {
            Level.N: N_(
                "Anything you told us is kept. To go on, just answer our last question. Rather"
                " talk? Text CALL and we ring you, free. Had enough? STOP to stop"
            ),
        },
        TextKey.HALF_WAY_CHILD: {
            Level.N: N_(
                "What you began is kept. The code on your card takes you back to it. Lost it? Ring"
                " {check}. STOP to stop"
            ),
            Level.K: N_(
                "{officer_first_name} here. What you began is kept. Go on, or send it as it is:"
                " {link} Up to you. STOP to stop"
            ),
        },
        TextKey.SOMETHING_NEW: {
            Level.N: N_(
                "There is something new for you to read. Your card or link takes you there, and"
                " your own key opens it. Lost them? Ring {check}. STOP to stop"
            ),
            Level.K: N_(
                "{officer_first_name} here. There is something new for you to read: {link} Your"
                " own key opens it. STOP to stop"
            ),
        },
        # Once after a review, and never a reminder.
        TextKey.AFTER_CHILD: {
            Level.K: N_(
                "Hi {first_name}, {officer_first_name} here. How was it for you? A few short"
                " questions: {link} Up to you. STOP to stop"
            ),
        },
        TextKey.AFTER_ADULT: {
            Level.K: N_(
                "Hello {first_name}, {officer} here. How was it for you? {link} Up to you."
                " Check {check}. STOP to stop"
            ),
        },
        # One receipt each, the same to the letter whether anything was noticed or not (R20).
        TextKey.RECEIPT_CHILD: {
            Level.N: N_(
                "Thank you for telling us. This reply is automatic; a person will read your words"
                " by {read_by}. In danger? Call 999. Childline 0800 1111, free, 24 hours"
            ),
        },
        TextKey.RECEIPT_ADULT: {
            Level.N: N_(
                "Thank you for telling us. This reply is automatic; a person will read your words"
                " by {read_by}. In danger? Call 999. Samaritans 116 123, free, 24 hours"
            ),
        },
        TextKey.ONE_CHILD: {
            Level.N: N_(
                "Last one. Is any of this about just one of them? Text who, and what you want to"
                " say. If not, reply SKIP."
            ),
        },
        TextKey.NOT_UNDERSTOOD: {
            Level.N: N_(
                "Sorry, we could not tell which one you mean. Please text one number from 1 to"
                " {last}. If that is no good, text CALL and a person will ring you."
            ),
        },
        TextKey.LANGUAGE_MENU: {
            Level.N: N_("{last} Another language: a person will ring you"),
        },
        TextKey.OTHER_LANGUAGE: {
            Level.N: N_(
                "Thank you. Please text the name of your language. A person will ring you by"
                " {read_by}, with someone who speaks it."
            ),
        },
        TextKey.NOT_HERE: {
            Level.N: N_(
                "Thank you for saying. We will not text this number. If you want to talk to us"
                " another way, ring {check}."
            ),
        },
        TextKey.CALL_ME: {
            Level.N: N_(
                "A person will ring you by {read_by}. Is there a good time, or a bad one? Text it"
                " here. If you are in danger, do not wait for us: call 999."
            ),
        },
        TextKey.HELP: {
            Level.N: N_(
                "A person will read your text by {read_by}. Want a phone call? Text CALL. In"
                " danger? Call 999. Childline 0800 1111, free, 24 hours. STOP to stop"
            ),
        },
        TextKey.STOPPED: {
            Level.N: N_(
                "That was our last text to you. You still have a say: ring {check}."
                " If you ever want our texts back, text START."
            ),
        },
        TextKey.START_AGAIN: {
            Level.N: N_("Our texts to you are on again. Text STOP whenever you have had enough."),
        },
        TextKey.WRONG_NUMBER: {
            Level.N: N_("We are sorry for the mix-up. This number is off our list from now on."),
        },
        TextKey.UNKNOWN_NUMBER: {
            Level.N: N_(
                "Thank you. We do not know this phone, so a person will read your text in working"
                " hours. In danger? Call 999. Childline 0800 1111, free, 24 hours"
            ),
        },
    }
)

GAP = re.compile(r"\{(\w+)\}")


class Unfilled(ValueError):
    """A text was to be made without something that it says; names the gaps, never a value."""


def text(key: TextKey, level: Level, texts: Texts, **fill: str) -> str:
    """One text, ready to send, in the language of `texts`.

    Gaps that the text does not have are ignored, so that a caller need not know the level's
    wording. Values are put in as they are, never read as a pattern (B13); curly quotes in them
    are made straight, and line breaks are spaces. A translation whose gaps differ from the
    English is not used.

    Raises:
        Unfilled: a gap has no value, or an empty one.
    """
    source = wording(key, level)
    translated = texts.gettext(source)
    chosen = translated if gaps(translated) == gaps(source) else source
    if missing := sorted(gap for gap in gaps(chosen) if not fill.get(gap, "").strip()):
        raise Unfilled(f"{key}: {', '.join(missing)}")
    return GAP.sub(lambda gap: " ".join(plain(fill[gap[1]]).split()), chosen)


def wording(key: TextKey, level: Level) -> str:
    """The English source of a text at a level, gaps and all."""
    return TEXTS[key].get(level) or TEXTS[key][Level.N]


def template_name(key: TextKey, level: Level) -> str:
    """What is noted with a sent text, such as "first_adult.K"; says the wording really used."""
    return f"{key}.{level if level in TEXTS[key] else Level.N}"


def gaps(template: str) -> frozenset[str]:
    """Names of what a text must be filled with."""
    return frozenset(GAP.findall(template))
