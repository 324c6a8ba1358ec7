"""Who gets what, in which language and at what cost, before a round opens (ux.md 3.7)."""

from __future__ import annotations

from flask.testing import FlaskClient
from sqlalchemy import update

from participation.care.consultations.models import Batch, Invitation, Round, Task
from participation.care.people.models import Child, RelationshipKind, Role, StaffMember
from participation.kernel.db import transaction
from participation.outbox.models import OutboxItem
from tests.texting import Texting
from tests.web.staff.reviewed import words_on
from tests.web.staff.signing_in import signed_in

PAGE = "/staff/rounds/next"


def family(
    texting: Texting, name: str = "Aisha", *, number: bool = True, reads: str = "en"
) -> Child:
    """A child of 14 with a phone, and a mother; their review in 20 days is not open yet."""
    make = texting.make
    child, mother = make.child(officer=make.staff(Role.IRO), age=14, name=name), make.adult()
    make.contact(child=child)
    if number:
        make.contact(adult=mother)
    make.relationship(child, mother, RelationshipKind.MOTHER)
    texting.change(mother, reading_language=reads)
    make.review(child, in_days=20)
    return child


def desk(client: FlaskClient, texting: Texting) -> tuple[FlaskClient, StaffMember]:
    staff = texting.make.staff(Role.BUSINESS_SUPPORT)
    return signed_in(client, texting.make, staff), staff


def shown(browser: FlaskClient) -> str:
    return words_on(browser, PAGE)


def test_counts_by_who_and_language_and_what_it_costs(
    texting: Texting, client: FlaskClient
) -> None:
    family(texting)
    family(texting, "Bola", reads="so")
    family(texting, "Cy", number=False)
    browser, _staff = desk(client, texting)
    said = shown(browser)
    assert "3 rounds open on the morning of" in said
    assert "5 texts would go, billed as 5 parts, about £0.20 at 4p a part." in said
    assert "Child English 0 3 0 0 0 £0.12" in said
    assert "Mother English 1 0 0 1 0 £0.04" in said
    assert "Mother Somali 1 0 0 0 0 £0.04" in said
    assert "Somali, 1 person: no person has checked it" in said
    assert "Cy : Mother no mobile number business support" in said


def test_looking_opens_nothing_and_leaves_nothing(texting: Texting, client: FlaskClient) -> None:
    family(texting)
    family(texting, "Cy", number=False)
    browser, _staff = desk(client, texting)
    assert "2 rounds open" in shown(browser)
    result = texting.app.test_cli_runner().invoke(args=["rounds", "open", "--dry-run"])
    assert "2 rounds would be opened" in result.output
    assert "mother, en: 1 texts, 1 by person, 1 parts" in result.output
    assert "not by text: 1 no_number, a task of business_support" in result.output
    assert "Cy" not in result.output
    for table in (Round, Invitation, Task, Batch):
        assert texting.all(table) == []
    assert texting.all(OutboxItem, kind="invitation.send") == []


def test_r8_a_parent_of_two_children_is_one_text(texting: Texting, client: FlaskClient) -> None:
    make, mother = texting.make, texting.make.adult()
    make.contact(adult=mother)
    for name in ("Aisha", "Omar"):
        child = make.child(officer=make.staff(Role.IRO), age=14, name=name)
        make.relationship(child, mother)
        make.review(child, in_days=20)
    browser, _staff = desk(client, texting)
    assert "billed as 1 part, about £0.04" in shown(browser)


def test_t3_a_child_this_reader_must_never_see_is_in_no_number(
    texting: Texting, client: FlaskClient
) -> None:
    family(texting)
    never = family(texting, "Zebrafinch", number=False)
    browser, staff = desk(client, texting)
    texting.make.never(never, staff)
    said = shown(browser)
    assert "1 round opens" in said
    assert "Zebrafinch" not in said


def test_whose_work_it_is_not_sees_nothing(texting: Texting, client: FlaskClient) -> None:
    other = signed_in(client, texting.make, texting.make.staff(Role.SOCIAL_WORKER))
    assert other.get(PAGE).status_code == 403


def test_one_child_whose_round_cannot_open_takes_nothing_from_the_others(
    texting: Texting, client: FlaskClient
) -> None:
    family(texting)
    broken = family(texting, "Cy")
    with transaction() as session:  # sealed words that no key opens, as after a bad restore
        session.execute(
            update(Child).where(Child.id == broken.id).values(first_name_sealed=b"broken")
        )
    browser, _staff = desk(client, texting)
    said = shown(browser)
    assert "2 rounds open" in said
    assert "1 of them is not looked at here: the numbers are of the others." in said
    assert "Child English 0 1 0 0 0 £0.04" in said
    result = texting.app.test_cli_runner().invoke(args=["rounds", "open", "--dry-run"])
    assert "1 rounds could not be looked at." in result.output
    assert "child, en: 1 links, 1 parts" in result.output
