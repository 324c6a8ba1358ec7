"""Consultations from a seed: shipped forms, any answers, any choice of who may see them."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import cache

from participation.care.summaries.facts import Asked, OtherWords, Revision, Seen, SummaryFacts
from participation.care.summaries.who_may_see import Holds
from participation.questionnaire import engine
from participation.questionnaire.definition import (
    IN_WORDS,
    AnswerState,
    Form,
    Given,
    How,
    Kind,
    Question,
    Sharing,
    Topic,
)
from participation.questionnaire.library import Library, load_library, shipped_forms
from tests.care.summaries.people_asked import AT, CHILD, REVIEW

CHILDREN = ("child_4_7", "child_8_11", "child_12_15", "child_16_17", "child_easy_read")
ADULTS = {"mother": "parent_text", "father": "parent_web", "foster_carer": "foster_carer"}
WORDS = (
    "i wnt to see Mia 💚",
    "أريد أن أرى أخي",
    "ንሓብተይ ክርእያ እደሊ",
    "It is ok\n\nmost days  ",
    "z\u0300\u0301 <b>#x *y* $z$",
    "Chcę do domu",
    "🙂🙃",
)
CANARY = "zebrafinch"


@cache
def library() -> Library:
    return load_library(shipped_forms())


def consultation(seed: int) -> SummaryFacts:
    """One child and up to three adults; what nobody may see in a shared version has a canary."""
    dice = random.Random(seed)
    people = [_person(dice, "child", dice.choice(CHILDREN))]
    for role, form in ADULTS.items():
        if dice.random() < 0.5:
            people.append(_person(dice, role, form))
    return SummaryFacts(review=REVIEW, child=CHILD, asked=tuple(people))


def never_asked(facts: SummaryFacts, holds: Holds) -> SummaryFacts:
    """The same consultation of people who were never asked what may not be in this version."""
    return replace(facts, asked=tuple(_never_asked(one, holds) for one in facts.asked))


def _never_asked(one: Asked, holds: Holds) -> Asked:
    assert one.form is not None
    newest: dict[str, Revision] = {}
    for answer in sorted(one.answers, key=lambda answer: answer.revision):
        newest[answer.question_key] = answer
    kept = {
        key
        for key, answer in newest.items()
        if answer.sharing in holds.sharing and _topic(one.form, key) not in holds.without
    }
    while True:  # nor what was asked only because of such an answer
        given = {key: Given(newest[key].state, newest[key].values, newest[key].words,
                            newest[key].how) for key in kept}  # fmt: skip
        context = {"company": one.company} if one.company else {}
        still = kept & {each.key for each in engine.said_route(one.form, given, context)}
        if still == kept:
            break
        kept = still
    remarks = tuple(words for words in one.remarks if words.sharing in holds.sharing)
    answers = tuple(answer for answer in one.answers if answer.question_key in kept)
    return replace(one, answers=answers, remarks=remarks, seen=())


def _topic(form: Form, key: str) -> Topic:
    question = form.question(key)
    assert question is not None
    return question.topic


def _person(dice: random.Random, role: str, form_key: str) -> Asked:
    form = library().form(form_key)
    company = dice.choice(("alone", "carer"))
    answers: list[Revision] = []
    given: dict[str, Given] = {}
    while (question := engine.next_question(form, given, {"company": company})) is not None:
        said = _answer(dice, question, role, len(answers))
        answers.append(said)
        given[question.key] = Given(said.state, said.values, said.words, said.how)
        if dice.random() < 0.15:  # worded anew, for other readers
            kept, words = Sharing.ONLY_OFFICER, _words(dice, Sharing.ONLY_OFFICER)
            answers.append(
                replace(said, revision=2, words=words, sharing=kept, source=said.source + "b")
            )
    return Asked(
        respondent=role,
        role=role,
        name=f"{CANARY} name",
        state="finished",
        way="link",
        language="en",
        form=form,
        company=company,
        helped_by=f"{CANARY} helper" if company == "carer" else None,
        finished_at=AT + timedelta(hours=2),
        answers=tuple(answers),
        remarks=tuple(_remark(dice, role, number) for number in range(dice.randrange(3))),
        seen=(Seen(words=f"{CANARY} seen", by=f"{CANARY} staff", how="visit", at=AT),),
    )


def _answer(dice: random.Random, question: Question, role: str, number: int) -> Revision:
    state = dice.choices(list(AnswerState), [8, 1, 1, 1])[0]
    sharing = dice.choice(list(Sharing))
    values: tuple[str, ...] = ()
    words = ""
    if state is AnswerState.ANSWERED:
        values = _values(dice, question)
        if question.kind in IN_WORDS or dice.random() < 0.3:
            words = _words(dice, sharing)
    return Revision(
        source=f"{role}-{number}",
        question_key=question.key,
        revision=1,
        state=state,
        values=values,
        words=words,
        how=How.BUTTON,
        sharing=sharing,
        channel="form",
        draft_channel=True,
        language=dice.choice(("en", "ar", "ti")),
        given_at=AT + timedelta(minutes=number),
    )


def _values(dice: random.Random, question: Question) -> tuple[str, ...]:
    pick: Callable[[list[str]], str] = dice.choice
    codes = [choice.value for choice in question.choices]
    match question.kind:
        case Kind.ONE_OF | Kind.YES_NO:
            return (pick(codes or ["yes", "no"]),)
        case Kind.MANY_OF:
            return tuple(sorted(dice.sample(codes, dice.randint(1, min(3, len(codes))))))
        case Kind.SCALE | Kind.NUMBER:
            return (str(dice.randint(question.minimum or 0, question.maximum or 10)),)
        case _:
            return ()


def _words(dice: random.Random, sharing: Sharing) -> str:
    mark = f" {CANARY}" if sharing is Sharing.ONLY_OFFICER else ""
    return dice.choice(WORDS) + mark


def _remark(dice: random.Random, role: str, number: int) -> OtherWords:
    sharing = dice.choice((Sharing.OFFICER_AND_WORKER, Sharing.ONLY_OFFICER))
    return OtherWords(
        source=f"{role}-remark-{number}",
        kind="added",
        question_key=None,
        words=_words(dice, sharing),
        sharing=sharing,
        channel="form",
        draft=False,
        language="en",
        received_at=AT + timedelta(hours=3, minutes=number),
    )
