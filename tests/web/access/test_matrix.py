"""Who may do what, and of which child: every route by every role by every way a child can stand to
them, asked of the real application and compared with the table of docs/access.md (A36, A37, T3).

A route that is not in the table fails until somebody has said who may enter.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from participation.app import create_app
from participation.care.people.models import Role, StaffMember
from participation.guard.audit import AuditEvent
from participation.guard.tokens import SCOPES
from participation.kernel.db import db, reading, transaction
from participation.kernel.model import Base
from participation.web.entry import Who, entry
from tests.at_the_database import refusing
from tests.conftest import MovableClock, postgres_or_skip, settings_for_tests
from tests.factories import Make
from tests.web.access.asking import (
    ANY,
    PAPER,
    Answer,
    Rewound,
    Route,
    Row,
    ask,
    ask_about_nothing,
    routes,
    table,
)
from tests.web.access.council import GREEN, NAMES, RED, Council, How

pytestmark = pytest.mark.long


@contextmanager
def built(folder: Path, url: str) -> Iterator[Flask]:
    app = create_app(settings_for_tests(url, folder), clock=MovableClock())
    app.extensions["participation.wake"] = None
    with app.app_context():
        Base.metadata.create_all(db.engine)
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An application of its own on SQLite, for the whole of this file."""
    folder = tmp_path_factory.mktemp("access")
    with built(folder, f"sqlite:///{folder}/access.db") as app:
        yield app


@pytest.fixture(scope="module")
def council(house: Flask) -> Council:
    return Council.founded(house, Make(house.extensions["participation"], MovableClock()))


@pytest.fixture(scope="module")
def lists_before(council: Council) -> dict[tuple[Role, Route], Answer]:
    """Every list as each role sees it before the child on the never-list comes."""
    found = {
        (role, route): ask(council, role, Row(route, "", {}), None)
        for route in routes(council.app)
        if route.method == "GET" and not route.arguments and _is_staffs(route)
        for role in Role
    }
    council.take_in_the_never_child()
    return found


# Other tests' requests stand on it; its own test has the never-list.
COUNTS_REQUESTS = frozenset({"/staff/who-looked"})


def _is_staffs(route: Route) -> bool:
    return route.rule.startswith("/staff") and not route.rule.startswith("/staff/sign-in")


def test_every_route_stands_in_the_table_and_nothing_else_does(house: Flask) -> None:
    known, said = set(routes(house)), {row.route for row in table()}
    assert sorted(map(str, known - said)) == [], f"say in {PAPER.name} who may enter these"
    assert sorted(map(str, said - known)) == [], f"take these out of {PAPER.name}"


def test_a_page_of_staff_that_begins_elsewhere_is_found_as_well() -> None:
    app = Flask("a house with a side door")
    app.add_url_rule("/numbers", "numbers", entry(Who.STAFF)(lambda: "of everybody"))
    app.add_url_rule("/weather", "weather", entry(Who.ANYONE)(lambda: "rain"))
    assert [str(route) for route in routes(app)] == ["GET /numbers"]


def test_whoever_is_sent_to_sign_in_was_neither_let_in_nor_refused() -> None:
    page, away = Route("GET", "/staff/reviews"), Answer(303, "/staff/sign-in", "")
    for expected in ("opens", "hidden", "allowed", "not allowed"):
        assert not _is_as(page, away, away, expected)
    assert not _is_as(page, Answer(404, "", "nothing here"), away, "allowed")


def test_t3_a_child_on_the_never_list_changes_no_list_and_no_count(
    council: Council, lists_before: dict[tuple[Role, Route], Answer]
) -> None:
    changed = [
        f"{role} {route}"
        for (role, route), before in lists_before.items()
        if route.rule not in COUNTS_REQUESTS
        and ask(council, role, Row(route, "", {}), None) != before
    ]
    assert changed == []
    assert not [name for name, page in lists_before.items() if NAMES[How.NEVER] in page.body]


def test_a36_every_role_gets_from_every_route_what_the_table_says(
    council: Council, lists_before: dict[tuple[Role, Route], Answer]
) -> None:
    assert len(lists_before) > 100
    rewound = Rewound(_file_of(council))
    wrong: list[str] = []
    asked = 0
    rows = [row for row in table() if _is_staffs(row.route) and not row.is_for_everybody]
    for row in rows:
        for role in Role:
            nothing = ask_about_nothing(council, role, row)
            for how in _asked_about(row, role):
                answer = ask(council, role, row, how)
                asked += 1
                if _may_have_changed(row.route, answer):
                    rewound.rewind()
                expected = _expected(row, role, how)
                if not _is_as(row.route, answer, nothing, expected):
                    cell = f"{row.route} | {row.about} | {role} | {how or ANY}"
                    wrong.append(f"{cell}: {answer.status}, and not {expected}")
    print(f"\naccess matrix: {len(table())} rows, {asked} requests of staff")
    assert "\n".join(wrong) == ""


@pytest.mark.parametrize("also", [Role.IRO_MANAGER, Role.BUSINESS_SUPPORT])
def test_a36_an_officer_with_a_second_role_gets_what_either_has_and_no_more(
    council: Council, lists_before: dict[tuple[Role, Route], Answer], also: Role
) -> None:
    """Of a child who is somebody else's, and of one they must never see."""
    wrong: list[str] = []
    officers = [row for row in table() if How.COVERED.value in row.said.get(Role.IRO.value, ())]
    with also_being(council, also):
        rewound = Rewound(_file_of(council))
        for row in officers:
            nothing = ask_about_nothing(council, Role.IRO, row)
            for how in (How.OTHER, How.NEVER):
                answer = ask(council, Role.IRO, row, how)
                if _may_have_changed(row.route, answer):
                    rewound.rewind()
                expected = "opens" if how.value in row.said.get(also.value, ()) else "hidden"
                if not _is_as(row.route, answer, nothing, expected):
                    cell = f"{row.route} | {row.about} | {how}"
                    wrong.append(f"{cell}: {answer.status}, and not {expected}")
    assert len(officers) > 90
    assert "\n".join(wrong) == ""


@contextmanager
def also_being(council: Council, role: Role) -> Iterator[None]:
    """The officer of the council has this role as well, for a while."""

    def be(*roles: Role) -> None:
        with transaction() as session:
            officer = session.get_one(StaffMember, council.staff[Role.IRO].id)
            officer.roles = [one.value for one in roles]

    be(Role.IRO, role)
    try:
        yield
    finally:
        be(Role.IRO)


def _may_have_changed(route: Route, answer: Answer) -> bool:
    """A device that was handed over signed whoever gave it out, and shows a page."""
    is_over = answer.status == HTTPStatus.SEE_OTHER or route.rule.endswith("/hand-over")
    return route.method == "POST" and is_over


def _file_of(council: Council) -> Path:
    return Path(council.make.house.settings.database_url.removeprefix("sqlite:///"))


def _asked_about(row: Row, role: Role) -> Sequence[How | None]:
    """Every kind of child; two of them for a role that is refused whoever it is about."""
    if not row.route.is_about_a_child:
        return [None]
    return list(How) if role.value in row.said else [How.OWN, How.NEVER]


def _expected(row: Row, role: Role, how: How | None) -> str:
    """opens | hidden (as if it were not there) | allowed (about no child) | not allowed."""
    if role.value not in row.said:
        return "not allowed"
    if how is None:
        return "allowed"
    said = row.said[role.value]
    is_other = how is How.GLASS and How.OTHER.value in said  # whoever sees everybody's sees it too
    return "opens" if how.value in said or is_other else "hidden"


def _is_as(route: Route, answer: Answer, nothing: Answer, expected: str) -> bool:
    if answer.where.endswith("/staff/sign-in") and route.rule != "/staff/sign-out":
        return False  # nobody was signed in who could be let in or refused
    match expected:
        case "opens":
            return answer.status in (200, 303, 409, 422) and answer != nothing
        case "hidden":
            return answer == nothing and answer.status != HTTPStatus.FORBIDDEN
        case "allowed":
            return answer.status in ((200, 303, 404, 422) if route.arguments else (200, 303, 422))
        case _not_allowed:
            return answer == nothing and answer.status == HTTPStatus.FORBIDDEN


def test_t3_no_page_about_a_child_shows_anything_where_the_audit_takes_no_row(
    council: Council, lists_before: dict[tuple[Role, Route], Answer]
) -> None:
    shown = []
    with refusing(council.app, "audit_events"):
        for row in table():
            if row.route.method != "GET" or not _is_staffs(row.route):
                continue
            if not row.route.is_about_a_child:
                continue
            for role, children in row.said.items():
                for how in sorted(children)[:1]:
                    answer = ask(council, Role(role), row, How(how))
                    words = (GREEN, RED, *NAMES.values())
                    if answer.status != 503 or any(word in answer.body for word in words):
                        shown.append(f"{row.route} | {role} | {how}: {answer.status}")
    assert shown == []


def test_b53_whoever_is_refused_for_their_role_alone_leaves_a_row(
    council: Council, lists_before: dict[tuple[Role, Route], Answer]
) -> None:
    case = council.cases[How.OTHER]
    for path, subject in (
        (f"/staff/reviews/{case.ids['review_id']}/summary", f"review:{case.ids['review']}"),
        (f"/staff/words/{case.ids['hearing']}", f"hearing:{case.ids['hearing']}"),
        ("/staff/reviews/<script>/summary", "review:unknown"),
        ("/staff/colleagues", "page"),
    ):
        answer = council.browser(Role.PARTICIPATION).get(path)
        assert answer.status_code == HTTPStatus.FORBIDDEN, path
        with reading() as session:
            last = session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
            assert last is not None
            assert last.actor.endswith(council.staff[Role.PARTICIPATION].public_id.hex)
            assert last.action.startswith("page.")
            assert (last.subject, last.outcome) == (subject.replace("-", ""), "refused")
            assert last.child == (case.child.public_id.hex if "review:" in last.subject and
                                  "unknown" not in last.subject else None)  # fmt: skip


@pytest.mark.postgres
def test_a36_on_postgresql_the_same_queries_open_and_hide_the_same(tmp_path: Path) -> None:
    """Reading pages only, and the roles that read words: what differs is the database's own."""
    url = postgres_or_skip(f"access_{os.getpid()}")
    with built(tmp_path, url) as app:
        council = Council.founded(app, Make(app.extensions["participation"], MovableClock()))
        council.take_in_the_never_child()
        for row in table():
            if row.route.method != "GET" or not _is_staffs(row.route):
                continue
            if not row.route.is_about_a_child:
                continue
            for role in (Role.IRO, Role.IRO_MANAGER, Role.SAFEGUARDING, Role.SOCIAL_WORKER):
                nothing = ask_about_nothing(council, role, row)
                for how in (How.OWN, How.OTHER, How.NEVER):
                    answer = ask(council, role, row, how)
                    expected = _expected(row, role, how)
                    assert _is_as(row.route, answer, nothing, expected), f"{row.route} {role} {how}"


def test_a_token_gets_what_its_scope_is_for(council: Council, house: Flask) -> None:
    client = house.test_client()
    for row in table():
        if not row.route.rule.startswith("/api") or row.is_for_everybody:
            continue
        review = council.cases[How.OWN].ids["review_id"]
        path = row.route.rule.replace("<review_id>", review)
        for scope in ("", "not-a-token", *SCOPES):
            text = council.tokens.get(scope, scope)
            headers = {"Authorization": f"Bearer {text}"} if text else {}
            status = client.open(path, method=row.route.method, headers=headers).status_code
            allowed = HTTPStatus.OK if scope in row.said else HTTPStatus.FORBIDDEN
            wanted = allowed if scope in SCOPES else HTTPStatus.UNAUTHORIZED
            assert (row.route, scope, status) == (row.route, scope, wanted)
