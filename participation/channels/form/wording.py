"""What one page of a questionnaire says: values for a template, in the person's language.

"I do not know" and "I do not want to answer" stand beside the choices as equals. Nothing
given before is on the page unless the caller hands it in, since only the caller knows
whether this is still the same sitting.
"""

from __future__ import annotations

from collections.abc import Mapping

from participation.channels.form.drawing import picture_of, words_beside
from participation.channels.form.pages import PageChoice, PageMore, PageQuestion
from participation.questionnaire.definition import (
    Answers,
    AnswerState,
    Audience,
    Context,
    Form,
    Given,
    Kind,
    Look,
    Question,
    Texts,
    Voice,
    context_of,
)
from participation.questionnaire.engine import NO_CONTEXT, Problem
from participation.questionnaire.placeholders import fill, known_from_before
from participation.questionnaire.progress import Place, place_of

DONT_KNOW = "_dont_know"
RATHER_NOT = "_rather_not"
"""Values of the two equal choices; no choice of a form can begin with an underscore."""

FACES = {
    Look.FACES5: ("very_happy", "happy", "ok", "sad", "very_sad"),
    Look.FACES3: ("happy", "ok", "sad"),
    Look.LIST: (),
}
"""Names of the drawn faces, in the order of a form's choices."""


_CONTROLS = {
    Kind.ONE_OF: "radios",
    Kind.YES_NO: "radios",
    Kind.MANY_OF: "checkboxes",
    Kind.SCALE: "scale",
    Kind.NUMBER: "number",
    Kind.TEXT: "textarea",
    Kind.PEOPLE: "textarea",
    Kind.DRAWING: "drawing",
    Kind.STATEMENT: "none",
}


def page_question(
    form: Form,
    question: Question,
    answers: Answers,
    texts: Texts,
    *,
    names: Mapping[str, str],
    context: Context = NO_CONTEXT,
    given: Given | None = None,
    problem: Problem | None = None,
) -> PageQuestion:
    """One question, worded.

    Args:
        answers: all given so far; only for counting the questions.
        names: what to fill in, such as {"officer": "Sam"}; what is missing is said in general.
        given: what to show as chosen and written: this sitting's answer, or a refused post.
        problem: why the last post was refused.
    """
    say = _sayer(form, question, texts, {**names, **known_from_before(context)})
    chosen = given.values if given else ()
    place = _place(form, question, answers, context)
    return PageQuestion(
        key=question.key,
        caption=_caption(question, place, texts),
        title=say(question.text),
        help=say(question.help),
        hint=_hint(question, texts),
        control=_CONTROLS[question.kind],
        choices=_page_choices(question, chosen, say),
        passing=_passing(question, given, texts),
        given_words=own_words(question, given) if given else "",
        given_number=chosen[0] if chosen and question.kind in (Kind.SCALE, Kind.NUMBER) else "",
        minimum=question.minimum,
        maximum=question.maximum,
        low_label=say(question.low_label),
        high_label=say(question.high_label),
        max_chars=question.max_chars,
        has_more=question.wants_more,
        more_label=texts.gettext("Say more about this"),
        skip_label=texts.gettext("Miss this one out"),
        continue_label=texts.gettext("Continue"),
        error=error_text(question, problem, texts) if problem else "",
        pictured=(question.key, question.topic.value),
        place=place.number if place.total is not None else 0,
        places=place.total or 0,
        given_drawing=picture_of(given) if given else None,
    )


def page_more(
    form: Form,
    question: Question,
    given: Given | None,
    texts: Texts,
    *,
    names: Mapping[str, str],
    context: Context = NO_CONTEXT,
    problem: Problem | None = None,
) -> PageMore:
    """The page for saying more about one question."""
    say = _sayer(form, question, texts, {**names, **known_from_before(context)})
    return PageMore(
        key=question.key,
        title=say(question.more_text) or texts.gettext("Do you want to tell us more?"),
        about=say(question.text),
        said=said(form, question, given, texts, names=names) if given else "",
        given_words=given.words if given else "",
        max_chars=question.max_chars,
        continue_label=texts.gettext("Continue"),
        error=error_text(question, problem, texts) if problem else "",
    )


def said(
    form: Form, question: Question, given: Given, texts: Texts, *, names: Mapping[str, str]
) -> str:
    """The chosen answer in words, or how the question was passed; empty for free words."""
    match given.state:
        case AnswerState.SKIPPED:
            return texts.gettext("You did not answer this")
        case AnswerState.DECLINED:
            return texts.gettext("I do not want to answer")
        case AnswerState.UNKNOWN:
            return texts.gettext("I do not know")
    if question.kind in (Kind.SCALE, Kind.NUMBER):
        return "".join(given.values)
    if question.kind is Kind.DRAWING and given.values:
        return texts.gettext("A drawing")
    say = _sayer(form, question, texts, names)
    labels = [say(choice.label) for choice in question.choices if choice.value in given.values]
    return ", ".join(labels)


def own_words(question: Question, given: Given) -> str:
    """What the person wrote; the strokes of a drawing are nothing to read."""
    drawn = question.kind is Kind.DRAWING and given.values
    return words_beside(given.words) if drawn else given.words


def paragraphs(
    form: Form, which: tuple[str, ...], texts: Texts, *, names: Mapping[str, str]
) -> tuple[str, ...]:
    """The form's intro or thanks, worded and filled in."""
    say = _sayer(form, None, texts, names)
    return tuple(say(paragraph) for paragraph in which)


def title(form: Form, texts: Texts, *, names: Mapping[str, str]) -> str:
    return _sayer(form, None, texts, names)(form.title)


def error_text(question: Question, problem: Problem, texts: Texts) -> str:
    """What to do now, never what the person did wrong."""
    match problem:
        case Problem.TOO_LONG:
            return texts.gettext(
                "This is more than one box can hold. Send the first part now. "
                "There is room for the rest at the end."
            )
        case Problem.NOT_A_NUMBER:
            sentence = texts.gettext("Write a number from {least} to {most}.")
            limits = {"least": str(question.minimum), "most": str(question.maximum)}
            return sentence.replace("{least}", limits["least"]).replace("{most}", limits["most"])
        case Problem.ONE_ONLY:
            return texts.gettext("Choose one answer, the one that fits best.")
        case Problem.NOT_TOGETHER:
            return texts.gettext("Two of your choices do not go together. Keep one of them.")
        case Problem.NOT_A_DRAWING:
            return texts.gettext("Your drawing did not reach us. Try again, or write it down.")
        case Problem.NOT_ASKED:
            return texts.gettext("That part is closed. This is where you are now.")
        case _ if question.look is not Look.LIST:
            return texts.gettext("Choose a face. Or choose “I do not want to answer”.")
        case _:
            return texts.gettext("Choose an answer. Or choose “I do not want to answer”.")


class _Sayer:
    """Words of the form in the person's language, with names filled in."""

    def __init__(self, context: str, texts: Texts, names: Mapping[str, str]) -> None:
        self._context = context
        self._texts = texts
        self._names = names

    def __call__(self, message: str) -> str:
        return fill(self._texts.pgettext(self._context, message), self._names) if message else ""


def _sayer(form: Form, question: Question | None, texts: Texts, names: Mapping[str, str]) -> _Sayer:
    if form.audience is Audience.CHILD:
        officer = texts.gettext("your reviewing officer")
    else:
        officer = texts.gettext("the reviewing officer")
    general = {"officer": officer, "council": texts.gettext("the council")}
    filled = {name: value for name, value in names.items() if value.strip()}
    return _Sayer(context_of(form, question), texts, {**general, **filled})


def heading(
    form: Form,
    question: Question,
    texts: Texts,
    *,
    names: Mapping[str, str],
    context: Context = NO_CONTEXT,
) -> str:
    """The question itself as every page says it, with names filled in."""
    return _sayer(form, question, texts, {**names, **known_from_before(context)})(question.text)


def _place(form: Form, question: Question, answers: Answers, context: Context) -> Place:
    """Where this question stands; nowhere if it is merely said, or put to the helper."""
    if question.kind is Kind.STATEMENT or question.voice is Voice.HELPER:
        return Place(0, None)
    return place_of(form, question, answers, context)


def _caption(question: Question, place: Place, texts: Texts) -> str:
    if question.kind is Kind.STATEMENT:
        return ""
    if question.voice is Voice.HELPER:
        return texts.gettext("For the person who is helping")
    if place.total is None:
        return texts.gettext("Question {number}").replace("{number}", str(place.number))
    if question.of_the_menu:
        words = texts.gettext("Your choice {number} of {total}")
    else:
        words = texts.gettext("Question {number} of {total}")
    return words.replace("{number}", str(place.number)).replace("{total}", str(place.total))


def _hint(question: Question, texts: Texts) -> str:
    match question.kind:
        case Kind.ONE_OF | Kind.YES_NO:
            return texts.gettext("Choose one")
        case Kind.MANY_OF:
            return texts.gettext("Choose as many as you like")
        case Kind.PEOPLE:
            return texts.gettext("One name on each line")
        case _:
            return ""


def _page_choices(
    question: Question, chosen: tuple[str, ...], say: _Sayer
) -> tuple[PageChoice, ...]:
    faces = FACES[question.look]
    return tuple(
        PageChoice(
            value=choice.value,
            label=say(choice.label),
            face=faces[number] if number < len(faces) else "",
            emoji=choice.emoji,
            exclusive=choice.exclusive,
            chosen=choice.value in chosen,
        )
        for number, choice in enumerate(question.choices)
    )


def _passing(question: Question, given: Given | None, texts: Texts) -> tuple[PageChoice, ...]:
    if question.kind is Kind.STATEMENT:
        return ()
    state = given.state if given else None
    unknown, declined = AnswerState.UNKNOWN, AnswerState.DECLINED
    return (
        PageChoice(DONT_KNOW, texts.gettext("I do not know"), chosen=state is unknown),
        PageChoice(RATHER_NOT, texts.gettext("I do not want to answer"), chosen=state is declined),
    )
