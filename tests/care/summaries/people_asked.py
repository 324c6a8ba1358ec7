"""Made-up people who were asked, what they said, and the summary of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from participation.care.summaries.content import Content, Readers, Voice
from participation.care.summaries.facts import (
    AboutChild,
    AboutReview,
    Asked,
    OtherWords,
    Revision,
    SummaryFacts,
)
from participation.care.summaries.rules import compose
from participation.questionnaire.definition import (
    AnswerState,
    AskIf,
    Audience,
    Band,
    Choice,
    Form,
    How,
    Kind,
    Look,
    Question,
    Sharing,
    Topic,
)

AT = datetime(2026, 11, 16, 16, 5, tzinfo=UTC)
GOOD = (Choice("happy", "Good"), Choice("sad", "Not good"))
FORM = Form(
    key="child_test",
    version="1",
    audience=Audience.CHILD,
    band=Band.EIGHT_TO_ELEVEN,
    title="What you think",
    questions=(
        Question("one", Kind.TEXT, "What matters most?", topic=Topic.ONE_THING),
        Question("home", Kind.ONE_OF, "How is home?", look=Look.FACES5, choices=GOOD),
        Question(
            "home_why", Kind.TEXT, "What makes it so?", ask_if=AskIf("home", frozenset({"sad"}))
        ),
        Question("worry", Kind.TEXT, "Any worry?", company=frozenset({"alone"}), worry=True),
        Question("there", Kind.YES_NO, "Will you come?", topic=Topic.MEETING, choices=GOOD),
        Question("sleep", Kind.SCALE, "How do you sleep?", low_label="badly", high_label="well"),
    ),
)
REVIEW = AboutReview(
    external_id="R-1",
    kind="second",
    day=date(2026, 12, 3),
    at="16:15",
    due_on=date(2026, 12, 4),
    due_rule="second_3_months",
    due_imported=None,
    opened_at=AT - timedelta(days=9),
    closes_on=date(2026, 12, 2),
    held_as="meeting",
)
CHILD = AboutChild(
    external_id="C-1",
    called="Aisha",
    age=9,
    spoken_language="ti",
    reading_language="en",
    reads="yes",
    interpreter_needed=True,
    communication=("large_text",),
)


def revision(
    key: str,
    *values: str,
    words: str = "",
    number: int = 1,
    state: AnswerState = AnswerState.ANSWERED,
    how: How = How.BUTTON,
    sharing: Sharing = Sharing.OFFICER_AND_WORKER,
    by_text: bool = False,
) -> Revision:
    return Revision(
        source=f"{key}-{number}",
        question_key=key,
        revision=number,
        state=state,
        values=values,
        words=words,
        how=how,
        sharing=sharing,
        channel="sms" if by_text else "form",
        draft_channel=not by_text,
        language="en",
        given_at=AT + timedelta(minutes=number),
    )


def remark(words: str, *, draft: bool = False, sharing: Sharing = Sharing.EVERYONE) -> OtherWords:
    return OtherWords(
        source=f"remark-{words}",
        kind="refused",
        question_key="home",
        words=words,
        sharing=sharing,
        channel="form",
        draft=draft,
        language="en",
        received_at=AT,
    )


def asked(*answers: Revision, sent: bool = True, role: str = "child", **more: object) -> Asked:
    plain = Asked(
        respondent=role,
        role=role,
        name="",
        state="finished" if sent else "started",
        way="link",
        language="en",
        form=FORM,
        finished_at=AT if sent else None,
        answers=answers,
    )
    return replace(plain, **more)


def summary(*people: Asked, readers: Readers = Readers.OFFICER, **more: object) -> Content:
    facts = SummaryFacts(review=REVIEW, child=CHILD, asked=people)
    return compose(replace(facts, **more), readers)


def voice(content: Content, role: str = "child") -> Voice:
    return next(one for one in content.voices if one.role == role)
