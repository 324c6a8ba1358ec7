"""Faults of the choices of a question: too many, too few, or not to be told apart when typed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from participation.questionnaire.definition import IN_WORDS, Band, Kind, Look, Question
from participation.questionnaire.lexicon import ORDERS, Words, spellings
from participation.questionnaire.spelling import phrase, says_twice

MOST_ON_A_SCREEN = 5
MOST_WITH_PICTURES = 3

WITH_PICTURES = (Band.FOUR_TO_SEVEN, Band.EASY)
"""Bands whose choices are large pictures, and whose forms a carer may be holding (R34)."""

_FACES = {Look.FACES5: 5, Look.FACES3: 3}
_WITH_CHOICES = (Kind.ONE_OF, Kind.MANY_OF, Kind.YES_NO)

Complaint = tuple[str, str]
"""What is wrong, and how to put it right."""


def about_choices(question: Question, band: Band, words: Words) -> Iterator[Complaint]:
    """What is wrong with the choices of a question, or with having any."""
    count = len(question.choices)
    if question.kind not in _WITH_CHOICES:
        if count:
            yield f"A question of kind {question.kind} has choices.", "Take them out."
        if question.kind in (Kind.SCALE, Kind.NUMBER) and question.minimum >= question.maximum:
            yield "The minimum is not below the maximum.", "Change one of them."
        if question.kind in IN_WORDS and question.wants_more:
            yield "An answer in words has no further page for words.", "Take wants_more out."
        return
    if count < 2:
        yield f"There are {count} choices.", "Give at least two."
    most = MOST_WITH_PICTURES if band in WITH_PICTURES else MOST_ON_A_SCREEN
    if sum(not choice.exclusive for choice in question.choices) > most:
        yield f"There are {count} choices.", f"Keep it to {most}; more overwhelm."
    if question.look in _FACES and count != _FACES[question.look]:
        yield (
            f"{question.look} has {count} choices.",
            f"Give {_FACES[question.look]}, happiest first.",
        )
    if question.kind is Kind.YES_NO and [c.value for c in question.choices] != ["yes", "no"]:
        yield "The choices of yes_no are not yes and no.", 'Use kind = "one_of" instead.'
    repeated = Counter(choice.value for choice in question.choices)
    for value in (value for value, times in repeated.items() if times > 1):
        yield f"Two choices have the value '{value}'.", "Give each its own."
    yield from _about_spellings(question, words)


def _about_spellings(question: Question, words: Words) -> Iterator[Complaint]:
    commands = words.skip | words.back
    owner: dict[str, str] = {}
    for choice in question.choices:
        for text in (choice.label, choice.short, *choice.words):
            plain = phrase(text)
            if says_twice(text):
                yield f"'{text}' can never be met.", f"It is read as '{plain}'. Say it otherwise."
            elif plain in ORDERS:
                yield f"'{text}' is an order when it stands alone.", "Choose another word."
            elif plain in commands:
                yield f"'{text}' is how people leave a question out or go back.", "Choose another."
            elif plain and words.number(plain) is not None and question.kind is not Kind.SCALE:
                yield f"'{text}' is a number; numbers stand for places in the list.", "Use words."
        if words.numbers.get(choice.value.replace("_", " ")) is not None:
            yield f"The value '{choice.value}' is a number word.", "Do not let a choice count."
        for plain in spellings(question, choice, words):
            if owner.setdefault(plain, choice.value) != choice.value:
                yield (
                    f"'{plain}' could mean '{owner[plain]}' or '{choice.value}'.",
                    "Let it stand for one of them.",
                )
