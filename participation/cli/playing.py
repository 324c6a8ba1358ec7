"""Play a questionnaire in the terminal: the real engine and wording, nobody at the other end."""

from __future__ import annotations

from collections.abc import Mapping

import click

from participation.channels.form.checking_page import check_lines
from participation.channels.form.pages import PageQuestion
from participation.channels.form.wording import page_more, page_question, paragraphs, title
from participation.channels.sms.questions import (
    opening_question,
    question_text,
    statement_text,
    understood_as,
)
from participation.channels.sms.segments import count
from participation.cli.stories import Story
from participation.questionnaire import conversation, engine
from participation.questionnaire.definition import (
    Answers,
    AnswerState,
    Context,
    Form,
    Given,
    Question,
    Texts,
)
from participation.questionnaire.replies import Decline, DontKnow, Filled, More, Reply, Skip, Typed
from participation.questionnaire.translating import in_language

Names = Mapping[str, str]

KEYS = (
    "Numbers choose; Enter alone leaves it out; ? I do not know; - I do not want to answer; < back"
)


def play_form(story: Story, texts: Texts, names: Names) -> Answers:
    """Page by page, as in a browser. What is given goes into the story as well."""
    form, words, context = story.form, story.words, story.context
    _head(form, texts, names)
    click.echo(KEYS + "\n")
    answers: dict[str, Given] = {}
    question = engine.next_question(form, answers, context)
    while question is not None:
        page = page_question(form, question, answers, texts, names=names, context=context)
        _show(page)
        line = _ask()
        if line is None:
            break
        if line == "<":
            before = engine.previous_question(form, answers, question.key, context)
            question = before or question
            continue
        outcome = engine.submit(
            form, answers, question.key, _reply(question, line), words=words, context=context
        )
        if isinstance(outcome, engine.Refused):
            problem = outcome.problem
            click.echo(
                page_question(
                    form, question, answers, texts, names=names, context=context, problem=problem
                ).error
            )
            continue
        changed = question.key in answers
        answers, more = _more(story, question, outcome.answers, texts, names)
        story.pressed(question, outcome.given, more=more, changed=changed)
        question = engine.next_question(form, answers, context)
    _summary(form, answers, texts, names, context)
    return answers


def play_texts(story: Story, texts: Texts, names: Names, *, by_sms: bool) -> Answers:
    """Turn by turn, as by text or in a chat; with the parts each text is billed as."""
    form, context = story.form, story.context
    read_as = in_language(form, texts)
    _head(form, texts, names)
    state, outputs = conversation.start(form, context=context)
    bodies: list[str] = []
    while True:
        for body in _bodies(form, state, outputs, texts, names, context):
            parts = count(body)
            note = f"  [{parts.parts} part, {parts.units} {parts.encoding}]" if by_sms else ""
            click.echo(f"<< {body}{note}")
        if state.at is None or (line := _ask(">> ")) is None:
            break
        asked, before = form.question(state.at), state
        kept = conversation.from_text(conversation.to_text(state))
        state, outputs = conversation.step(
            read_as, kept, Typed(line), words=story.words, context=context
        )
        saved = next((each for each in outputs if isinstance(each, conversation.Saved)), None)
        if saved is not None and asked is not None:
            changed = saved.key in before.answers
            story.typed(asked, saved.given, [*bodies, line], changed=changed)
        # Only what was tried and not understood belongs to the reply that follows it.
        bodies = list(state.tried)
    _summary(form, state.answers, texts, names, context)
    return state.answers


def _bodies(
    form: Form,
    state: conversation.State,
    outputs: tuple[conversation.Output, ...],
    texts: Texts,
    names: Names,
    context: Context,
) -> list[str]:
    noted, bodies = "", []
    for output in outputs:
        match output:
            case conversation.Saved(key, given) if question := form.question(key):
                noted = understood_as(form, question, given, texts)
            case conversation.Say(key) if question := form.question(key):
                bodies.append(statement_text(form, question, texts, names=names))
            case conversation.Ask(key, attempt) if question := form.question(key):
                body = question_text(
                    form,
                    question,
                    state.answers,
                    texts,
                    attempt=attempt,
                    names=names,
                    context=context,
                )
                bodies.append(f"{noted} {body}".strip())
            case conversation.Finished():
                bodies += paragraphs(form, form.thanks, texts, names=names)
            case conversation.Ignored(why):
                bodies.append(f"({why}: a person would look at this)")
    return bodies


def _reply(question: Question, line: str) -> Reply:
    match line:
        case "":
            return Skip()
        case "?":
            return DontKnow()
        case "-":
            return Decline()
    if not question.choices:
        return Filled((line,)) if question.kind.value in ("scale", "number") else Filled((), line)
    numbers = [int(piece) for piece in line.replace(",", " ").split() if piece.isdecimal()]
    return Filled(
        tuple(
            question.choices[number - 1].value
            for number in numbers
            if 1 <= number <= len(question.choices)
        )
    )


def _more(
    story: Story, question: Question, answers: dict[str, Given], texts: Texts, names: Names
) -> tuple[dict[str, Given], str]:
    """The answers with the words from the page for more beside them, and those words."""
    form, given = story.form, answers[question.key]
    if not question.wants_more or given.state is not AnswerState.ANSWERED:
        return answers, ""
    asked = page_more(form, question, given, texts, names=names, context=story.context)
    click.echo(f"   {asked.title}")
    line = _ask()
    if not line:
        return answers, ""
    outcome = engine.submit(
        form, answers, question.key, More(line), words=story.words, context=story.context
    )
    return (outcome.answers, line) if isinstance(outcome, engine.Accepted) else (answers, "")


def _head(form: Form, texts: Texts, names: Names) -> None:
    click.echo(f"{title(form, texts, names=names)}\n")
    for paragraph in paragraphs(form, form.intro, texts, names=names):
        click.echo(f"{paragraph}\n")
    if form.by_text:
        click.echo(f"({opening_question(form, texts, names=names)})\n")


def _show(page: PageQuestion) -> None:
    click.echo(f"{page.caption}\n{page.title}")
    for line in filter(None, (page.help, page.hint)):
        click.echo(f"   {line}")
    for number, choice in enumerate(page.choices, 1):
        click.echo(f"   {number} {choice.emoji} {choice.label}".replace("  ", " "))


def _ask(prompt: str = "> ") -> str | None:
    try:
        return input(prompt).strip()
    except EOFError:
        click.echo()
        return None


def _summary(
    form: Form, answers: Mapping[str, Given], texts: Texts, names: Names, context: Context
) -> None:
    click.echo("\nWhat was said:")
    for line in check_lines(form, answers, texts, names=names, context=context):
        told = ": ".join(filter(None, (line.said, line.words)))
        click.echo(f"- {line.title} {told} ({line.sharing_label})")
