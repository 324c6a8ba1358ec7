"""One run of an extract, and what it did, as it can be shown and kept.

A preview is the import itself, taken back at a savepoint: what is shown is what would be written,
by the same lines. The fingerprint is made of what is shown, so a confirmed import that would do
anything else, because the database has changed since, is noticed and shown again.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date, datetime
from hashlib import sha256
from heapq import nsmallest
from typing import Any

from sqlalchemy.orm import Session

from participation.care.people.recorded import Recording, Touched, record_into
from participation.journeys.importing.comparing import ROWS_OF, Changed, changes
from participation.journeys.importing.problems import (
    MOST_NAMED,
    Answers,
    Asked,
    FileTally,
    ImportResult,
    Named,
    Problem,
    ProblemKind,
)
from participation.journeys.importing.reading import Extract, Progress
from participation.journeys.importing.writing import import_extract

# What a door does at the end of a transaction; of a preview nothing.
_PROMISES = ("promised", "ledger", "ledger_after")


class _TakenBack(Exception):
    """Leads out of the savepoint."""


@dataclass(frozen=True, slots=True, repr=False)
class Preview:
    """What an import would do. Holds names: sealed wherever it is kept."""

    usable: bool  # nothing stands in the way but questions and a person's word
    broken: bool  # a whole file cannot be read
    counts: Mapping[str, Mapping[str, int]]
    changed: tuple[Changed, ...]
    problems: tuple[Problem, ...]
    headings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    due_differences: int = 0
    new: str = ""  # a hash of who and what is new
    new_rows: Named = field(default_factory=dict)
    left_out: Named = field(default_factory=dict)
    set_aside: tuple[Problem, ...] = ()  # answered no, so that a run does not come to them again

    @property
    def errors(self) -> list[Problem]:
        return [one for one in self.problems if one.kind is ProblemKind.ERROR]

    @property
    def questions(self) -> list[Problem]:
        """What waits for a yes or a no, and what was answered."""
        return [one for one in (*self.problems, *self.set_aside) if one.asks is not None]

    @property
    def remarks(self) -> list[Problem]:
        return [
            one for one in self.problems if one.kind is ProblemKind.QUESTION and one.asks is None
        ]

    @property
    def changes_anything(self) -> bool:
        keys = ("new", "changed", "cancelled")
        return any(count[key] for count in self.counts.values() for key in keys)

    @property
    def fingerprint(self) -> str:
        done = {**self.as_json(), "set_aside": ()}
        told = json.dumps(done, sort_keys=True, ensure_ascii=False)
        return sha256(told.encode()).hexdigest()

    def after(self, before: Preview | None, answers: Answers) -> Preview:
        """With what was answered no before: until it is written, anybody may think again."""
        asked = {one.key for one in self.problems}
        return replace(
            self,
            set_aside=tuple(
                one
                for one in (before.questions if before else ())
                if answers.get(one.key) is False and one.key not in asked
            ),
        )

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of_json(cls, kept: Mapping[str, Any]) -> Preview:
        values = {one.name: kept[one.name] for one in fields(cls)}
        values["set_aside"] = tuple(_problem(one) for one in kept["set_aside"])
        values["changed"] = tuple(_changed(one) for one in kept["changed"])
        values["problems"] = tuple(_problem(one) for one in kept["problems"])
        return cls(**values)


@dataclass(frozen=True, slots=True, repr=False)
class Run:
    """A run that was made: what to show, what came of it, and how every row stood before."""

    preview: Preview
    result: ImportResult
    touched: list[Touched]
    too_many: bool  # to be undone


def run(
    session: Session,
    extract: Extract,
    *,
    today: date,
    now: datetime,
    answers: Answers,
    allow_skips: bool,
    actor: str,
    progress: Progress = lambda _step, _done: None,
) -> Run:
    """Import, and tell exactly what that did."""
    recording = Recording()
    headings = {kind.value: list(names) for kind, names in extract.headings.items()}
    columns = {kind.value: sorted(names) for kind, names in extract.columns.items()}
    adults = {one.external_id: one.adult for one in extract.contacts.values()}
    record_into(session, recording)
    try:
        result = import_extract(
            session,
            extract,
            today=today,
            now=now,
            allow_skips=allow_skips,
            answers=answers,
            actor=actor,
            progress=progress,
        )
    finally:
        record_into(session, None)
    session.flush()
    touched = recording.touched(session)
    changed = tuple(changes(session, touched))
    preview = Preview(
        usable=result.imported,
        broken=extract.broken,
        counts={kind.value: _count(tally) for kind, tally in sorted(result.files.items())},
        changed=changed,
        problems=tuple(
            _asked_about(result.problems, changed, touched, adults)
            if result.imported and not recording.too_many
            else result.problems
        ),
        headings={file: tuple(names) for file, names in headings.items()},
        columns={file: tuple(names) for file, names in columns.items()},
        due_differences=result.due_differences,
        new=_hash_of_new(touched),
        new_rows=_new_rows(touched),
        left_out=result.left_out,
    )
    return Run(preview, result, touched, recording.too_many)


def look(
    session: Session,
    extract: Extract,
    *,
    today: date,
    now: datetime,
    answers: Answers,
    allow_skips: bool,
) -> Preview:
    """What `run` would do; everything is as before when this returns."""
    done, _kept = attempt(
        session,
        lambda: run(
            session,
            extract,
            today=today,
            now=now,
            answers=answers,
            allow_skips=allow_skips,
            actor="preview",
        ),
        lambda _done: False,
    )
    return done.preview


def attempt(
    session: Session, do: Callable[[], Run], is_wanted: Callable[[Run], bool]
) -> tuple[Run, bool]:
    """Do it at a savepoint, and keep it if it is what was wanted; else all is as it was before."""
    promises = {name: list(session.info.get(name, ())) for name in _PROMISES}
    made: list[Run] = []
    try:
        with session.begin_nested():
            made.append(do())
            if not is_wanted(made[0]):
                raise _TakenBack
    except _TakenBack:
        session.expire_all()
        for name in _PROMISES:
            session.info.pop(name, None)
            if promises[name]:
                session.info[name] = promises[name]
        return made[0], False
    return made[0], True


def _count(tally: FileTally) -> dict[str, int]:
    return {name: getattr(tally, name) for name in FileTally.__slots__}


def _asked_about(
    problems: list[Problem],
    changed: tuple[Changed, ...],
    touched: list[Touched],
    adults: Mapping[str, str],
) -> list[Problem]:
    """A row that is as it was when somebody last looked asks nothing again.

    Nobody is told every night that a review is on a Saturday. Where there are too many rows to know
    which is new, everything is asked.
    """
    alive = {(one.file, one.identity) for one in changed}
    new = {str(one.after["external_id"]) for one in touched if _is_new(one) and one.after}
    return [
        one
        for one in problems
        if one.asks not in (Asked.ROW, Asked.SHARED_PHONE)
        or one.about in new
        or not {(one.file, one.about), (one.file, adults.get(one.about, ""))}.isdisjoint(alive)
    ]


def _hash_of_new(touched: list[Touched]) -> str:
    new = sorted(
        (one.table, str(one.after["external_id"])) for one in touched if _is_new(one) and one.after
    )
    return sha256(json.dumps(new).encode()).hexdigest()


def _new_rows(touched: list[Touched]) -> Named:
    new: defaultdict[str, list[str]] = defaultdict(list)
    for one in touched:
        if _is_new(one) and one.after and one.table in ROWS_OF:
            new[ROWS_OF[one.table].value].append(str(one.after["external_id"]))
    return {file: nsmallest(MOST_NAMED, ids) for file, ids in new.items()}


def _is_new(one: Touched) -> bool:
    return one.before is None and one.after is not None and "external_id" in one.after


def _changed(kept: Mapping[str, Any]) -> Changed:
    said = tuple((column, old, new) for column, old, new in kept["fields"])
    return Changed(kept["file"], kept["identity"], kept["who"], said)


def _problem(kept: Mapping[str, Any]) -> Problem:
    asks = Asked(kept["asks"]) if kept["asks"] else None
    return Problem(**{**kept, "kind": ProblemKind(kept["kind"]), "asks": asks})
