"""Words in Tigrinya reach the officer in English beside the original, and what happened goes back
in Tigrinya; each by a named person, nothing by itself, and every wording is kept."""

from __future__ import annotations

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from participation.care.interpreting.models import (
    Translation,
    TranslationTask,
    TranslationText,
)
from participation.care.people.models import Child
from participation.care.safeguarding.models import Concern, Hearing
from participation.guard.restricted_links import RestrictedLink
from participation.journeys.erasing.forgetting import forget_child
from participation.kernel.db import reading, transaction
from tests.databases import on_sqlite
from tests.factories import Make
from tests.standins.mail_server import MailServer
from tests.web.respond.told_back import HAPPENED
from tests.web.staff.reviewed import Reviewed, words_of
from tests.web.staff.signing_in import at_work, press
from tests.web.translate.at_a_desk import Desk
from tests.web.translate.conftest import WORDS

ENGLISH = "I want to live with my brother"
TOLD = "Yes, Quillon. Sam asked, and your brother comes on Saturdays."
BACK = "እወ {child}። {officer} ሓቲቱ"


def summary(officer: FlaskClient, story: Reviewed) -> str:
    path = f"/staff/reviews/{story.review.external_id}/summary"
    return words_of(officer.get(path).get_data(as_text=True))


def taken(officer: FlaskClient, story: Reviewed, shape: str) -> str:
    path = f"/staff/reviews/{story.review.external_id}/summary"
    answer = press(officer, path, f"{path}/take", part="whole", shape=shape)
    return str(answer.get_data(as_text=True))


def concerns() -> list[tuple[str, str]]:
    with reading() as session:
        return [(row.level.value, row.cause) for row in session.scalars(
            select(Concern).order_by(Concern.id))]  # fmt: skip


def test_the_interpreters_path_from_end_to_end(
    app: Flask, make: Make, desk: Desk, walked: Reviewed, post: MailServer
) -> None:
    story = walked
    officer = at_work(app.test_client(), make, story.officer)
    assert "In Tigrinya. Not translated yet." in summary(officer, story)
    desk.work_off()
    assert WORDS not in desk.shows()
    assert "Quillon" in desk.shows()
    assert "Give words to a translator" in desk.tasks(), "somebody is told that they wait"
    selam = desk.adds("Selam Tesfay")
    before = len(post.mails)
    assert "nothing of it is left" in desk.lets_in(selam).writes(ENGLISH)
    desk.work_off()
    assert "Give words" not in desk.tasks()
    assert len(post.mails) == before + 2, "the link, and the officer hears that there is more"

    read = summary(officer, story)
    assert WORDS in read
    assert ENGLISH in read
    assert "Put into English by a person: Selam Tesfay, Example Words" in read
    assert "Not translated yet" not in read
    for shape in ("text", "json"):  # the PDF is made of the text's own sheet
        assert ENGLISH in taken(officer, story, shape), shape
        assert "Selam Tesfay" in taken(officer, story, shape), shape

    with reading() as session:
        heard = session.scalars(select(Hearing.public_id)).first()
        concern = session.scalars(select(Concern.public_id)).first()
    for page in (f"/staff/words/{heard}", f"/staff/concerns/{concern}",
                 f"/staff/reviews/{story.review.external_id}/after"):  # fmt: skip
        assert ENGLISH in officer.get(page).get_data(as_text=True), page
    story.is_held()
    point = story.point(officer, WORDS)
    story.write(officer, point, told=TOLD)
    assert "Release it for reading" not in officer.get(point).get_data(as_text=True)
    assert press(officer, point, f"{point}/translate").status_code == 303
    assert "waits to be given" in officer.get(point).get_data(as_text=True)
    home = desk.lets_in(selam, back=True)
    shown = home.look()
    assert "{child}" in shown
    assert "{officer}" in shown
    assert "Quillon" not in shown
    assert "curly brackets" in home.writes("እወ። {officer} ሓቲቱ"), "a gap that went missing is said"
    assert "nothing of it is left" in home.writes(BACK)

    page = words_of(officer.get(point).get_data(as_text=True))
    for words in ("እወ Quillon። Sam ሓቲቱ", "by a person: Selam Tesfay", TOLD):
        assert words in page
    assert "into the child’s language" in desk.tasks()
    assert press(officer, point, f"{point}/release").status_code == 303
    told = story.person.look(HAPPENED)
    assert "እወ Quillon። Sam ሓቲቱ" in told.html
    assert "your brother comes" not in told.html


def test_words_that_worry_are_red_and_compared_by_a_second_reader_with_both_wordings_kept(
    app: Flask, make: Make, desk: Desk, story: Reviewed
) -> None:
    officer = at_work(app.test_client(), make, story.officer)
    assert concerns() == [("amber", "not_screened")]
    selam, rahel = desk.adds("Selam Tesfay"), desk.adds("Rahel Abraham")
    home = desk.lets_in(selam)
    assert "A person has been told" in home.worries_about(0, "he hits")
    with reading() as session:
        red = session.scalars(select(Concern).where(Concern.cause == "person_worried")).one()
    shown = officer.get(f"/staff/concerns/{red.public_id}").get_data(as_text=True)
    assert "has written of it so far:\nhe hits" in shown, "nobody waits for the rest"
    home.look()
    assert concerns()[1:] == [("red", "person_worried")]
    home.writes("he hits my brother")
    assert concerns()[1:] == [("red", "person_worried")], "the same words raise it once"
    assert "One reader so far" in summary(officer, story)
    assert "second reader" in desk.shows()
    page = next(line for line in desk.shows().split('"') if "/of/" in line)
    assert selam not in desk.browser.get(page).get_data(as_text=True)
    second = desk.lets_in(rahel, second=True)
    assert "he hits my brother" in second.look()
    second.writes("he hit my brother")
    read = summary(officer, story)
    for words in ("he hit my brother", "he hits my brother", "Compared and changed",
                  "Before that, by Selam Tesfay"):  # fmt: skip
        assert words in read
    assert "One reader so far" not in read
    with reading() as session:
        assert sorted(row.revision for row in session.scalars(select(Translation))) == [1, 2]
    with transaction() as session:
        forget_child(session, session.get_one(Child, story.child.id), make.clock.now())
    with reading() as session:
        for table in (Translation, TranslationTask, TranslationText, RestrictedLink):
            assert session.scalars(select(table)).all() == [], "all of it goes with the child"


@on_sqlite
def test_surnames_go_to_nobody_and_the_officer_sees_so_before_they_ask(
    app: Flask, make: Make, desk: Desk, walked: Reviewed
) -> None:
    make.relationship(walked.child, make.adult("Christopher Brown"))
    officer = at_work(app.test_client(), make, walked.officer)
    desk.work_off()
    walked.is_held()
    point = walked.point(officer, WORDS)
    walked.write(officer, point, told="Quillon Brown, Mr Green asked. Yours, Sam Green, with Alma")
    goes = "{child} {surname_1}, Mr {officer_surname} asked. Yours, {officer_full_name}, with Alma"
    assert goes in words_of(officer.get(point).get_data(as_text=True))
    press(officer, point, f"{point}/translate")
    home = desk.lets_in(desk.adds("Selam Tesfay"), back=True)
    shown = home.look()
    assert goes in shown
    for name in ("Quillon", "Brown", "Green", "Sam"):
        assert name not in shown, name
    assert "curly brackets" in home.writes("{child} {surname_1} {officer_surname}")
    home.writes(f"እወ {goes}")
    told = words_of(officer.get(point).get_data(as_text=True))
    assert "እወ Quillon Brown, Mr Green asked. Yours, Sam Green, with Alma" in told


@on_sqlite
def test_english_that_is_on_the_list_raises_what_the_original_could_not(
    story: Reviewed, desk: Desk
) -> None:
    home = desk.lets_in(desk.adds("Selam Tesfay"))
    home.writes("my foster dad hits me")
    assert concerns() == [("amber", "not_screened"), ("red", "words")]
