"""The last page before sending: what was said, who will see each answer, change any of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from participation.channels.form.drawing import Picture, picture_of
from participation.channels.form.wording import heading, own_words, said
from participation.questionnaire.definition import (
    Answers,
    Context,
    Form,
    Kind,
    Sharing,
    Texts,
)
from participation.questionnaire.engine import NO_CONTEXT, route
from participation.questionnaire.placeholders import fill


@dataclass(frozen=True, slots=True, repr=False)
class CheckLine:
    """One question on the check page. `words` are shown as written, `said` is the choice.

    `picture` is what was drawn; `said` then says only that there is a drawing.
    """

    key: str
    title: str
    said: str
    words: str
    sharing: Sharing
    sharing_label: str
    picture: Picture | None = None


def check_lines(
    form: Form,
    answers: Answers,
    texts: Texts,
    *,
    names: Mapping[str, str],
    sharing: Mapping[str, Sharing] | None = None,
    context: Context = NO_CONTEXT,
) -> tuple[CheckLine, ...]:
    """A line for each question that was asked and passed in some way.

    Args:
        sharing: what the person chose, by question key; else the form's own.
    """
    lines = []
    for question in route(form, answers, context):
        given = answers.get(question.key)
        if given is None or question.kind is Kind.STATEMENT:
            continue
        shared = (sharing or {}).get(question.key, question.sharing)
        lines.append(
            CheckLine(
                key=question.key,
                title=heading(form, question, texts, names=names, context=context),
                said=said(form, question, given, texts, names=names),
                words=own_words(question, given),
                sharing=shared,
                sharing_label=sharing_label(shared, texts, names=names),
                picture=picture_of(given) if question.kind is Kind.DRAWING else None,
            )
        )
    return tuple(lines)


def sharing_label(sharing: Sharing, texts: Texts, *, names: Mapping[str, str]) -> str:
    """Who sees an answer, in a few words."""
    match sharing:
        case Sharing.EVERYONE:
            label = texts.gettext("Everyone at my review")
        case Sharing.OFFICER_AND_WORKER:
            label = texts.gettext("{officer} and my social worker. Not read out")
        case Sharing.ONLY_OFFICER:
            label = texts.gettext("Only {officer}")
    return fill(label, {"officer": texts.gettext("My reviewing officer"), **names})


def sharing_choice(sharing: Sharing, texts: Texts, *, names: Mapping[str, str]) -> str:
    """The same where it is chosen from a list, which on a small phone shows some 25 letters: that
    page says above the lists what may be read out."""
    if sharing is Sharing.OFFICER_AND_WORKER:
        label = texts.gettext("{officer} and my social worker")
        return fill(label, {"officer": texts.gettext("My reviewing officer"), **names})
    return sharing_label(sharing, texts, names=names)


def only_officer_means(texts: Texts, *, names: Mapping[str, str]) -> str:
    """What "only" truly means (practice R4), said where it can be chosen."""
    sentence = texts.gettext(
        "Only {officer}, or whoever has that job, reads it. "
        "That changes if someone is not safe. A judge can ask for it. "
        "Few people can open it in your file."
    )
    return fill(sentence, {"officer": texts.gettext("your reviewing officer"), **names})
