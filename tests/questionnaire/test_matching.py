"""What people type, and what we may take it for. A wrong reading is worse than none."""

from __future__ import annotations

import time

import pytest

from participation.questionnaire.definition import Choice, Kind, Question
from participation.questionnaire.lexicon import Words
from participation.questionnaire.library import load_library, shipped_forms
from participation.questionnaire.matching import Meaning, Reading, read

LIBRARY = load_library(shipped_forms())
WORDS: Words = LIBRARY.words("en")

FEEL = Question(
    key="feel",
    kind=Kind.ONE_OF,
    text="How do you feel?",
    choices=(
        Choice("very_happy", "Very happy", emoji="😀", words=("over the moon",)),
        Choice("happy", "Happy", emoji="🙂"),
        Choice("ok", "OK", words=("okay", "fine"), emoji="😐"),
        Choice("unhappy", "Unhappy", words=("sad", "not happy"), emoji="🙁"),
        Choice("scared", "Scared", words=("frightened",), emoji="😢"),
    ),
)
HEARD = LIBRARY.form("parent_text").question("taking_part")
YES_NO = Question(
    key="yn", kind=Kind.YES_NO, text="Is it?", choices=(Choice("yes", "Yes"), Choice("no", "No"))
)
SAFE = Question(key="safe", kind=Kind.SCALE, text="0 to 10?", minimum=0, maximum=10)
COUNT = Question(key="count", kind=Kind.NUMBER, text="How many?", minimum=0, maximum=200)
PEOPLE = Question(
    key="people",
    kind=Kind.MANY_OF,
    text="Who?",
    choices=(
        Choice("mum", "Mum", words=("mom", "my mum")),
        Choice("dad", "Dad"),
        Choice("parent", "A parent", words=("parent", "parents")),
        Choice("brother", "My brother", words=("brother", "bro")),
        Choice("nobody", "None of these", exclusive=True),
    ),
)
ALIKE = Question(
    key="alike",
    kind=Kind.ONE_OF,
    text="Which?",
    choices=(
        Choice("singer", "Singer", words=("music",)),
        Choice("singed", "Singed", words=("music",)),
    ),
)
OPEN = Question(key="open", kind=Kind.TEXT, text="What is going well?")
TOGGLE = LIBRARY.form("child_12_15").question("say")

assert HEARD is not None
assert TOGGLE is not None

# Question, what was typed, what it is. None: ask again.
ROWS: list[tuple[Question, str, Reading]] = [
    # numbers for places in the list
    (FEEL, "1", ("very_happy",)),
    (FEEL, " 2 ", ("happy",)),
    (FEEL, "3.", ("ok",)),
    (FEEL, "(4)", ("unhappy",)),
    (FEEL, "#5", ("scared",)),
    (FEEL, "2!", ("happy",)),
    (FEEL, "number 3", ("ok",)),
    (FEEL, "number three please", ("ok",)),
    (FEEL, "Option 2", ("happy",)),
    (FEEL, "I choose 4", ("unhappy",)),
    (FEEL, "two", ("happy",)),
    (FEEL, "２", ("happy",)),  # full width
    (FEEL, "٢", ("happy",)),  # Arabic
    (FEEL, "۲", ("happy",)),  # Persian
    (FEEL, "2️⃣", ("happy",)),  # a key cap
    (FEEL, "0", None),
    (FEEL, "6", None),
    (FEEL, "13", None),
    (FEEL, "-2", None),
    (FEEL, "- 2", None),
    (FEEL, "2.5", None),
    (FEEL, "²", None),  # B9: a superscript is a digit to Python and not to int()
    (FEEL, "①", None),
    (FEEL, "½", None),
    (FEEL, "1 or 2", None),
    (FEEL, "1 and 2", None),
    (FEEL, "1-2", None),
    (FEEL, "1/2", None),
    (FEEL, "2+", None),
    (FEEL, "~2", None),
    (FEEL, "2?", None),
    (FEEL, "2nd", None),
    (FEEL, "q2", None),
    (FEEL, "2 days", None),
    (FEEL, "2 of my friends", None),
    (FEEL, "i have 2", None),
    (FEEL, "no. 3", None),
    (FEEL, "lol", None),  # not 101
    (FEEL, "o", None),  # not 0
    (FEEL, "l", None),  # not 1
    (FEEL, "there", None),  # not three
    (FEEL, "to", None),
    (FEEL, "for", None),
    (FEEL, "won", None),
    (FEEL, "no one", None),
    (FEEL, "this one", None),
    (FEEL, "the other one", None),
    (FEEL, "someone", None),
    # labels, spellings, emoji
    (FEEL, "Happy", ("happy",)),
    (FEEL, "HAPPY!!!", ("happy",)),
    (FEEL, "very happy", ("very_happy",)),
    (FEEL, "very very happy", ("very_happy",)),
    (FEEL, "over the moon", ("very_happy",)),
    (FEEL, "ok", ("ok",)),
    (FEEL, "OK please", ("ok",)),
    (FEEL, "🙂", ("happy",)),
    (FEEL, "🙂🙂", ("happy",)),
    (FEEL, "not happy", ("unhappy",)),
    (FEEL, "I feel happy", ("happy",)),
    (FEEL, "im happy", ("happy",)),
    (FEEL, "I’m happy", ("happy",)),
    (FEEL, "i think im happy", ("happy",)),
    (FEEL, "I am sad", ("unhappy",)),
    (FEEL, "ha\u200bppy", ("happy",)),  # B3: a letter of no width
    (FEEL, "ok thanks", None),
    (FEEL, "happy and sad", None),
    (FEEL, "happy or sad", None),
    (FEEL, "happy sad", None),
    (FEEL, "🙂🙁", None),
    (FEEL, "not very happy", None),
    (FEEL, "never happy", None),
    (FEEL, "happy sometimes", None),
    (FEEL, "happy before", None),
    (FEEL, "used to be happy", None),
    (FEEL, "i would like to feel happy", None),
    (FEEL, "i wish i was happy", None),
    (FEEL, "is it happy", None),
    (FEEL, "happy?", None),
    (FEEL, "am i happy", None),
    (FEEL, "happy but scared", None),
    (FEEL, "not scared", None),
    (FEEL, "mum is happy", None),
    (FEEL, "quite happy", None),
    (FEEL, "so happy", None),
    (FEEL, "happy lol", None),
    (FEEL, "happyness is a lie", None),
    (FEEL, "good and bad", None),
    (FEEL, "not bad", None),
    (FEEL, "😡", None),
    (FEEL, ":)", None),
    (FEEL, "...", None),
    (FEEL, "k" * 400, None),
    # one slip of the finger
    (FEEL, "happt", ("happy",)),
    (FEEL, "hapy", ("happy",)),
    (FEEL, "happpy", ("happy",)),
    (FEEL, "ahppy", None),
    (FEEL, "hpapy", ("happy",)),
    (FEEL, "scaref", ("scared",)),
    (FEEL, "shared", None),  # a word of its own
    (FEEL, "unhapy", ("unhappy",)),
    (FEEL, "nappy", None),
    (FEEL, "sappy", None),
    (FEEL, "hoppy", None),
    (FEEL, "sd", None),
    # commands
    (FEEL, "skip", Meaning.SKIP),
    (FEEL, "Skip this one please", Meaning.SKIP),
    (FEEL, "pass", Meaning.SKIP),
    (FEEL, "I'd rather not say", Meaning.DECLINE),
    (FEEL, "i dont want to answer", Meaning.DECLINE),
    (FEEL, "idk", Meaning.DONT_KNOW),
    (FEEL, "I don't know", Meaning.DONT_KNOW),
    (FEEL, "i know", None),
    (FEEL, "back", Meaning.BACK),
    (FEEL, "STOP", Meaning.RESERVED),
    (FEEL, "Help", Meaning.RESERVED),
    (FEEL, "please stop", None),
    (FEEL, "stop it he hurts me", None),
    (FEEL, "   ", Meaning.EMPTY),
    (FEEL, "", Meaning.EMPTY),
    # yes and no
    (YES_NO, "yes", ("yes",)),
    (YES_NO, "Yeah", ("yes",)),
    (YES_NO, "yes please", ("yes",)),
    (YES_NO, "y", ("yes",)),
    (YES_NO, "👍🏽", ("yes",)),  # skin tone
    (YES_NO, "1", ("yes",)),
    (YES_NO, "no", ("no",)),
    (YES_NO, "No thanks", ("no",)),
    (YES_NO, "no no no", ("no",)),
    (YES_NO, "nah", ("no",)),
    (YES_NO, "2", ("no",)),
    (YES_NO, "know", None),  # holds "no"
    (YES_NO, "nobody", None),
    (YES_NO, "yesterday", None),
    (YES_NO, "yes and no", None),
    (YES_NO, "yes it is here", None),
    (YES_NO, "not yes", None),
    (YES_NO, "yes but only mondays", None),
    (YES_NO, "not really", None),
    (YES_NO, "maybe", None),
    (YES_NO, "yrs", None),
    (YES_NO, "mo", None),
    (YES_NO, "ok", None),
    # a scale
    (SAFE, "7", ("7",)),
    (SAFE, "seven", ("7",)),
    (SAFE, "0", ("0",)),
    (SAFE, "10", ("10",)),
    (SAFE, "7/10", ("7",)),
    (SAFE, "7 out of 10", ("7",)),
    (SAFE, "seven out of ten", ("7",)),  # not 17
    (SAFE, "i think 7", ("7",)),
    (SAFE, "٧", ("7",)),
    (SAFE, "7/5", None),
    (SAFE, "7 out of 20", None),
    (SAFE, "seven out of five", None),
    (SAFE, "11", None),
    (SAFE, "-7", None),
    (SAFE, "7.5", None),
    (SAFE, "7%", None),
    (SAFE, "1-15", None),  # not 1
    (SAFE, "1-10", None),
    (SAFE, "6 or 7", None),
    (SAFE, "two or three", None),  # not 5
    (SAFE, "six seven", None),
    (SAFE, "about 7", None),
    (SAFE, "more than 7", None),
    (SAFE, "lol", None),
    (SAFE, "l0", None),
    (SAFE, "9" * 5000, None),
    (COUNT, "12", ("12",)),
    (COUNT, "twelve", ("12",)),
    (COUNT, "seven out of ten", None),
    (COUNT, "7/10", None),
    (COUNT, "twenty one", None),
    (COUNT, "£12", None),
    # several
    (PEOPLE, "1", ("mum",)),
    (PEOPLE, "1 3", ("mum", "parent")),
    (PEOPLE, "1,3", ("mum", "parent")),
    (PEOPLE, "3 & 1", ("mum", "parent")),
    (PEOPLE, "1 and 3", ("mum", "parent")),
    (PEOPLE, "13", ("mum", "parent")),
    (PEOPLE, "one and four", ("mum", "brother")),
    (PEOPLE, "mum, dad", ("mum", "dad")),
    (PEOPLE, "my mum and my brother", ("mum", "brother")),
    (PEOPLE, "dad plus 4", ("dad", "brother")),
    (PEOPLE, "all of them", ("mum", "dad", "parent", "brother")),
    (PEOPLE, "none", ("nobody",)),
    (PEOPLE, "nobody", ("nobody",)),
    (PEOPLE, "all apart from mum", None),  # not a parent
    (PEOPLE, "everyone except dad", None),
    (PEOPLE, "not my dad", None),
    (PEOPLE, "mum not dad", None),
    (PEOPLE, "mum or dad", None),
    (PEOPLE, "is it mum", None),
    (PEOPLE, "13 2", None),
    (PEOPLE, "1-3", None),
    (PEOPLE, "1 to 3", None),
    (PEOPLE, "16", None),
    (PEOPLE, "11", None),
    (PEOPLE, "1 1/2", None),
    (PEOPLE, "1 5", None),
    (PEOPLE, "mum and the dog", None),
    (PEOPLE, "mummy", None),
    # two choices that are alike
    (ALIKE, "singer", ("singer",)),
    (ALIKE, "singe", None),
    (ALIKE, "music", None),
    # words are words
    (OPEN, "k", Meaning.WORDS),
    (OPEN, "👨‍👩‍👧", Meaning.WORDS),  # B1, B11
    (OPEN, "...", Meaning.WORDS),
    (OPEN, "no", Meaning.WORDS),
    (OPEN, "back", Meaning.WORDS),
    (OPEN, "I want to go back", Meaning.WORDS),
    (OPEN, "Stop it he hurts me", Meaning.WORDS),  # B24
    (OPEN, "please stop", Meaning.WORDS),
    (OPEN, "I dont know why he is angry", Meaning.WORDS),
    (OPEN, "skip", Meaning.SKIP),
    (OPEN, "not sure", Meaning.DONT_KNOW),
    (OPEN, "STOP.", Meaning.RESERVED),
    (OPEN, "\u200b\n ", Meaning.WORDS),
    # forms of ours
    (HEARD, "2", ("phone_call",)),
    (HEARD, "by phone please", ("phone_call",)),
    (HEARD, "Join by video", ("come",)),
    (HEARD, "in writing", ("writing",)),
    (HEARD, "not in writing", None),
    (HEARD, "not this time", ("not_now",)),
    (HEARD, "this time", None),
    (HEARD, "phone or video", None),
    (HEARD, "I can't come", None),
    (HEARD, "come where", None),
    (HEARD, "how would i come", None),
    (HEARD, "call", None),  # an order of ours: a person rings
    (TOGGLE, "sometimes", ("sometimes",)),
    (TOGGLE, "Yes, mostly", ("mostly",)),
    (TOGGLE, "yes sometimes", ("sometimes",)),
    (TOGGLE, "not sometimes", None),
]


@pytest.mark.parametrize(("question", "typed", "meaning"), ROWS)
def test_a_reply_is_read_rightly_or_not_at_all(
    question: Question, typed: str, meaning: Reading
) -> None:
    assert read(question, typed, WORDS) == meaning


def test_there_are_enough_rows_to_trust() -> None:
    assert len(ROWS) >= 120
    assert len({(question.key, typed) for question, typed, _ in ROWS}) == len(ROWS)


def test_b9_digits_without_end_are_no_number() -> None:
    assert WORDS.number("9" * 5_000) is None
    assert WORDS.number("²") is None
    assert WORDS.number("12") == 12


@pytest.mark.parametrize("form", LIBRARY.forms.values(), ids=lambda form: form.key)
def test_every_choice_is_understood_by_its_number_label_and_spellings(form) -> None:
    for question in form.questions:
        for number, choice in enumerate(question.choices, 1):
            for typed in (str(number), choice.label, choice.short, *choice.words):
                if typed:
                    assert read(question, typed, WORDS) == (choice.value,), (question.key, typed)


MANY = 200_000
HEAVY = {
    "letters": "a" * MANY,
    "numbers": "1 " * MANY,
    "choices": "happy " * MANY,
    "signs": "-" * MANY,
    "invisible": "\u200d" * MANY,
    "accents": "é" * MANY,
    "marks": "e" + "\u0301" * 5_000,
    "brackets": "( " * MANY,
    "noes": "no " * MANY,
    "digits": "9" * MANY,
}


@pytest.mark.parametrize("text", HEAVY.values(), ids=HEAVY)
@pytest.mark.parametrize("question", [FEEL, PEOPLE, SAFE, OPEN], ids=lambda question: question.key)
def test_b17_no_text_makes_reading_slow(question: Question, text: str) -> None:
    began = time.perf_counter()
    read(question, text, WORDS)
    read(question, text[:320], WORDS)
    assert time.perf_counter() - began < 0.25
