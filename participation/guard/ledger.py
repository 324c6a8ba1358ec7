"""What must stay taken back when an old backup returns: a file outside the database (I20).

A restored copy knows nothing of the days since. So whoever says STOP, whoever is kept away from a
child or is their officer no more, an account or a key that was changed: each is noted in the
session, and the door appends it to the file just before it commits. A deed that then fails leaves a
line too many, which is the safe side. Of what lets go or gives it is the other way round: that a
child was forgotten or has another officer, that a hold was lifted, that somebody may be written to
again stands there only once the database has said yes. Lines hold keyed hashes and public ids; each
carries a mark under the lookup key, so nobody else writes one.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from pathlib import Path

from sqlalchemy.orm import Session

from participation.guard.appending import append

_NOTED, _NOTED_AFTER = "ledger", "ledger_after"  # what kernel.db looks for


class Happened(StrEnum):
    """What is noted, and of whom `who` speaks."""

    NUMBER_STOPPED = "number.stopped"  # a number's keyed hash
    NUMBER_STARTED = "number.started"
    NUMBER_CUT_OFF = "number.cut_off"
    NUMBER_SUSPENDED = "number.suspended"
    CONCERN_RAISED = "concern.raised"  # a concern, whose key it is under, its level and route
    CONCERN_KEPT_FROM = "concern.kept_from"  # a concern, a member of staff, and as what
    NEVER_LISTED = "never.listed"  # a child and a member of staff
    ACCOUNT_CHANGED = "account.changed"  # a member of staff
    KEY_FREED = "key.freed"  # a person whose own key was taken away
    POINT_TAKEN_BACK = "point.taken_back"  # what a child could read with their key, and not now
    TRANSLATOR_KEPT_OFF = "translator.kept_off"  # a child, and who may know their family
    TRANSLATOR_RETIRED = "translator.retired"  # a translator
    INTERPRETER_NOT_WANTED = "interpreter.not_wanted"  # a child or an adult, and an interpreter
    INTERPRETER_RETIRED = "interpreter.retired"  # an interpreter
    BACKUP_MADE = "backup.made"  # when: by it a ledger of another house is told apart
    CHILD_FORGOTTEN = "child.forgotten"  # the owner of a data key
    HOLD_PLACED = "hold.placed"  # a legal hold, its child and who decided it
    HOLD_LIFTED = "hold.lifted"  # a legal hold and who lifted it
    TEXT_TAKEN_BACK = "text.taken_back"  # a text, who took it back, and each thing made of it
    CONTACT_STOPPED = "contact.stopped"  # a child
    CONTACT_GOES_ON = "contact.goes_on"
    OFFICER_ENDED = "officer.ended"  # a child, whose job it was, and as what
    OFFICER_GIVEN = "officer.given"  # a child, their officer, and whom else the case system names
    OFFICER_COVERS = "officer.covers"  # a child, who covers, from a day until a day


# A line of these that is lost keeps too much; one too many lets go of what nobody let go of.
_AFTER_THE_COMMIT = frozenset(
    {
        Happened.CHILD_FORGOTTEN,
        Happened.HOLD_LIFTED,
        Happened.NUMBER_STARTED,
        Happened.CONTACT_GOES_ON,
        Happened.OFFICER_GIVEN,
        Happened.OFFICER_COVERS,
    }
)


@dataclass(frozen=True, slots=True)
class Noted:
    """One line of the file."""

    at: datetime
    what: Happened
    who: str

    @property
    def parts(self) -> list[str]:
        return self.who.split(":")


@dataclass(frozen=True, slots=True)
class Lines:
    """What a ledger holds; `unreadable` lines are torn, or nobody of ours wrote them."""

    noted: tuple[Noted, ...]
    unreadable: int

    def knows_backup(self, made_at: datetime) -> bool:
        """Whether it was kept by the house that made this backup, at that time."""
        return (Happened.BACKUP_MADE, made_at.isoformat()) in [
            (one.what, one.who) for one in self.noted
        ]


def note(session: Session, what: Happened, *who: str) -> None:
    """To be appended by the door, if this transaction is committed."""
    where = _NOTED_AFTER if what in _AFTER_THE_COMMIT else _NOTED
    session.info.setdefault(where, []).append((what, ":".join(who)))


def noted_already(session: Session) -> None:
    """What was done in this session stands in the file already: it is not appended again."""
    for where in (_NOTED, _NOTED_AFTER):
        session.info.pop(where, None)


@dataclass(frozen=True, slots=True)
class Ledger:
    """The file. `secret` is the lookup key, by which numbers are hashed as well."""

    path: Path
    secret: bytes

    def append(self, notes: Iterable[tuple[Happened, str]], now: datetime) -> None:
        """Add lines that are on the disk when this returns. `now` is the machine's own time.

        Raises:
            OSError: they are not, or not all of them.
        """
        lines = "".join(self._line(now.isoformat(), what, who) for what, who in notes)
        append(self.path, lines.encode())

    def read(self, since: datetime) -> Lines:
        """Lines from a moment on, in the order in which they were written."""
        noted, unreadable = [], 0
        for line in self.path.read_text(encoding="utf-8", errors="replace").splitlines():
            if not line:  # two that found the same torn line each began another
                continue
            one = self._read(line)
            if one is None:
                unreadable += 1
            elif one.at >= since:
                noted.append(one)
        return Lines(tuple(noted), unreadable)

    def _line(self, at: str, what: str, who: str) -> str:
        return json.dumps([at, what, who, self._mark(at, what, who)]) + "\n"

    def _read(self, line: str) -> Noted | None:
        try:
            at, what, who, mark = json.loads(line)
            if not hmac.compare_digest(mark, self._mark(at, what, who)):
                return None
            return Noted(datetime.fromisoformat(at), Happened(what), who)
        except (ValueError, TypeError):
            return None

    def _mark(self, at: str, what: str, who: str) -> str:
        said = "\x1f".join(("ledger", at, what, who))
        return hmac.new(self.secret, said.encode(), sha256).hexdigest()[:32]


def together(ledgers: Sequence[Lines]) -> Lines:
    """The lines of several processes as one story."""
    noted = sorted((one for lines in ledgers for one in lines.noted), key=lambda one: one.at)
    return Lines(tuple(noted), sum(lines.unreadable for lines in ledgers))
