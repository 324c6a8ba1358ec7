"""Whether two rows are of one person: somebody who translates and interprets has two, and whoever
was taken off the list and put on it again has a new one. What was said of a person counts for each.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from participation.care.interpreting.booking_models import Interpreter
from participation.care.interpreting.booking_rules import plain
from participation.care.interpreting.models import Translator


def known_by(row: Translator | Interpreter) -> frozenset[str]:
    """The name without case and accents, and a mail address of their own. An interpreter's is the
    agency's, where there is one, and says nothing of who they are."""
    mail = (row.email or "").strip().casefold()
    own = isinstance(row, Translator) or not row.agency
    return frozenset({plain(row.full_name or ""), mail if own else ""}) - {""}


def all_known_by(rows: Iterable[Translator | Interpreter]) -> frozenset[str]:
    return frozenset().union(*(known_by(row) for row in rows))


def is_one_of(row: Translator | Interpreter, marks: Collection[str]) -> bool:
    """Two people of one name are held for one: nobody is asked who might be the other."""
    return not known_by(row).isdisjoint(marks)
