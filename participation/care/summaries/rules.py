"""Put a summary together: who said what, who did not, and what cannot wait. Pure.

What counts as said: a text counts as sent at once, what was typed on a page counts when the person
pressed Send, refused and rescued words as well; words that came late count always. Of an answer the
newest revision counts, and only while the person's other answers still lead to its question,
whoever was there when they finished.

A summary for sharing is built from what may be shared, never by cutting the officer's (T20): it is
equal to the one of a person who was never asked what they kept for the officer. So where a kept
answer led to a further question, that one is left out as well, and so are counts, what was not
reached, and safety, which has its own route.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from participation.care.summaries.content import (
    Ask,
    Content,
    OneThing,
    Readers,
    Said,
    Unheard,
    Voice,
)
from participation.care.summaries.facts import Asked, Promised, Revision, SummaryFacts
from participation.care.summaries.going_on import further_texts, newest_revisions, with_further
from participation.care.summaries.in_words import also_said, gap, said_in
from participation.care.summaries.over_time import Time, over_time
from participation.care.summaries.since_last import since_last
from participation.care.summaries.who_may_see import WHO_MAY_SEE
from participation.questionnaire import engine
from participation.questionnaire.definition import AnswerState, Form, Given, Kind, Sharing, Topic

CHILD = "child"
NEEDS_SOMEONE_NOW = frozenset({Topic.MEETING, Topic.CHANGES, Topic.TAKING_PART})
NOT_REACHED = "not_reached"
NOT_ASKED = "not_asked"

# In which order people are read: the child, then the parents, each apart; then everybody else.
_ORDER = ("child", "mother", "father", "parental_responsibility")

# What an invitation's state says where nobody noted a reason.
_REASON_BY_STATE = {
    "to_send": "not_sent_yet",
    "sent": "no_reply",
    "opened": "opened_not_begun",
    "started": "begun_not_sent",
    "declined": "said_no",
    "closed": "no_reply",
    "not_possible": "no_safe_way",
    "not_asked": "recorded_decision",
}


# We can no longer write to this person, whatever they said before: the officer must know.
CUT_OFF = frozenset({"stopped", "number_suspended", "not_safe_to_text"})


def compose(facts: SummaryFacts, readers: Readers) -> Content:
    """The summary for these readers, of what was said so far.

    For the officer and the social worker; what is handed on has a shape of its own (`handed`).
    """
    holds = WHO_MAY_SEE[readers]
    if holds.leaves:
        raise ValueError(f"the version for {readers} is not made here")
    asked = sorted(facts.asked, key=reading_order)
    voices = tuple(_voice(one, readers) for one in asked if one.state != NOT_ASKED)
    forms = {one.respondent: one.form for one in asked}
    now, before = _times(facts, readers, voices) if holds.looks_back else (None, [])
    return Content(
        readers=readers,
        review=facts.review,
        child=facts.child,
        safety=facts.concerns if holds.working else (),
        one_thing=_one_thing(voices),
        asks=tuple(ask for voice in voices for ask in _asks(voice, forms[voice.respondent])),
        unheard=tuple(
            _unheard(one, readers)
            for one in asked
            if one.finished_at is None and (one.reason in CUT_OFF or not _spoke(one, voices))
        ),
        talk=facts.talk if holds.working else None,
        voices=voices,
        over_time=over_time(now, [time for time, _promised in before]),
        since_last=since_last(now, before),
    )


def _times(
    facts: SummaryFacts, readers: Readers, voices: tuple[Voice, ...]
) -> tuple[Time | None, list[tuple[Time, list[Promised]]]]:
    """The child's own part, this time and before; what was promised about words kept for the
    officer is the officer's as well, and so is a promise about words that stand no more."""
    day = facts.review.day or facts.review.closes_on
    own = next((one for one in facts.asked if one.role == CHILD), None)
    voice = next((one for one in voices if one.role == CHILD), None)
    now = Time(day=day, voice=voice, form=own.form) if own is not None and voice else None
    before = []
    for earlier in facts.before:
        said = _voice(earlier.asked, readers)
        seen = {
            source for one in said.answers if one.source for source in (one.source, *one.more)
        } | {also.source for also in said.remarks}
        everything = WHO_MAY_SEE[readers].working
        promised = [one for one in earlier.promised if everything or one.source in seen]
        before.append((Time(day=earlier.day, voice=said, form=earlier.asked.form), promised))
    return now, before


def said_so_far(one: Asked, readers: Readers) -> dict[str, Revision]:
    """The answers that count and that these readers may see, by question key; newest revisions.

    Which revision is newest is settled before anything is kept back: an older wording that might
    have been shared never comes back in place of a newer one that may not.
    """
    newest = newest_revisions(one)
    return {key: answer for key, answer in newest.items() if _open_to(answer.sharing, readers)}


def _voice(one: Asked, readers: Readers) -> Voice:
    answers = said_so_far(one, readers)
    going_on = further_texts(one)
    read_with_it = {words.source for further in going_on.values() for words in further}
    return Voice(
        respondent=one.respondent,
        role=one.role,
        name=one.name,
        state=one.state,
        way=one.way,
        language=one.language,
        interpreter_needed=one.interpreter_needed,
        company=one.company,
        helped_by=one.helped_by,
        finished_at=one.finished_at,
        sent_for_them=one.sent_for_them,
        corrected=one.corrected,
        answers=tuple(
            with_further(said, going_on.get(said.question_key, ()))
            for said in _in_order(one, answers, readers)
        ),
        remarks=tuple(
            also_said(words, one.form)
            for words in sorted(one.remarks, key=lambda words: words.received_at)
            if words.source not in read_with_it
            and _open_to(words.sharing, readers)
            and (one.finished_at is not None or not words.draft)
        ),
        seen=one.seen if WHO_MAY_SEE[readers].working else (),
    )


def _in_order(one: Asked, answers: Mapping[str, Revision], readers: Readers) -> Iterator[Said]:
    """Answers along the route; for the officer also what was not reached, or held back."""
    if one.form is None:
        for answer in answers.values():
            yield said_in(answer, None, None)
        return
    given = {key: given_by(answer) for key, answer in answers.items()}
    context = {"company": one.company} if one.company else {}
    gaps = WHO_MAY_SEE[readers].working and bool(answers)
    on_route = {question.key for question in engine.said_route(one.form, given, context)}
    kept_back = {question.key for question in engine.withheld(one.form, given, context)}
    for question in one.form.questions:
        if question.kind is Kind.STATEMENT:
            continue
        if question.key in on_route and question.key in answers:
            yield said_in(answers[question.key], question, one.form)
        elif gaps and question.key in on_route:
            yield gap(question, one.form, NOT_REACHED)
        elif gaps and question.key in kept_back:
            yield gap(question, one.form, NOT_ASKED)


def _one_thing(voices: tuple[Voice, ...]) -> OneThing | None:
    for voice in voices:
        for answer in voice.answers:
            wanted = voice.role == CHILD and answer.topic == Topic.ONE_THING
            if wanted and (answer.own_words or answer.drawing):  # also beside "I do not know"
                return OneThing(
                    own_words=answer.own_words or "",
                    language=answer.language or "",
                    drawing=answer.drawing,
                    translated=answer.translated,
                    corrected=answer.corrected,
                )
    return None


def _asks(voice: Voice, form: Form | None) -> Iterator[Ask]:
    for answer in voice.answers:
        if answer.by_helper:
            continue
        label = "" if _wants_nothing(answer, form) else answer.label
        something = answer.state == AnswerState.ANSWERED and (label or answer.own_words)
        if answer.topic in NEEDS_SOMEONE_NOW and something and answer.given_at:
            yield Ask(
                role=voice.role,
                name=voice.name,
                question=answer.question,
                label=answer.label,
                own_words=answer.own_words,
                language=answer.language or "",
                asked_at=answer.given_at,
                translated=answer.translated,
                corrected=answer.corrected,
            )


def _wants_nothing(answer: Said, form: Form | None) -> bool:
    """Whether "none of these" was chosen: an answer, and nothing for anybody to do."""
    question = form.question(answer.question_key) if form else None
    chosen = [question.choice(value) for value in answer.values] if question else []
    return any(choice is not None and choice.exclusive for choice in chosen)


def _spoke(one: Asked, voices: tuple[Voice, ...]) -> bool:
    """Whether any words or answer of this person are in here."""
    return any(
        voice.respondent == one.respondent and (voice.answers or voice.remarks) for voice in voices
    )


def _unheard(one: Asked, readers: Readers) -> Unheard:
    return Unheard(
        role=one.role,
        name=one.name,
        reason=one.reason or _REASON_BY_STATE.get(one.state, "no_reply"),
        decision=one.decision if WHO_MAY_SEE[readers].working else None,
        decision_until=one.decision_until,
        sent_at=one.sent_at,
        left=one.left,
        tried=one.tried,
    )


def reading_order(one: Asked) -> tuple[int, str, str]:
    """The child first, then the parents, each apart, then everybody else."""
    place = _ORDER.index(one.role) if one.role in _ORDER else len(_ORDER)
    return place, one.role, one.respondent


def _open_to(sharing: Sharing, readers: Readers) -> bool:
    return sharing in WHO_MAY_SEE[readers].sharing


def given_by(answer: Revision) -> Given:
    """An answer as the engine takes it."""
    return Given(answer.state, answer.values, answer.words, answer.how)
