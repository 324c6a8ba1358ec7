"""A real SMTP server that keeps what it is given, and refuses when a test says so."""

from __future__ import annotations

import time
from asyncio import Server
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from types import TracebackType
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult


@dataclass
class _Keeps:
    """aiosmtpd's handler: its methods answer with SMTP lines."""

    mails: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    answer_to_recipient: str = ""
    answer_to_data: str = ""
    cut_after_data: bool = False
    sign_ins: list[tuple[str, str]] = field(default_factory=list)

    def sign_in(
        self, server: Any, session: Any, envelope: Any, mechanism: str, given: Any
    ) -> AuthResult:
        """Anybody may; who it was is kept."""
        self.sign_ins.append((given.login.decode(), given.password.decode()))
        return AuthResult(success=True)

    async def handle_RCPT(  # noqa: N802  # the library's name
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if self.answer_to_recipient:
            return self.answer_to_recipient
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802  # the library's name
        self, server: Any, session: Any, envelope: Any
    ) -> str:
        if self.answer_to_data:
            return self.answer_to_data
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        self.recipients.extend(envelope.rcpt_tos)
        if self.cut_after_data:
            server.transport.abort()
        return "250 OK"


class _AnyPort(Controller):
    """A controller that may be given port 0; its own first connection needs the real one."""

    def _trigger_server(self) -> None:
        assert isinstance(self.server, Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


class MailServer:
    """`with MailServer() as mail: ... mail.url ... mail.mails`."""

    def __init__(self) -> None:
        self._keeps = _Keeps()
        self._controller = _AnyPort(
            self._keeps,
            hostname="127.0.0.1",
            port=0,
            authenticator=self._keeps.sign_in,
            auth_require_tls=False,
        )

    @property
    def mails(self) -> list[EmailMessage]:
        """What arrived, oldest first."""
        return self._keeps.mails

    @property
    def recipients(self) -> list[str]:
        """The envelope's recipients, in the order of arrival."""
        return self._keeps.recipients

    @property
    def sign_ins(self) -> list[tuple[str, str]]:
        """User and password of each that signed in."""
        return self._keeps.sign_ins

    @property
    def url(self) -> str:
        """For PARTICIPATION_MAIL_URL."""
        return f"smtp://127.0.0.1:{self._controller.port}"

    def refuse_recipients(self, line: str) -> None:
        """Answer every recipient so, for example "550 no such mailbox"; "" accepts again."""
        self._keeps.answer_to_recipient = line

    def refuse_content(self, line: str) -> None:
        """Answer after the mail was handed over, for example "451 try later"."""
        self._keeps.answer_to_data = line

    def cut_after_taking(self, cut: bool = True) -> None:
        """Take the mail and drop the connection instead of saying so."""
        self._keeps.cut_after_data = cut

    def wait_for(self, count: int, *, seconds: float = 5) -> list[EmailMessage]:
        """The mails, once there are so many of them; fails with what came if they never come."""
        until = time.monotonic() + seconds
        while len(self.mails) < count:
            assert time.monotonic() < until, f"{len(self.mails)} of {count} mails came"
            time.sleep(0.02)
        return self.mails

    def __enter__(self) -> MailServer:
        self._controller.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._controller.stop()
