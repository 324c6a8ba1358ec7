"""Every request that can be made of staff pages and of the API, made; and what came of it."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import Flask

from participation.care.people.models import Role
from participation.web.entry import Who
from tests.web.access.council import Council, How

PAPER = Path(__file__).parents[3] / "docs" / "access.md"
MADE_UP = UUID(int=77)
ANY = "any"  # about no child
IDS = re.compile(r"<(?:\w+:)?(\w+)>")
_ROW = re.compile(r"^\| `(\w+) (\S+)` \| ([^|]*) \| ([^|]*) \|$", re.MULTILINE)
# What has to be in a form so that it gets as far as asking whose it is.
FIELDS: Mapping[str, Mapping[str, str]] = {
    "/staff/concerns/<uuid:concern>/acknowledge": {"outcome": "other", "why": "x"},
    "/staff/concerns/<uuid:concern>/about": {"outside": "somebody", "reason": "x"},
    "/staff/concerns/<uuid:concern>/let-back": {"whom": str(MADE_UP), "mistake": "x"},
    "/staff/concerns/<uuid:concern>/sent": {"by": "phone", "to": "x", "at": "x"},
    "/staff/concerns/<uuid:concern>/told": {"told": "yes", "what": "x"},
    "/staff/conversations/<uuid:conversation>/take-back": {"text": "{said}"},
    "/staff/desk/<uuid:text>/place": {"invitation": "{invitation}"},
    "/staff/desk/<uuid:text>/not-ours": {"note": "x"},
    "/staff/reviews/<review_id>/after/points": {"source": "{source}"},
    "/staff/reviews/<review_id>/after/took-place": {"what": "held", "on": "2026-11-23"},
    "/staff/reviews/<review_id>/after/decisions": {
        **dict.fromkeys(("outcome", "how", "who", "sign"), "x"),
        "by_on": "2026-12-23",
    },
    "/staff/reviews/<review_id>/after/papers": {"paper": "record", "on": "2026-11-23"},
    "/staff/reviews/<review_id>/after/given": {
        "to": "x",
        "given_on": "2026-11-23",
        "given_paper": "letter",
        "given_how": "hand",
    },
    "/staff/reviews/late/<uuid:review>": {"reason": "court"},
    "/staff/find/<uuid:child>/contact": {"press": "go_on"},
    "/staff/in-person/<uuid:invitation>/note": {"how": "visit", "result": "later"},
    "/staff/in-person/<uuid:invitation>/paper": {"reference": "x", "going_well.words": "x"},
    "/staff/not-heard/<uuid:invitation>": {"reason": "told_too_late"},
    "/staff/interpreters/<uuid:booking>": {"press": "again"},
    "/staff/leaflets/print": {"kind": "rights", "age": "young", "language": "en"},
    "/staff/reviews/<review_id>/meeting/lead": {"led_by": "child"},
    "/staff/reviews/<review_id>/talk": {"outcome": "not_appropriate", "why": "x"},
    "/staff/reviews/<review_id>/meeting/papers": {"which": "agenda"},
    "/staff/reviews/<review_id>/round/days": {
        "invite_adults_before": "20",
        "remind_child_before": "5",
        "remind_adults_before": "5",
        "half_way_child_hours": "24",
        "half_way_adults_hours": "24",
        "summary_before": "3",
        "close_before": "0",
    },
    "/staff/reviews/<review_id>/round/test": {"which": "first_child.K.en", "number": "07700900888"},
    "/staff/reviews/<review_id>/needs/<who>": {"spoken": "ti", "reading": "ti", "reads": "yes"},
    "/staff/break-glass/<uuid:opening>/review": {"verdict": "right", "words": "x"},
    "/staff/requests/<uuid:ask>/done": {"answer": "x"},
    "/staff/reviews/<review_id>/summary/take": {"shape": "text"},
    "/staff/reviews/<review_id>/summary/read": {"version": "1"},
    "/staff/reviews/<review_id>/summary/filed": {"version": "1", "reference": "x"},
    "/staff/reviews/<review_id>/hand-on/<readers>/make": {"shape": "text"},
    "/staff/reviews/<review_id>/hand-on/<readers>/choose": {
        "choice": "put_back",
        "source": "{source}",
    },
    "/staff/copies/<uuid:export>/decide": {"section": "about"},
    "/staff/words/<uuid:hearing>/worry": {"level": "amber", "note": "x"},
}
CHILDS = frozenset(
    {
        *("child", "review", "review_id", "point", "decision"),
        *("concern", "hearing", "text", "conversation", "ask", "task", "glass", "opening"),
        *("asked", "translation", "booking", "export", "related", "invitation"),
    }
)


# What must have been opened before something can be said about it.
FIRST: Mapping[str, str] = {
    "/staff/reviews/<review_id>/summary/read": "/staff/reviews/<review_id>/summary",
    "/staff/reviews/<review_id>/summary/filed": "/staff/reviews/<review_id>/summary",
}


@dataclass(frozen=True)
class Route:
    """One method of one address."""

    method: str
    rule: str

    def __str__(self) -> str:
        return f"{self.method} {self.rule}"

    @property
    def arguments(self) -> list[str]:
        return IDS.findall(self.rule)

    @property
    def is_about_a_child(self) -> bool:
        return bool(CHILDS & set(self.arguments))


@dataclass(frozen=True)
class Row:
    """One row of the table: of this route about such a thing, who may, and of which children."""

    route: Route
    about: str
    said: Mapping[str, frozenset[str]]

    @property
    def is_for_everybody(self) -> bool:
        return "everybody" in self.said


def routes(app: Flask) -> list[Route]:
    """Every method of every address of staff and of the API, wherever it begins."""
    return sorted(
        (
            Route(method, rule.rule)
            for rule in app.url_map.iter_rules()
            if rule.rule.startswith(("/staff", "/api")) or _is_for_staff(app, rule.endpoint)
            for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        ),
        key=lambda route: (route.rule, route.method),
    )


def _is_for_staff(app: Flask, endpoint: str) -> bool:
    """Or for a token: as the view itself declares."""
    view = app.view_functions[endpoint]
    kind = getattr(view, "view_class", None)
    methods = [getattr(kind, name.lower()) for name in getattr(kind, "methods", None) or ()]
    declared = [getattr(one, "__entry__", None) for one in (view, *methods)]
    return any(one is not None and one.who in (Who.STAFF, Who.TOKEN) for one in declared)


def table() -> list[Row]:
    """The paper's table."""
    return [
        Row(Route(method, rule), about.strip(), _scopes(who) if "/api/" in rule else _roles(who))
        for method, rule, about, who in _ROW.findall(PAPER.read_text(encoding="utf-8"))
    ]


def _scopes(who: str) -> dict[str, frozenset[str]]:
    return {scope.strip(): frozenset({ANY}) for scope in who.split(",")}


def _roles(who: str) -> dict[str, frozenset[str]]:
    said: dict[str, frozenset[str]] = {}
    for part in who.split(";"):
        named, colon, children = part.partition(":")
        roles = list(Role) if named.strip() == "all" else named.split(",")
        for role in roles:
            said[str(role).strip()] = frozenset(children.split()) if colon else frozenset({ANY})
    return said


@dataclass(frozen=True)
class Answer:
    """What came back, with what differs from one page to the next taken out."""

    status: int
    where: str
    body: str


def ask(council: Council, role: Role, row: Row, how: How | None) -> Answer:
    """One request of one member of staff about one child's thing, or what is about no child."""
    ids = council.things | (council.cases[how].ids if how is not None else {})
    if how is not None and (glass := council.cases[how].glass.get(role)):
        ids |= {"glass": glass}
    if first := FIRST.get(row.route.rule):
        _send(council, role, Row(Route("GET", first), row.about, {}), ids)
    return _send(council, role, row, ids)


def ask_about_nothing(council: Council, role: Role, row: Row) -> Answer:
    """The same about what is not there."""
    return _send(council, role, row, {"readers": council.things["readers"]})


def _send(council: Council, role: Role, row: Row, ids: Mapping[str, str]) -> Answer:
    post = row.route.method == "POST"
    browser = council.browser(role)
    answer = browser.open(
        path_of(row, ids),
        method=row.route.method,
        data={"csrf_token": "token"} | fields_of(row.route, ids) if post else None,
    )
    return _told(answer, ids)


def path_of(row: Row, ids: Mapping[str, str]) -> str:
    """The row's address, about these things."""
    return IDS.sub(lambda found: _id(found[1], row, ids), row.route.rule)


def _id(name: str, row: Row, ids: Mapping[str, str]) -> str:
    meant = row.about if name in ("text", "task", "ask", "export") else name
    return ids.get(meant, "no-such-thing" if name in ("review_id", "key") else str(MADE_UP))


def fields_of(route: Route, ids: Mapping[str, str]) -> dict[str, str]:
    """What a press there sends, but for the token."""
    known = {name: ids.get(name, str(MADE_UP)) for name in ("said", "invitation", "source")}
    return {name: value.format(**known) for name, value in FIELDS.get(route.rule, {}).items()}


def _told(answer: Any, ids: Mapping[str, str]) -> Answer:
    body = answer.get_data().decode("utf-8", "replace")  # some are files to print
    where = answer.headers.get("Location", "")
    for value in (*ids.values(), str(MADE_UP), "no-such-thing"):
        for spelt in (value, value.replace("-", "")):
            body, where = body.replace(spelt, "ID"), where.replace(spelt, "ID")
    return Answer(answer.status_code, where, body)


class Rewound:
    """An SQLite database that is put back as it was after each request that may have changed it."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._kept = sqlite3.connect(":memory:")
        with sqlite3.connect(file) as now:
            now.backup(self._kept)

    def rewind(self) -> None:
        with sqlite3.connect(self._file) as now:
            now.execute("PRAGMA synchronous=OFF")
            self._kept.backup(now)
