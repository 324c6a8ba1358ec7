"""F5: the mail server fails in every way we know, so many times each; no notice to an officer is
lost, and one comes twice only where the server took it and did not say so, under the same id.

A bounce that comes back later comes to the sender's address, which nobody reads here: what the
page of reviews shows does not depend on any mail.
"""

from __future__ import annotations

import socket
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from email.message import EmailMessage

from sqlalchemy import select

from participation.care.consultations.models import Invitation
from participation.channels.mail.gateway import MailGateway
from participation.channels.mail.smtp_gateway import SmtpGateway
from participation.kernel.db import reading
from participation.outbox.models import OutboxItem, OutboxState
from tests.factories import Make
from tests.faults.storms import Scene, Storm
from tests.saying import Saying
from tests.standins.mail_server import MailServer

PATIENCE = 0.2  # seconds; a hundred servers that say nothing are waited for, one after another
SENDER = "no-reply@northshire.example"


@dataclass
class Post:
    """The gateway of the house, led to one server or another; what is refused by it is ours."""

    gateway: MailGateway

    def send(self, *, to: str, subject: str, body: str, message_id: str) -> None:
        self.gateway.send(to=to, subject=subject, body=body, message_id=message_id)


def mails(scene: Scene, times: int) -> Storm:
    """So many officers, each told of new words once for each fault, and after it is over."""
    storm = Storm()
    with MailServer() as server:
        post = Post(_to(server.url))
        scene.app.extensions["participation"] = replace(scene.house, mail=post)
        with scene.app.app_context():
            asked = _officers(scene, times)
        scene.work()
        storm.fault("not told to begin with", times - len(server.mails))
        for name, trouble in TROUBLES.items():
            before = len(server.mails)
            with scene.app.app_context():
                saying = Saying(Make(scene.house, scene.clock))
                for invitation in asked:
                    saying.add(invitation, f"more words: {name}")
            with trouble(server, post):
                scene.work()
            scene.work()
            scene.work()
            storm.unique += times
            _judge(storm, name, times, server.mails[before:])
        storm.sent = len(server.mails)
    storm.fault("left undone", _states(scene)[OutboxState.QUEUED])
    storm.fault("given up", _states(scene)[OutboxState.FAILED] - times)
    return storm


def _officers(scene: Scene, times: int) -> list[Invitation]:
    """Each with a child who has sent something."""
    make = Make(scene.house, scene.clock)
    saying, asked = Saying(make), []
    for number in range(times):
        officer = make.staff(email=f"officer{number}@northshire.example")
        invitation = make.invitation(make.review(make.child(officer=officer)))
        saying.fill_in(invitation, "one_thing", words="hello")
        saying.send(invitation)
        asked.append(invitation)
    return asked


def _to(url: str) -> MailGateway:
    return SmtpGateway(url, sender=SENDER, timeout_seconds=PATIENCE)


@contextmanager
def _not_there(_server: MailServer, post: Post) -> Iterator[None]:
    there = post.gateway
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, not listening
        post.gateway = _to(f"smtp://127.0.0.1:{taken.getsockname()[1]}")
        yield
    post.gateway = there


@contextmanager
def _says_nothing(_server: MailServer, post: Post) -> Iterator[None]:
    there = post.gateway
    with socket.create_server(("127.0.0.1", 0), backlog=512) as silent:
        post.gateway = _to(f"smtp://127.0.0.1:{silent.getsockname()[1]}")
        yield
    post.gateway = there


@contextmanager
def _not_now(server: MailServer, _post: Post) -> Iterator[None]:
    server.refuse_content("451 try later")
    yield
    server.refuse_content("")


@contextmanager
def _never(server: MailServer, _post: Post) -> Iterator[None]:
    server.refuse_recipients("550 no such mailbox")
    yield
    server.refuse_recipients("")


@contextmanager
def _takes_and_hangs_up(server: MailServer, _post: Post) -> Iterator[None]:
    server.cut_after_taking()
    yield
    server.cut_after_taking(False)


TROUBLES: dict[str, Callable[[MailServer, Post], AbstractContextManager[None]]] = {
    "not there": _not_there,
    "says nothing": _says_nothing,
    "not now": _not_now,
    "never": _never,
    "takes and hangs up": _takes_and_hangs_up,
}


def _judge(storm: Storm, name: str, times: int, came: list[EmailMessage]) -> None:
    ids = Counter(str(mail["Message-ID"]) for mail in came)
    if name == "never":
        storm.fault("came although it was refused", len(ids))
        return
    storm.fault(f"never came, where the server was: {name}", times - len(ids))
    most = 2 if name == "takes and hangs up" else 1
    again = {one: times for one, times in ids.items() if times > most}
    storm.fault(f"came too often, where the server was: {name}", len(again))


def _states(scene: Scene) -> Counter[OutboxState]:
    with scene.app.app_context(), reading() as session:
        wanted = select(OutboxItem.state).where(OutboxItem.kind == "officer.tell")
        return Counter(session.scalars(wanted))
