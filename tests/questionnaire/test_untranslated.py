"""What a form lacks in another language is listed, and what would go wrong there (B86)."""

from __future__ import annotations

from participation.questionnaire.composition import as_form
from participation.questionnaire.definition import AsWritten, Choice, Form, Kind, Question
from participation.questionnaire.untranslated import faults_of_translation
from tests.questionnaire.walks import LIBRARY, form_of

FORM = form_of(
    Question(
        "pets",
        Kind.ONE_OF,
        "Do you have a pet, {officer} asks?",
        help="Any pet.",
        choices=(Choice("yes", "Yes"), Choice("no", "No")),
    )
)
SOUND = {
    "?": "¿?",
    "Do you have a pet, {officer} asks?": "{officer} pregunta: ¿tienes mascota?",
    "Any pet.": "Cualquiera.",
    "Yes": "Sí",
    "No": "Que no",
}


class Spoken:
    """A language in which these texts are known, and no other."""

    def __init__(self, known: dict[str, str]) -> None:
        self.known = known

    def gettext(self, message: str, /) -> str:
        return self.known.get(message, message)

    def pgettext(self, context: str, message: str, /) -> str:
        assert context.startswith("any_form")
        return self.gettext(message)


def told(form: Form = FORM, **changed: str) -> list[str]:
    known = SOUND | {old.replace("_", " "): new for old, new in changed.items()}
    return [str(fault) for fault in faults_of_translation(form, Spoken(known), "Spanish")]


def test_b86_a_whole_translation_has_no_faults() -> None:
    assert told() == []


def test_b86_a_label_of_one_choice_that_is_missing_is_listed() -> None:
    assert told(No="No") == [
        (
            "any_form in Spanish, question 'pets': 'No' is not translated. "
            "Until it is, people are shown English."
        )
    ]


def test_b86_a_gap_that_is_lost_or_misspelt_in_one_language_is_listed() -> None:
    known = SOUND | {"Do you have a pet, {officer} asks?": "{oficial} pregunta"}
    found = [str(fault) for fault in faults_of_translation(FORM, Spoken(known), "Spanish")]
    assert (
        "'{officer}' is lost in the translation of 'Do you have a pet, {officer} asks?'."
        in (found[0])
    )
    assert "'{oficial}' came into the translation" in found[1]


def test_b86_choices_that_become_alike_or_an_order_are_listed() -> None:
    assert "'si' could mean 'yes' or 'no'" in told(No="Sí!")[0].replace("í", "i")
    assert "'stop' is an order when it stands alone." in told(No="Stop")[0]


def test_b86_without_any_translation_every_text_of_every_form_is_listed() -> None:
    forms = [*LIBRARY.forms.values(), *map(as_form, LIBRARY.modules.values())]
    for form in forms:
        found = faults_of_translation(form, AsWritten(), "Arabic")
        missing = [fault for fault in found if "is not translated" in fault.what]
        assert len(missing) >= 1 + len(form.intro) + len(form.thanks) + len(form.questions)
        assert {fault.question for fault in missing} == {None, *(q.key for q in form.questions)}
