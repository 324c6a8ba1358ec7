"""What a council calls its columns, and which of ours each one is.

Our own names, and those of the Standard Safeguarding Dataset, are understood as they stand. Its
scripts for Liquidlogic, Mosaic and Eclipse give these names, so an extract made by them does too.
What those products call the columns of their own exports is published nowhere that we know of: a
council matches them once, on a page, and the match is kept. A heading is suggested for, never
matched, by what it looks like: "Start date" may be the start of anything.

The dataset: github.com/data-to-insight/ssd-data-model, as of November 2026. An episode's end is not
here: in the dataset an episode also ends where only the placement or the legal status changes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from participation.journeys.importing.columns import columns_of
from participation.journeys.importing.problems import FileKind

NOT_USED = ""
"""In place of one of our columns: a person has looked, and the heading is of no use here."""
_LIKE_ENOUGH = 0.72
_PERSON = {
    "pers_forename": "first_name",
    "clae_person_id": "pers_person_id",
    "lega_person_id": "pers_person_id",
    "clae_entered_care_date": "looked_after_since",
    "lega_legal_status": "legal_status",
    "perm_placement_order_date": "authority_to_place_on",
    "perm_placed_for_adoption_date": "placed_for_adoption_on",
}
DATASET: Mapping[FileKind, Mapping[str, str]] = {
    FileKind.STAFF: {
        "prof_staff_id": "staff_id",
        "prof_professional_name": "full_name",
        "prof_professional_department": "team",
        "invo_professional_team": "team",
    },
    FileKind.CHILDREN: _PERSON,
    FileKind.CONTACTS: {},
    FileKind.REVIEWS: {"clae_person_id": "pers_person_id"},
}
# Plain words that people write over a column, for suggestions only.
_ALSO_CALLED: Mapping[str, tuple[str, ...]] = {
    "staff_id": ("worker id", "employee id", "staff number", "worker number"),
    "full_name": ("name", "contact name", "person name", "worker name", "relation name"),
    "roles": ("role", "job", "job title"),
    "email": ("e mail", "mail", "email address", "work email"),
    "pers_person_id": (
        *("person id", "child id", "client id", "service user id", "person number", "child ref"),
        *("subject id", "pid", "mosaic id", "ics id", "lcs id", "eclipse id", "case number"),
    ),
    "first_name": ("forename", "given name", "christian name", "child first name"),
    "known_as": ("preferred name", "nickname", "alias", "likes to be called"),
    "pers_dob": ("dob", "date of birth", "birth date", "born", "birthday"),
    "looked_after_since": (
        *("entered care", "care start date", "became looked after", "cla start date"),
        *("lac start date", "period of care start", "start of care"),
    ),
    "ceased_on": ("care end date", "ceased", "left care", "cla end date", "lac end date"),
    "ceased_reason": ("reason ceased", "reason care ended", "end reason"),
    "legal_status": ("legal status code", "status"),
    "iro_staff_id": ("iro id", "iro", "reviewing officer", "independent reviewing officer id"),
    "social_worker_staff_id": ("social worker id", "social worker", "allocated worker", "sw id"),
    "spoken_language": ("language", "first language", "main language", "home language"),
    "reading_language": ("written language", "language read"),
    "interpreter_needed": ("interpreter", "interpreter required", "needs interpreter"),
    "communication": ("communication needs", "communication method"),
    "mobile": ("mobile number", "mobile phone", "phone", "telephone", "tel", "contact number"),
    "safe_to_text": ("ok to text", "can text", "sms allowed", "safe to contact"),
    "confirmed_on": ("number confirmed", "last confirmed", "confirmed"),
    "contact_id": ("relationship id", "relation id", "association id"),
    "person_ref": ("adult id", "related person id", "contact person id", "relation person id"),
    "relationship": ("relation", "relationship type", "relationship to child"),
    "parental_responsibility": ("pr", "has pr", "parental resp"),
    "may_be_asked": ("can be asked", "consult", "may be consulted"),
    "not_asked_reason": ("reason not asked", "reason not consulted"),
    "clar_cla_review_id": ("review id", "lac review id", "cla review id", "review ref"),
    "clar_cla_review_due_date": ("review due", "due date", "next review due", "due by"),
    "clar_cla_review_date": ("review date", "date of review", "meeting date", "planned date"),
    "review_time": ("time", "start time", "meeting time"),
    "review_type": ("type", "type of review"),
    "clar_cla_review_cancelled": ("cancelled", "is cancelled"),
    "chair_staff_id": ("chair", "chair id", "chaired by"),
}


def normal(cell: str) -> str:
    """A column's name without quotes, spaces and capitals."""
    return cell.strip().strip('"').strip().casefold()


@dataclass(frozen=True, slots=True)
class Headings:
    """The council's own names for columns: by file, the heading as `normal` gives it, and ours."""

    own: Mapping[FileKind, Mapping[str, str]] = field(default_factory=dict)

    def ours(self, kind: FileKind, header: Sequence[str]) -> list[str]:
        """The header in our names; what is not known keeps its own.

        A column that is there under our own name is never taken from another.
        """
        known = {column.name for column in columns_of(kind, drama_allowed=False)}
        own = self.own.get(kind, {})
        taken = {name for name in header if name in known}
        names: list[str] = []
        for said in header:
            meant = said if said in known else own.get(said)
            if meant is None and (offered := DATASET[kind].get(said)) not in taken:
                meant = offered
            if meant and said not in known and meant in known:
                taken.add(meant)
            names.append(said if meant is None else meant)
        return names

    def with_own(self, kind: FileKind, matched: Mapping[str, str]) -> Headings:
        return Headings({**self.own, kind: {**self.own.get(kind, {}), **matched}})


AS_DOCUMENTED = Headings()


def suggestion(kind: FileKind, heading: str, free: Sequence[str]) -> str | None:
    """Which of our columns a heading may be; None where nothing is like it."""
    words = _words(heading)
    best: tuple[float, str] = (_LIKE_ENOUGH, "")
    for column in free:
        for name in (column, *_ALSO_CALLED.get(column, ())):
            like = SequenceMatcher(None, words, _words(name)).ratio()
            if like > best[0]:
                best = (like, column)
    return best[1] or None


def _words(name: str) -> str:
    plain = re.sub(r"^(pers|clar|clae|cla|lac|prof|invo)_", "", name.casefold())
    return " ".join(re.findall(r"[a-z0-9]+", plain))
