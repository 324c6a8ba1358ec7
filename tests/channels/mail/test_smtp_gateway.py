"""Mail to officers over a real SMTP connection (security.md B15)."""

from __future__ import annotations

import socket
import threading
import traceback

import pytest

from participation.channels.mail.gateway import (
    MailError,
    MailGateway,
    MailRefused,
    MailUnavailable,
    MailUnknown,
)
from participation.channels.mail.simulator import MailSimulator
from participation.channels.mail.smtp_gateway import SmtpGateway
from tests.standins.mail_server import MailServer

SENDER = "no-reply@northshire.example"
TO = "iro.one@northshire.example"


def gateway(url: str, timeout_seconds: float = 2) -> MailGateway:
    return SmtpGateway(url, sender=SENDER, timeout_seconds=timeout_seconds)


def send(to_server: str, **changes: str) -> None:
    plain = {"to": TO, "subject": "Something new", "body": "Hello\n.\nQué tal ت\n"}
    gateway(to_server).send(**{**plain, "message_id": "a1b2c3", **changes})


def test_a_mail_arrives_whole_and_can_be_recognised_if_it_comes_twice() -> None:
    with MailServer() as server:
        send(server.url)
        (mail,) = server.wait_for(1)
    assert server.recipients == [TO]
    assert (mail["To"], mail["From"], mail["Subject"]) == (TO, SENDER, "Something new")
    assert mail["Message-ID"] == "<a1b2c3@northshire.example>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail.get_content().replace("\r\n", "\n") == "Hello\n.\nQué tal ت\n"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028", "\x00", "\ud800"])
@pytest.mark.parametrize("field", ["to", "subject", "message_id"])
def test_b15_nothing_breaks_out_of_a_header(field: str, end: str) -> None:
    with MailServer() as server:
        with pytest.raises(MailRefused):
            send(server.url, **{field: f"{TO}{end}Bcc: all@elsewhere.example"})
        assert server.mails == []


@pytest.mark.parametrize(
    "to",
    ["", "nobody", "a@b@c.example", "a@b.example, c@d.example", "A <a@b.example>", "é@b.example"],
)
def test_only_one_plain_address_is_written_to(to: str) -> None:
    with MailServer() as server, pytest.raises(MailRefused):
        send(server.url, to=to)


@pytest.mark.parametrize(
    ("line", "kind"), [("550 no such mailbox", MailRefused), ("451 later", MailUnavailable)]
)
def test_a_refusal_is_for_good_or_for_now_as_the_server_says(
    line: str, kind: type[MailError]
) -> None:
    with MailServer() as server:
        server.refuse_recipients(line)
        with pytest.raises(kind):
            send(server.url)
        server.refuse_recipients("")
        server.refuse_content(line)
        with pytest.raises(kind) as refused:
            send(server.url)
    assert refused.value.provider_code == int(line[:3])


def test_a_connection_cut_after_the_last_word_leaves_it_unknown() -> None:
    with MailServer() as server:
        server.cut_after_taking()
        with pytest.raises(MailUnknown):
            send(server.url)
        assert len(server.mails) == 1


def test_a_server_that_is_not_there_has_certainly_not_taken_it() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, not listening: connecting is refused
        with pytest.raises(MailUnavailable):
            send(f"smtp://127.0.0.1:{taken.getsockname()[1]}")


def test_a_server_that_says_nothing_is_given_up_in_time() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"smtp://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(MailUnavailable):
            gateway(url, 0.2).send(to=TO, subject="s", body="b", message_id="m")


def test_no_password_is_given_to_a_server_that_cannot_turn_to_tls() -> None:
    with MailServer() as server:
        url = server.url.replace("smtp://", "smtp://user:pass%40word@") + "?starttls=1"
        with pytest.raises(MailUnavailable):
            send(url)


def test_no_address_or_password_shows_in_an_error() -> None:
    with MailServer() as server:
        server.refuse_recipients("550 no such mailbox as the one you named")
        mails = SmtpGateway(
            server.url.replace("//", "//user:hunter2@"), sender=SENDER, timeout_seconds=2
        )
        for each in (gateway(server.url), mails):
            with pytest.raises(MailError) as failed:
                each.send(to=TO, subject="s", body="b", message_id="m")
            shown = "".join(traceback.format_exception(failed.value)) + repr(each)
            assert failed.value.__context__ is None
            assert "iro.one" not in shown
            assert "hunter2" not in shown


@pytest.mark.parametrize("url", ["", "http://host", "smtp://", "host:25", "smtp:///x"])
def test_a_mail_url_that_cannot_work_is_refused_at_the_start(url: str) -> None:
    with pytest.raises(ValueError, match="begins smtp://"):
        SmtpGateway(url, sender=SENDER, timeout_seconds=1)
    with pytest.raises(ValueError, match="not an address"):
        SmtpGateway("smtp://host", sender="x\nBcc: y@z.example", timeout_seconds=1)


def test_the_mail_url_may_name_the_sender_and_signs_in() -> None:
    with MailServer() as server:
        url = server.url.replace("//", "//desk:pass%40word@") + "?from=words%40northshire.example"
        send(url)
        assert server.wait_for(1)[0]["From"] == "words@northshire.example"
        assert server.sign_ins == [("desk", "pass@word")]


def test_several_threads_send_at_once() -> None:
    with MailServer() as server:
        one = gateway(server.url)

        def send_one(number: int) -> None:
            one.send(to=TO, subject="s", body="b", message_id=f"m{number}")

        threads = [threading.Thread(target=send_one, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(10)
        ids = {mail["Message-ID"] for mail in server.wait_for(8)}
    assert len(ids) == 8


def test_the_simulator_takes_everything() -> None:
    simulated: MailGateway = MailSimulator()
    simulated.send(to=TO, subject="s", body="b", message_id="m")
