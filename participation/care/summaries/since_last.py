"""What the child raised at the last review, beside what they say now, and what was promised. Pure.

Choices of the same question are compared; words never are: where there are words then and now, both
are there for a person to read. Where the question or what it offers has changed, with the child's
age or with the questionnaire, that is said and nothing is claimed. Faces have a row of their own
(`over_time`) and stand here only with words or a promise.

Built from what these readers may see, then as now (T20): an answer kept from them is the same as
one that was never given, then as now.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from participation.care.summaries.content import Said
from participation.care.summaries.facts import Promised
from participation.care.summaries.looking_back import Change, Matter, Piece, SinceLast
from participation.care.summaries.over_time import Time
from participation.questionnaire.definition import AnswerState, Form, Kind, Look, Question, Topic

_SAID = frozenset({AnswerState.ANSWERED.value, AnswerState.UNKNOWN.value})
Promises = Mapping[str, Promised]  # by the public id of the words they are about


def since_last(
    now: Time | None, before: Sequence[tuple[Time, Sequence[Promised]]]
) -> SinceLast | None:
    """This time beside the last one before which anything was said; None where there is none.

    Args:
        before: earlier times with what was promised after each, the newest first.
    """
    for time, promised in before:
        promises = {one.source: one for one in promised}
        raised = _raised(time, promises)
        loose = [also for also in time.voice.remarks if also.own_words]
        told = {one for said in time.voice.answers for one in _ids(said)}
        told |= {also.source for also in loose}
        lost = [one for one in promised if one.source not in told]
        if not raised and not loose and not lost:
            continue
        matters = [*_compared(raised, time, now, promises)]
        matters += [
            Matter(
                change=Change.THEN,
                then=Piece(
                    question=also.question,
                    state=AnswerState.ANSWERED.value,
                    label=None,
                    own_words=also.own_words,
                    in_words=True,
                    language=also.language,
                    in_english=also.translated[0].words if also.translated else None,
                    corrected=also.corrected,
                ),
                now=None,
                promised=promises.get(also.source),
            )
            for also in loose
        ]
        # Said otherwise since, kept for the officer, or somebody else's: the promise was made.
        matters += [Matter(change=Change.THEN, then=None, now=None, promised=one) for one in lost]
        said_now = now is not None and any(
            one.state in _SAID and not one.by_helper for one in now.voice.answers
        )
        also_now = now is not None and bool(now.voice.remarks)
        return SinceLast(
            day=time.day,
            silent=not (said_now or also_now),
            matters=tuple(sorted(matters, key=_first_what_was_promised)),
        )
    return None


def _compared(
    raised: Mapping[str, Said], time: Time, now: Time | None, promises: Promises
) -> Iterator[Matter]:
    answers = {
        one.question_key: one
        for one in (now.voice.answers if now is not None else ())
        if not one.by_helper
    }
    gone = Change.OTHER_WORDS if now is not None and now.voice.remarks else Change.GONE
    raised_now = _raised(now, {}) if now is not None else {}
    beside = _pairs(raised, answers, raised_now)
    for key, then in raised.items():
        current = answers.get(beside.get(key, ""))
        yield Matter(
            change=_change(then, _question(time, then), current, _question(now, current), gone),
            then=_piece(then, words=True),
            now=_piece(current) if current is not None else None,
            promised=next((promises[one] for one in _ids(then) if one in promises), None),
        )
    for key, said in raised_now.items():
        if key not in beside.values():
            yield Matter(change=Change.NEW, then=None, now=_piece(said))


def _pairs(
    raised: Mapping[str, Said], answers: Mapping[str, Said], raised_now: Mapping[str, Said]
) -> Mapping[str, str]:
    """Which question now is the one of then: of the same name; else the only one left on the same
    matter, since another age is asked by another name."""
    beside = {key: key for key in raised if key in answers}
    left = [one for key, one in raised.items() if key not in beside]
    free = [one for key, one in raised_now.items() if key not in beside]
    for then in left:
        if then.topic == Topic.ANYTHING_ELSE or _many(left, then) > 1:
            continue
        alike = [one for one in free if one.topic == then.topic]
        if len(alike) == 1:
            beside[then.question_key] = alike[0].question_key
    return beside


def _many(among: Sequence[Said], like: Said) -> int:
    return sum(one.topic == like.topic for one in among)


def _raised(time: Time, promises: Promises) -> Mapping[str, Said]:
    """What the child raised: words, or a choice that is not "none of these"; in their order."""
    return {
        said.question_key: said
        for said in time.voice.answers
        if not said.by_helper
        and (
            any(one in promises for one in _ids(said))
            or (said.state in _SAID and _says_something(said, _question(time, said)))
        )
    }


def _says_something(said: Said, question: Question | None) -> bool:
    if said.own_words or said.drawing:
        return True
    if question is None:
        return bool(said.label)
    ordinal = question.look is not Look.LIST or question.kind is Kind.SCALE
    chosen = [question.choice(value) for value in said.values]
    nothing = all(choice is not None and choice.exclusive for choice in chosen)
    return bool(said.label) and not ordinal and not nothing


def _change(
    then: Said,
    asked_then: Question | None,
    now: Said | None,
    asked_now: Question | None,
    gone: Change,
) -> Change:
    if now is None or now.state not in _SAID:
        return gone
    if not _same_question(asked_then, asked_now):
        return Change.ASKED_OTHERWISE
    if (then.state, sorted(then.values)) != (now.state, sorted(now.values)):
        return Change.CHANGED
    if (then.own_words or "", then.drawing) == (now.own_words or "", now.drawing):
        return Change.SAME
    return Change.AGAIN


def _same_question(then: Question | None, now: Question | None) -> bool:
    """Whether an answer to one says the same as an answer to the other; a question that is put in
    other words to an older child does, as long as it offers the same."""
    if then is None or now is None:
        return False
    offered = [(one.key, one.kind, tuple(choice.value for choice in one.choices))
               for one in (then, now)]  # fmt: skip
    labels = [tuple(choice.label for choice in one.choices) for one in (then, now)]
    ordinal = then.look is not Look.LIST
    return offered[0] == offered[1] and (not ordinal or labels[0] == labels[1])


def _piece(said: Said, *, words: bool = False) -> Piece:
    return Piece(
        question=said.question,
        state=said.state,
        label=said.label,
        own_words=said.own_words if words else None,
        in_words=bool(said.own_words or said.drawing),
        language=said.language,
        in_english=said.in_english if words else None,
        corrected=said.corrected if words else (),
    )


def _question(time: Time | None, said: Said | None) -> Question | None:
    form: Form | None = time.form if time is not None else None
    return form.question(said.question_key) if form is not None and said is not None else None


def _ids(said: Said) -> tuple[str, ...]:
    return tuple(one for one in (said.source, *said.more) if one)


def _first_what_was_promised(matter: Matter) -> int:
    """What was promised, what is not said this time, what is said again, what is new."""
    if matter.promised is not None:
        return 0
    order = {Change.GONE: 1, Change.OTHER_WORDS: 1, Change.THEN: 2, Change.NEW: 4}
    return order.get(matter.change, 3)
