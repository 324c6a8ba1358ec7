"""People in tests say something, through the same journey as on every channel."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from participation.care.consultations import said_so_far
from participation.care.consultations.models import Channel, Invitation, RemarkKind
from participation.care.consultations.service import Circumstances
from participation.journeys import answering, finishing
from participation.journeys.answering import AnswerGiven
from participation.kernel.db import transaction
from participation.questionnaire import engine
from participation.questionnaire.definition import Form
from participation.questionnaire.replies import Filled, Reply, Skip, Typed
from tests.factories import Make

ON_THE_WEB = Circumstances(Channel.FORM, "en")
BY_TEXT = Circumstances(Channel.SMS, "en")


@dataclass(frozen=True)
class Saying:
    """Each method commits, as a door would."""

    make: Make

    def fill_in(
        self,
        invitation: Invitation,
        key: str,
        *values: str,
        words: str = "",
        only_officer: bool | None = None,
    ) -> Any:
        """On a page: kept, and not sent."""
        return self._say(invitation, key, Filled(values, words), ON_THE_WEB, False, only_officer)

    def skip(self, invitation: Invitation, key: str) -> Any:
        return self._say(invitation, key, Skip(), ON_THE_WEB, False, None)

    def skip_to(self, invitation: Invitation, key: str) -> None:
        """Leave out every question before this one."""
        while True:
            with self._open(invitation) as (session, row, form):
                answers = said_so_far.given(said_so_far.newest_answers(session, row))
                question = engine.next_question(form, answers, answering.context_of(row))
            if question is None or question.key == key:
                return
            self.skip(invitation, question.key)

    def text(self, invitation: Invitation, key: str, words: str) -> Any:
        """By text: sent at once."""
        return self._say(invitation, key, Typed(words), BY_TEXT, True, None)

    def send(self, invitation: Invitation) -> None:
        with self._open(invitation) as (session, row, form):
            finishing.send(session, form, row, house=self.make.house, now=self.make.clock.now())

    def add(self, invitation: Invitation, words: str, *, only_officer: bool = False) -> None:
        """More words after sending."""
        with self._open(invitation) as (session, row, _form):
            answering.keep_words(
                session,
                row,
                words,
                RemarkKind.ADDED,
                AnswerGiven(
                    question_key="",
                    reply=Filled((), words),
                    how=ON_THE_WEB,
                    sent=True,
                    only_officer=only_officer,
                ),
                house=self.make.house,
                now=self.make.clock.now(),
            )

    def _say(
        self,
        invitation: Invitation,
        key: str,
        reply: Reply,
        how: Circumstances,
        sent: bool,
        only_officer: bool | None,
    ) -> Any:
        said = AnswerGiven(
            question_key=key, reply=reply, how=how, sent=sent, only_officer=only_officer
        )
        with self._open(invitation) as (session, row, form):
            return answering.take_answer(
                session, form, row, said, house=self.make.house, now=self.make.clock.now()
            )

    @contextmanager
    def _open(self, invitation: Invitation) -> Iterator[tuple[Session, Invitation, Form]]:
        with transaction() as session:
            row = session.get_one(Invitation, invitation.id)
            yield session, row, self.make.house.library.forms[row.form_key or ""]
