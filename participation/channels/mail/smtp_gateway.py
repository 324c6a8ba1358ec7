"""Mail by SMTP, with the standard library."""

from __future__ import annotations

import contextlib
import re
import smtplib
import ssl
from email import policy
from email.message import EmailMessage
from email.utils import formatdate
from urllib.parse import parse_qsl, unquote, urlsplit

from participation.channels.mail.addresses import is_address
from participation.channels.mail.gateway import (
    MailError,
    MailRefused,
    MailUnavailable,
    MailUnknown,
)

MESSAGE_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
CONTROL = re.compile(r"[\x00-\x1f\x7f\u0085\u2028\u2029\ud800-\udfff]")
LONGEST_SUBJECT = 200


class SmtpGateway:
    """One connection for each mail: a handful a day does not deserve a pool."""

    def __init__(self, url: str, *, sender: str, timeout_seconds: float) -> None:
        """
        Args:
            url: smtp://user:password@host:port, smtps:// for TLS from the first byte;
                `?starttls=1` turns to TLS before anything is said, `?from=` names the sender.
                User and password are percent-encoded, and may be left out.
            sender: the address that mail comes from, always the same one (P4), unless the URL
                names another with `from`.

        Raises:
            ValueError: the URL or the sender cannot be used; does not quote them.
        """
        parts = urlsplit(url)
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
            raise ValueError("a mail URL begins smtp:// or smtps:// and names a host")
        query = dict(parse_qsl(parts.query))
        self._tls = parts.scheme == "smtps"
        self._starttls = query.get("starttls") == "1"
        self._host = parts.hostname
        self._port = parts.port or (465 if self._tls else 587 if self._starttls else 25)
        self._user = unquote(parts.username or "")
        self._password = unquote(parts.password or "")
        self._sender = query.get("from") or sender
        if not is_address(self._sender):
            raise ValueError("the sender of mail is not an address")
        self._timeout_seconds = timeout_seconds

    def __repr__(self) -> str:
        return "SmtpGateway()"

    def send(self, *, to: str, subject: str, body: str, message_id: str) -> None:
        """See `MailGateway.send`."""
        mail = self._mail(to, subject, body, message_id)
        failure = self._deliver(mail, to)
        if failure is not None:
            raise failure

    def _mail(self, to: str, subject: str, body: str, message_id: str) -> EmailMessage:
        """Refuses what could break out of a header (B15) before the library sees it."""
        if not is_address(to):
            raise MailRefused("not one plain address")
        if CONTROL.search(subject) or len(subject) > LONGEST_SUBJECT:
            raise MailRefused("a subject is one line")
        if not MESSAGE_ID.fullmatch(message_id):
            raise MailRefused("not a message id")
        mail = EmailMessage(policy=policy.SMTP)
        mail["From"], mail["To"], mail["Subject"] = self._sender, to, subject
        mail["Date"] = formatdate()
        mail["Message-ID"] = f"<{message_id}@{self._sender.rpartition('@')[2]}>"
        mail["Auto-Submitted"] = "auto-generated"  # nobody's holiday notice answers it
        mail.set_content(body)
        return mail

    def _deliver(self, mail: EmailMessage, to: str) -> MailError | None:
        """What went wrong, in our own words: the library's errors quote addresses."""
        try:
            server = self._connected()
        except (smtplib.SMTPException, OSError) as error:
            return MailUnavailable(type(error).__name__)
        try:
            server.send_message(mail, from_addr=self._sender, to_addrs=[to])
        except smtplib.SMTPRecipientsRefused as error:
            return _by_code(next((code for code, _ in error.recipients.values()), 0))
        except smtplib.SMTPSenderRefused as error:
            # Our own address: a fault of settings, right again once they are.
            return MailUnavailable(f"code {error.smtp_code}", provider_code=error.smtp_code)
        except smtplib.SMTPResponseException as error:
            return _by_code(error.smtp_code)
        except (smtplib.SMTPException, OSError) as error:
            return MailUnknown(type(error).__name__)
        finally:
            with contextlib.suppress(smtplib.SMTPException, OSError):
                server.quit()
            server.close()
        return None

    def _connected(self) -> smtplib.SMTP:
        secure = ssl.create_default_context() if self._tls or self._starttls else None
        server: smtplib.SMTP
        if self._tls:
            server = smtplib.SMTP_SSL(
                self._host, self._port, timeout=self._timeout_seconds, context=secure
            )
        else:
            server = smtplib.SMTP(self._host, self._port, timeout=self._timeout_seconds)
        try:
            if self._starttls:
                server.starttls(context=secure)
            if self._user:
                server.login(self._user, self._password)
        except BaseException:
            server.close()
            raise
        return server


def _by_code(code: int) -> MailError:
    kind = MailRefused if code >= 500 else MailUnavailable
    return kind(f"code {code}", provider_code=code)
