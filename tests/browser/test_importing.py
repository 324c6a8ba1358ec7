"""Business support imports by keyboard alone, in a real browser against the real service: hands a
workbook over, answers a question, puts a cell right, confirms and undoes. Without JavaScript."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page
from sqlalchemy import func, select

from participation.care.people.models import Child, Role
from participation.guard.passwords import current_code
from participation.kernel.clock import system_now
from tests.a_workbook import workbook
from tests.browser import checks
from tests.browser.hands import Keyboard
from tests.browser.real_house import RealHouse, real_house
from tests.factories import PASSWORD
from tests.journeys.importing.conftest import Council


class Keys(Keyboard):
    """On pages of GOV.UK patterns, whose focus is a colour behind the control and no outline."""

    def _see_the_ring(self) -> None:
        self.stops += 1


pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealHouse]:
    with real_house(tmp_path_factory.mktemp("importing")) as living:
        yield living


def a_workbook(council: Council, at: Path) -> Path:
    made = {
        name: [list(rows[0]), *(list(row.values()) for row in rows)]
        for name in ("staff", "children", "contacts", "reviews")
        if (rows := getattr(council, name))
    }
    at.write_bytes(workbook(made))
    return at


def sign_in(page: Page, house: RealHouse) -> None:
    clerk = house.make.staff(Role.BUSINESS_SUPPORT, name="Bo Hart")
    account = house.make.account(clerk)
    page.goto(f"{house.url}/staff/sign-in")
    page.fill("[name=email]", clerk.email or "")
    page.fill("[name=password]", PASSWORD)
    page.fill("[name=code]", current_code(account, system_now()))
    with page.expect_navigation():
        page.locator("main button").first.click()


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


def children(house: RealHouse) -> int:
    return int(house.read(lambda s: s.scalar(select(func.count()).select_from(Child)) or 0))


def test_a_whole_import_by_keyboard_at_320_pixels(
    browser: Browser, house: RealHouse, tmp_path: Path
) -> None:
    council = Council(tmp_path / "extract")
    council.children[1]["pers_dob"] = "31/04/2018"
    council.reviews[2]["clar_cla_review_date"] = "2027-01-16"  # a Saturday
    with checks.phone(browser, scripts=False) as page:
        sign_in(page, house)
        page.goto(f"{house.url}/staff/imports")
        hands = Keys(page)
        # The browser's own window for choosing a file is not the page's: the file is put there.
        page.set_input_files("#workbook", a_workbook(council, tmp_path / "council.xlsx"))
        hands.press(button(page, "Look at it"))
        checks.assert_fits(page)
        cell = page.get_by_label("pers_dob")
        assert cell.input_value() == "31/04/2018"
        hands.write(cell, "30/04/2018")
        hands.press(button(page, "Save and look again"))
        hands.choose(page.get_by_label("Yes: take the row as it stands"))
        hands.press(button(page, "Save and look again"))
        assert children(house) == 0
        hands.press(button(page, "Import exactly this"))
        assert children(house) == 3
        hands.press(button(page, "Undo this import"))
        assert children(house) == 0
        assert "Imported, then undone" in page.locator("h1").inner_text()
