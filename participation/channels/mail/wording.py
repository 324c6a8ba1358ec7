"""What mail says: that there is something, and where to sign in. Never what, and never of whom.

Mailboxes are shared, forwarded and shown on locked screens, so subject and sender never change
and the first words carry no meaning (security.md P3, P4, T19).
"""

from __future__ import annotations

from dataclasses import dataclass

from participation.kernel.texts import Texts

N_ = str  # marks a text for the translators
SIGN_IN, LINK = "{sign_in}", "{link}"  # where an address stands, once in each body

SUBJECT = N_("Something new is waiting for you")
BODY = N_(
    "Hello,\n"
    "\n"
    "There is something new for you to look at. Please sign in to see it:\n"
    "\n"
    "{sign_in}\n"
    "\n"
    "This mail says no more than that on purpose. Nobody reads replies to it.\n"
)


@dataclass(frozen=True, slots=True)
class Mail:
    """Subject and plain-text body."""

    subject: str
    body: str


def officer_notice(texts: Texts, *, sign_in_url: str) -> Mail:
    """The one notice that any officer gets about anything.

    Args:
        sign_in_url: from the settings, never from a request, and the same for everybody: it
            holds no token and names no review.
    """
    return _mail(texts, SUBJECT, BODY, SIGN_IN, sign_in_url)


URGENT_SUBJECT = N_("Something urgent is waiting for you")
TODAY_SUBJECT = N_("Something is waiting for you today")
TEST_SUBJECT = N_("A test: nothing is waiting for you")
URGENT_BODY = N_(
    "Hello,\n"
    "\n"
    "Something urgent is waiting for you. Please sign in now to see it:\n"
    "\n"
    "{sign_in}\n"
    "\n"
    "This mail says no more than that on purpose. Nobody reads replies to it.\n"
)
TODAY_BODY = N_(
    "Hello,\n"
    "\n"
    "Something is waiting for you that needs looking at today. Please sign in to see it:\n"
    "\n"
    "{sign_in}\n"
    "\n"
    "This mail says no more than that on purpose. Nobody reads replies to it.\n"
)
DAILY_BODY = N_(
    "Hello,\n"
    "\n"
    "This is the daily test. Nothing is waiting for you, and there is nothing to do. If no such"
    " mail comes for a day, something is broken: then please sign in here.\n"
    "\n"
    "{sign_in}\n"
)
TEST_BODY = N_(
    "Hello,\n"
    "\n"
    "This is a test. Nothing is waiting for you. Please sign in and press “I got it”:\n"
    "\n"
    "{sign_in}\n"
    "\n"
    "Nobody reads replies to this mail.\n"
)


def alert(texts: Texts, *, sign_in_url: str, urgent: bool) -> Mail:
    """That something waits which cannot wait long. No name, no place, nothing about what it is."""
    return (
        _mail(texts, URGENT_SUBJECT, URGENT_BODY, SIGN_IN, sign_in_url)
        if urgent
        else _mail(texts, TODAY_SUBJECT, TODAY_BODY, SIGN_IN, sign_in_url)
    )


def trial(texts: Texts, *, sign_in_url: str, daily: bool) -> Mail:
    """The same way tried on a quiet day; every day it asks for nothing."""
    return _mail(texts, TEST_SUBJECT, DAILY_BODY if daily else TEST_BODY, SIGN_IN, sign_in_url)


TRANSLATE_SUBJECT = N_("There is something for you to do")
TRANSLATE_BODY = N_(
    "Hello,\n"
    "\n"
    "There is something for you to do. Please open this page:\n"
    "\n"
    "{link}\n"
    "\n"
    "You also need a number of six digits. We read it out to you on the telephone, and never put it"
    " into a mail. Type it at the computer on which you are going to work: the page opens in that"
    " one place and nowhere else.\n"
    "\n"
    "This mail says no more than that on purpose. Nobody reads replies to it.\n"
)


def for_translator(texts: Texts, *, link: str) -> Mail:
    """A way in that is of no use to whoever has only this mail (T18). Nothing about what it is."""
    return _mail(texts, TRANSLATE_SUBJECT, TRANSLATE_BODY, LINK, link)


GUEST_BODY = N_(
    "Hello,\n"
    "\n"
    "There is something for you to look at. Please open this page:\n"
    "\n"
    "{link}\n"
    "\n"
    "It is for you alone, so please do not send it on. You can ring us first, on the number that"
    " you have for us, and ask whether it is from us.\n"
    "\n"
    "This mail says no more than that on purpose. Nobody reads replies to it.\n"
)


def for_guest(texts: Texts, *, link: str) -> Mail:
    """The same to whoever is invited, told of a change or called off: the page says which."""
    return _mail(texts, SUBJECT, GUEST_BODY, LINK, link)


def _mail(texts: Texts, subject: str, source: str, place: str, address: str) -> Mail:
    """In English where the wording in their language has lost the place for the address."""
    body = texts.gettext(source)
    chosen = body if body.count(place) == 1 else source
    return Mail(texts.gettext(subject), chosen.replace(place, address))
