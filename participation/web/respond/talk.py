"""One consultation as one sitting may see it: all answers to find the way, and its own to show.

Nothing typed before this sitting is ever put on a page (R1, D14). What belongs to a sitting is
known by the page key stored beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from participation.care.consultations import said_so_far
from participation.care.consultations.models import Answer
from participation.journeys.answering import context_of
from participation.questionnaire import engine
from participation.questionnaire.definition import AnswerState, Context, Form, Given, Kind, Question
from participation.web.respond.visits import Visit


@dataclass(frozen=True, slots=True, repr=False)
class Talk:
    """`given` is everything stored, `mine` the rows this sitting may look at again.

    `revisions` is how often each question was answered, so that a page drawn before can be told.
    """

    form: Form
    context: Context
    given: Mapping[str, Given]
    mine: Mapping[str, Answer]
    revisions: Mapping[str, int]

    @property
    def next(self) -> Question | None:
        return engine.next_question(self.form, self.given, self.context)

    @property
    def earlier(self) -> int:
        """How many answers count that are not shown here; what was only left out is none."""
        counting = engine.on_route(self.form, self.given, self.context)
        return sum(
            key not in self.mine and (given.state is not AnswerState.SKIPPED or bool(given.words))
            for key, given in counting.items()
        )

    def before(self, key: str | None) -> Question | None:
        """The question before this one, if this sitting may show what was said to it."""
        found = engine.previous_question(self.form, self.given, key, self.context)
        while found is not None and found.kind is Kind.STATEMENT:
            found = engine.previous_question(self.form, self.given, found.key, self.context)
        return found if found is not None and found.key in self.mine else None

    def open_question(self, key: str) -> Question | None:
        return engine.may_answer(self.form, self.given, key, self.context)


def talk_of(session: Session, visit: Visit, form: Form) -> Talk:
    """Read the stored answers; one statement."""
    rows = said_so_far.newest_answers(session, visit.invitation)
    mark = visit.sitting.mark
    mine = {key: row for key, row in rows.items() if (row.page_key or "").startswith(mark)}
    return Talk(
        form=form,
        context=context_of(visit.invitation),
        given=said_so_far.given(rows),
        mine=mine if visit.reads_back else {},
        revisions={key: row.revision for key, row in rows.items()},
    )
