"""One form out of a form and the modules that are switched on for a person.

The composed form is a form like any other: its document is the base's with the modules'
questions put in, so an invitation pins it by its hash and a stored copy reads back the same.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from itertools import zip_longest
from typing import Any

from participation.questionnaire.definition import Form, Module, Question, Topic
from participation.questionnaire.files import sealed

MOST_MODULE_QUESTIONS = 3

_Put = tuple[Question, dict[str, Any]]
"""A question, and the table it was read from."""


def composed(form: Form, modules: Iterable[Module]) -> Form:
    """The form with these modules in it. Without any, the form as it is.

    A child gets at most three module questions: one of each module, then a second of each; of a
    module one about safety before the others. They stand in the order of their modules and files,
    before the first question about the meeting. What the menu of choice asks comes last, and does
    not count.
    """
    ordered = sorted(modules, key=lambda module: (module.place, module.key))
    taken = _taken([module for module in ordered if not module.always])
    menu = [put for module in ordered if module.always for put in _tables_of(module)]
    if not taken and not menu:
        return form
    document = json.loads(form.source)
    at = _before_the_meeting(form)
    own = list(zip(form.questions, document["question"], strict=True))
    together = [*own[:at], *taken, *own[at:], *menu]
    document["question"] = [table for _, table in together]
    return sealed(replace(form, questions=tuple(question for question, _ in together)), document)


def as_form(module: Module) -> Form:
    """A module by itself, as a form of its first band: to show it, and to check its words."""
    return Form(
        key=module.key,
        version=module.version,
        audience=module.audience,
        band=module.bands[0],
        title=module.title,
        questions=module.questions,
    )


def _taken(modules: list[Module]) -> list[_Put]:
    rounds = zip_longest(
        *(
            sorted(_tables_of(module), key=lambda put: put[0].topic is not Topic.SAFETY)
            for module in modules
        )
    )
    in_turn = [put for each in rounds for put in each if put is not None][:MOST_MODULE_QUESTIONS]
    chosen = {(question.module, question.key) for question, _ in in_turn}
    return [
        put
        for module in modules
        for put in _tables_of(module)
        if (put[0].module, put[0].key) in chosen
    ]


def _tables_of(module: Module) -> list[_Put]:
    tables = json.loads(module.source)["question"]
    return [
        (replace(question, module=module.key), {**table, "module": module.key})
        for question, table in zip(module.questions, tables, strict=True)
    ]


def _before_the_meeting(form: Form) -> int:
    """Where module questions go in: before the meeting, and always before the menu."""
    return next(
        (n for n, q in enumerate(form.questions) if q.topic is Topic.MEETING or q.module),
        len(form.questions),
    )
