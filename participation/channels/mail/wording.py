"""What mail says: that there is something, and where to sign in. Never what, and never of whom.

Mailboxes are shared, forwarded and shown on locked screens, so subject and sender never change
and the first words carry no meaning (security.md P3, P4, T19).
"""

from __future__ import annotations

from dataclasses import dataclass

from participation.kernel.texts import Texts

N_ = str  # marks a text for the translators

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
    body = texts.gettext(BODY)
    chosen = body if body.count("{sign_in}") == 1 else BODY
    return Mail(texts.gettext(SUBJECT), chosen.replace("{sign_in}", sign_in_url))
