"""Words that a child wrote in Tigrinya, and a council that has them translated."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from participation.care.consultations.models import Channel, Invitation, RemarkKind
from participation.care.consultations.service import Circumstances
from participation.journeys import answering, finishing
from participation.journeys.answering import AnswerGiven
from participation.kernel.db import transaction
from participation.questionnaire.replies import Filled
from tests.factories import Make
from tests.standins.mail_server import MailServer
from tests.web.staff.reviewed import Reviewed, reviewed
from tests.web.translate.at_a_desk import Desk

WORDS = "ምስ ሓወይ ክነብር ይደሊ"


@pytest.fixture
def story(app: Flask, make: Make) -> Reviewed:
    """A child who reads Tigrinya has said something in it."""
    told = _reads_tigrinya(app, make)
    with transaction() as session:
        row = session.get_one(Invitation, told.invitation.id)
        form, now = make.house.library.forms[row.form_key or ""], make.clock.now()
        how = Circumstances(Channel.FORM, row.language)
        said = AnswerGiven(question_key="one_thing", reply=Filled((), WORDS), how=how, sent=False)
        answering.take_answer(session, form, row, said, house=make.house, now=now)
        finishing.send(session, form, row, house=make.house, now=now)
    return told


def adds_words(make: Make, story: Reviewed, words: str, language: str = "ti") -> None:
    """They say something else, after they had sent it all."""
    with transaction() as session:
        row = session.get_one(Invitation, story.invitation.id)
        how = Circumstances(Channel.FORM, language)
        said = AnswerGiven(question_key="one_thing", reply=Filled((), words), how=how, sent=True)
        answering.keep_words(
            session, row, words, RemarkKind.ADDED, said, house=make.house, now=make.clock.now()
        )


@pytest.fixture
def walked(app: Flask, make: Make) -> Reviewed:
    """The same child, page by page as in life, with a key of their own."""
    told = _reads_tigrinya(app, make)
    told.says(WORDS)
    told.makes_a_key()
    return told


def _reads_tigrinya(app: Flask, make: Make) -> Reviewed:
    return reviewed(app, make, age=13, form="child_12_15", name="Quillon", spoken_language="ti",
                    reading_language="ti")  # fmt: skip


@pytest.fixture
def desk(app: Flask, make: Make, post: MailServer, work_off: Callable[[], int]) -> Desk:
    return Desk.open(app, make, post, work_off)
