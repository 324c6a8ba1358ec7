"""Forms and walks for tests: small forms made by hand or by chance, and golden stories."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from hypothesis import strategies as st

from participation.questionnaire.conversation import Back, Change
from participation.questionnaire.definition import (
    AskIf,
    Audience,
    Band,
    Choice,
    Company,
    Context,
    Form,
    Kind,
    Known,
    Question,
    Voice,
)
from participation.questionnaire.library import load_library, shipped_forms
from participation.questionnaire.replies import (
    Decline,
    DontKnow,
    Filled,
    More,
    Reply,
    Skip,
    Typed,
)

LIBRARY = load_library(shipped_forms())
WORDS = LIBRARY.words("en")
FLOWS = Path(__file__).parent / "flows"
VALUES = ("red", "green", "blue")


def form_of(*questions: Question, key: str = "any_form") -> Form:
    return Form(
        key=key,
        version="1",
        audience=Audience.CHILD,
        band=Band.EIGHT_TO_ELEVEN,
        title="?",
        questions=questions,
        source_hash="0" * 64,
    )


@st.composite
def forms(draw: st.DrawFn) -> Form:
    """Forms of up to eight questions whose conditions look back."""
    questions: list[Question] = []
    for n in range(draw(st.integers(1, 8))):
        kind = draw(st.sampled_from(Kind))
        earlier = [q.key for q in questions if q.choices]
        ask_if = None
        if earlier and draw(st.booleans()):
            seen = draw(st.sets(st.sampled_from((*VALUES, "yes", "no")), min_size=1))
            ask_if = AskIf(draw(st.sampled_from(earlier)), frozenset(seen))
        choices: tuple[Choice, ...] = ()
        if kind in (Kind.ONE_OF, Kind.MANY_OF):
            choices = tuple(Choice(value, value.title()) for value in VALUES)
        if kind is Kind.YES_NO:
            choices = (Choice("yes", "Yes"), Choice("no", "No"))
        company = draw(st.sampled_from([(), ("alone",), ("alone", "outside")]))
        known = draw(st.sampled_from([None, None, None, Known.LAST_TIME]))
        voice = draw(st.sampled_from([Voice.OWN, Voice.OWN, Voice.HELPER]))
        questions.append(
            Question(
                key=f"q{n}",
                kind=kind,
                text=f"What about {n}?",
                choices=choices,
                ask_if=ask_if,
                company=frozenset(company),
                known=known,
                voice=voice,
            )
        )
    return form_of(*questions)


contexts = st.builds(
    lambda company, known: {**company, **known},
    st.sampled_from([{}, *({"company": company.value} for company in Company)]),
    st.sampled_from([{}, {"last_time": "a bike"}]),
)

STROKES = "[[[0, 10], [500, 1000]], [[7, 7]]]"

texts = st.one_of(
    st.sampled_from(["1", "2", "red", "Yes", "no", "skip", "back", "idk", "STOP", "lol", "7", ""]),
    st.sampled_from([STROKES, "[]", "[[[1]]]", "Azul", "Claro"]),
    st.text(max_size=40),
)
replies: st.SearchStrategy[Reply] = st.one_of(
    st.builds(Typed, texts),
    st.builds(Filled, st.lists(st.sampled_from((*VALUES, "yes", "7")), max_size=3).map(tuple)),
    st.builds(Filled, st.lists(texts, max_size=3).map(tuple), texts),
    st.builds(Filled, st.just(("drawing",)), texts),
    st.builds(More, texts),
    st.builds(Skip),
    st.builds(Decline, texts),
    st.builds(DontKnow),
)
inputs = st.one_of(replies, st.builds(Back), st.builds(Change, st.sampled_from(["q0", "q3", "x"])))


class OtherLanguage:
    """A language in which every text is different and every choice can still be typed."""

    _SAID: ClassVar = {
        "Red": "Rojo",
        "Green": "Verde",
        "Blue": "Azul",
        "Yes": "Claro",
        "No": "Nunca",
    }

    def gettext(self, message: str, /) -> str:
        return self._SAID.get(message, f"¡{message}!")

    def pgettext(self, context: str, message: str, /) -> str:
        return self.gettext(message)


@dataclass(frozen=True, slots=True)
class Story:
    """One golden transcript: what was pressed on pages, what was typed, and what must come out."""

    name: str
    form: Form
    context: Context
    document: dict


def stories() -> list[Story]:
    return [_story(path) for path in sorted(FLOWS.glob("*.toml"))]


def _story(path: Path) -> Story:
    """The form is named by the file, or inside it where the file is named after a module."""
    document = tomllib.loads(path.read_text(encoding="utf-8"))
    key = document.get("form", path.name.split(".")[0])
    form = LIBRARY.composed(key, document.get("modules", []))
    context = {
        "company": document.get("company", "alone"),
        "last_time": document.get("last_time", ""),
    }
    return Story(path.stem, form, context, document)
