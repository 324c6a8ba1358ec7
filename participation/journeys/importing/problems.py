"""What an import says about the files, and how many rows it took."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class FileKind(StrEnum):
    """The four files. Reports use these names, whatever the file itself was called (B80)."""

    STAFF = "staff.csv"
    CHILDREN = "children.csv"
    CONTACTS = "contacts.csv"
    REVIEWS = "reviews.csv"


class ProblemKind(StrEnum):
    ERROR = "error"  # the row, or the whole file, is not imported
    QUESTION = "question"  # imported; a person should look


class Asked(StrEnum):
    """What a question asks; each has its own "yes" and "no" (docs/importing.md)."""

    ROW = "row"  # odd, and perhaps true: take the row as it stands, or leave it out
    FAR_MOVE = "far_move"  # a review moved by more than four weeks
    NOTED_HERE = "noted_here"  # the case system says otherwise than an officer noted
    SHARED_PHONE = "shared_phone"  # one number for two people
    CHILD_GONE = "child_gone"  # looked after here, and not in the extract
    CONTACT_GONE = "contact_gone"  # around a child of the extract here, and not in it
    REVIEW_GONE = "review_gone"  # of a child of the extract, still to come here, and not in it
    MOST_GONE = "most_gone"  # so many are missing that the extract may be a part only


Answers = Mapping[str, bool]
"""What a person said to questions, by `Problem.key`."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to put right, or to look at. Row 1 is the header, and stands for the whole file.

    `value` is what stood in the cell. It is for the person who runs the import and for nobody
    else: never for a log, so `repr` leaves it out.
    """

    file: str
    row: int
    column: str
    value: str = field(repr=False)
    remedy: str
    kind: ProblemKind = ProblemKind.ERROR
    asks: Asked | None = None
    about: str = field(default="", repr=False)  # the id in the row, as the case system has it

    @property
    def key(self) -> str:
        """What an answer is kept by: the same question has the same key in the same extract."""
        return f"{self.asks}:{self.file}:{self.about}:{self.column}"


MOST_NAMED = 100  # of the rows of one kind in one file
Named = dict[str, list[str]]
"""By file, the ids of rows: the first ones, where there are very many."""


def has_errors(problems: Iterable[Problem]) -> bool:
    return any(problem.kind is ProblemKind.ERROR for problem in problems)


@dataclass(slots=True)
class FileTally:
    """What became of the rows of one file; each row that is not skipped is counted once."""

    new: int = 0
    changed: int = 0
    same: int = 0
    cancelled: int = 0
    skipped: int = 0
    problems: int = 0


@dataclass(slots=True)
class ImportResult:
    """What an import did.

    Args:
        imported: False when errors stopped it; then nothing was written.
        moved_reviews: keys of known reviews whose day or state changed; their rounds were
            re-timed in the same transaction.
        due_differences: reviews whose computed due date is not the case system's.
        shut: conversations that ended because a number is not somebody's any more.
        care_changed: keys of children for whom other things stop, or go on, than did before.
        people_changed: keys of contacts who are not around their child any more, or are again.
        left_out: rows with an id that were not taken.
    """

    imported: bool
    files: dict[FileKind, FileTally]
    problems: list[Problem]
    moved_reviews: list[int] = field(default_factory=list)
    due_differences: int = 0
    shut: int = 0
    care_changed: list[int] = field(default_factory=list)
    people_changed: list[int] = field(default_factory=list)
    left_out: Named = field(default_factory=dict)

    @property
    def total(self) -> FileTally:
        """All files together."""
        sums: Counter[str] = Counter()
        for tally in self.files.values():
            for name in FileTally.__slots__:
                sums[name] += getattr(tally, name)
        return FileTally(**{name: sums[name] for name in FileTally.__slots__})

    @property
    def changed_anything(self) -> bool:
        total = self.total
        return self.imported and bool(total.new or total.changed or total.cancelled)
