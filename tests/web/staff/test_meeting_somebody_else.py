"""A teacher or an advocate whom the case system does not know comes to the meeting too."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from participation.care.reviews.meeting import Meeting, guests_of
from participation.kernel.db import reading
from tests.databases import on_sqlite
from tests.web.staff.at_the_meeting import PLACE, Table, arrange, table
from tests.web.staff.signing_in import press

__all__ = ["table"]
pytestmark = on_sqlite
ADVOCATE = {"other_name": "Ada  Voss", "other_part": "advocate"}


def coming() -> list[str]:
    """By who they are, in order."""
    with reading() as session:
        row = session.scalars(select(Meeting)).first()
        return [who for who, one in guests_of(row).items() if one.name]


def test_they_are_written_down_invited_on_paper_and_stay_when_the_page_is_saved_again(
    table: Table,
) -> None:
    assert arrange(table.desk, table.review, place=PLACE, **ADVOCATE).status_code == 303
    (who,) = coming()
    page = table.page()
    assert "Advocate, Ada Voss" in page
    assert "on paper: no mail address is known" in page
    invited = press(table.desk, table.path, f"{table.path}/invite", who=who)
    assert invited.data.startswith(b"%PDF")
    arrange(table.desk, table.review, place=PLACE, **{f"comes-{who}": "yes", f"place-{who}": "yes"})
    with reading() as session:
        guest = guests_of(session.scalars(select(Meeting)).one())[who]
        assert (guest.name, guest.may_know_place) == ("Ada Voss", True)
        assert guest.invited_on == table.make.today
    assert table.send().status_code == 422, "nobody knows an address of theirs"
    arrange(table.desk, table.review, place=PLACE)
    assert "Ada Voss" not in table.page()


def test_a_second_press_writes_nobody_down_twice(table: Table) -> None:
    for _press in range(2):
        assert press(table.desk, table.path, table.path, seen="", **ADVOCATE).status_code == 303
    assert len(coming()) == 1


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"other_name": "Ada Voss"}, "Choose what they are to the child."),
        ({"other_name": "Ada Voss", "other_part": "father"}, "Choose what they are"),
        ({"other_name": "x" * 501, "other_part": "school"}, "Their name: that is too long."),
        ({"other_name": "alice QUINCEBURY", "other_part": "school"}, "on this page already"),
    ],
)
def test_whoever_cannot_be_written_down_so_is_not_and_what_was_typed_stays(
    table: Table, typed: dict[str, str], says: str
) -> None:
    answer = arrange(table.desk, table.review, place=PLACE, **typed)
    assert answer.status_code == 422
    assert says in answer.text
    assert f'value="{typed["other_name"]}"' in answer.text
    assert coming() == []
