"""The officer's mail says that there is something, and nothing more (security.md P3, P4)."""

from __future__ import annotations

import inspect
import re

from participation.channels.mail.wording import SUBJECT, for_guest, officer_notice
from participation.kernel.texts import IN_ENGLISH

SIGN_IN = "https://staff.northshire.example/staff/sign-in"
FORBIDDEN = re.compile(
    r"\b(social|care|foster\w*|placement|review\w*|court|contact|safeguarding|IRO|meeting|abuse"
    r"|child\w*|young|parent\w*|summary|answer\w*|urgent)\b",
    re.IGNORECASE,
)


def test_the_subject_never_changes_and_the_sign_in_address_stands_alone() -> None:
    mail = officer_notice(IN_ENGLISH, sign_in_url=SIGN_IN)
    assert mail.subject == "Something new is waiting for you"
    assert SIGN_IN in mail.body.splitlines()


def test_a_mail_seen_by_the_wrong_person_tells_nothing() -> None:
    mail = officer_notice(IN_ENGLISH, sign_in_url="")
    assert FORBIDDEN.findall(mail.subject + mail.body) == []
    assert not re.search(r"[0-9{}]", mail.subject + mail.body)
    assert mail.body.startswith("Hello,\n\nThere is something new")


def test_there_is_no_way_to_put_a_name_into_it() -> None:
    assert list(inspect.signature(officer_notice).parameters) == ["texts", "sign_in_url"]


def test_what_somebody_who_comes_is_sent_says_no_more_and_its_link_stands_alone() -> None:
    mail = for_guest(IN_ENGLISH, link="https://views.example/g/x")
    assert mail.subject == SUBJECT
    assert "https://views.example/g/x" in mail.body.splitlines()
    assert FORBIDDEN.findall(mail.subject + mail.body) == []
    assert list(inspect.signature(for_guest).parameters) == ["texts", "link"]
