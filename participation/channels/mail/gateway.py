"""What we ask of whatever carries mail, and the three ways in which it can fail.

As with texts: refused for good, certainly not accepted, or not known. Mail goes to staff only and
says nothing, so where it is not known it may be sent again once (security.md 3.1).
"""

from __future__ import annotations

from typing import ClassVar, Protocol

from participation.kernel.errors import ParticipationError


class MailError(ParticipationError):
    """The server did not say that it has the mail. Never holds an address or a word of it."""

    permanent: ClassVar[bool] = False
    may_have_been_sent: ClassVar[bool] = False

    def __init__(self, detail: str = "", *, provider_code: int | None = None) -> None:
        super().__init__(detail)
        self.provider_code = provider_code


class MailRefused(MailError):
    """It never will: no such mailbox, or an address or subject that no mail can have."""

    code, title = "mail-refused", "This mail was refused"
    permanent = True


class MailUnavailable(MailError):
    """Certainly not accepted, and may be later."""

    code, title = "mail-unavailable", "The mail server is not taking mail"


class MailUnknown(MailError):
    """May have been accepted: the connection ended before the server's answer."""

    code, title = "mail-unknown", "It is not known whether the mail was sent"
    may_have_been_sent = True


class MailGateway(Protocol):
    """A carrier of mail. Safe to call from several threads."""

    def send(self, *, to: str, subject: str, body: str, message_id: str) -> None:
        """Hand over one plain-text mail.

        Args:
            to: one address, nothing else.
            message_id: the public id of our outbox item. A mailbox that gets the same one twice
                can show it once.

        Raises:
            MailRefused, MailUnavailable, MailUnknown: see each.
        """
        ...
