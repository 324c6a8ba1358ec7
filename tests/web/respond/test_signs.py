"""Symbols of an easy-read form are drawn beside the words, and never in their place."""

from __future__ import annotations

from participation.questionnaire.definition import Look
from tests.factories import Make
from tests.questionnaire.walks import LIBRARY
from tests.web.respond.walking import Person


def test_each_choice_with_a_symbol_shows_it_beside_its_label(person: Person, make: Make) -> None:
    form = LIBRARY.form("child_easy_read")
    child = make.child(officer=make.staff(), age=14)
    person.begin(make.link(make.invitation(make.review(child), form=form.key)))
    drawn = 0
    for question in form.questions:
        signs = [choice for choice in question.choices if choice.emoji]
        if not signs or question.look is not Look.LIST:
            continue
        html = person.skip_until(question.key).html
        for choice in signs:
            sign = f'<b class="sign" aria-hidden="true">{choice.emoji}</b>'
            label = choice.label.replace("{officer}", "Sam")
            assert f"{sign}<span>{label}</span>" in html
            drawn += 1
    assert drawn > 2


def test_a_drawn_face_is_the_only_picture_of_its_choice(person: Person, make: Make) -> None:
    child = make.child(officer=make.staff(), age=9)
    person.begin(make.link(make.invitation(make.review(child), form="child_8_11")))
    html = person.skip_until("home").html
    assert html.partition("<main>")[2].partition("</main>")[0].count("<svg") == 5
    assert "😀" not in html
