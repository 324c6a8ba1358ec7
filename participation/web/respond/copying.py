"""My own copy: what somebody said in this sitting, to print or to take along.

It comes as the answer to a press and is never an address of its own, so that Reload, Back or a
link opened again show nothing of it. After twenty quiet minutes, or in another sitting, there is
nothing to copy (R1). What a helper wrote of their own is not on it: the child did not say that.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response
from sqlalchemy.orm import Session

from participation.care.consultations import said_so_far
from participation.care.consultations.models import RemarkKind
from participation.channels.form.drawing import Picture
from participation.questionnaire.definition import Form
from participation.web.locale import gettext as _
from participation.web.respond.ending import said_lines
from participation.web.respond.frame import page
from participation.web.respond.going import back_to_q
from participation.web.respond.naming import names_for
from participation.web.respond.talk import talk_of
from participation.web.respond.visits import Visit

SHOW, FILE = "copy", "copy_file"
FILE_NAME = "copy.txt"  # says nothing: it stays in the list of downloads
_TYPED_ON_PURPOSE = (RemarkKind.ADDED, RemarkKind.LATE)


@dataclass(frozen=True, slots=True, repr=False)
class Copied:
    """One question with what was said to it; words added afterwards have no title."""

    title: str
    label: str | None
    face: str | None
    words: str
    drawing: Picture | None


def give(session: Session, visit: Visit, form: Form, wanted: str) -> Response:
    """The copy as a page, or as a plain text to keep."""
    said = _said_here(session, visit, form)
    if not said:
        return back_to_q()
    if wanted == SHOW:
        return page("copy", visit, copied=said)
    response = Response(_as_text(said), mimetype="text/plain")
    response.headers["Content-Disposition"] = f'attachment; filename="{FILE_NAME}"'
    return response


def _said_here(session: Session, visit: Visit, form: Form) -> tuple[Copied, ...]:
    if not visit.reads_back:
        return ()
    talk = talk_of(session, visit, form)
    answers = said_lines(visit, talk, names_for(session, visit))
    remarks = said_so_far.remarks_of_sitting(
        session, visit.invitation, visit.sitting.mark, _TYPED_ON_PURPOSE
    )
    return (
        *(
            Copied(line["title"], line["label"], line["face"], line["words"], line["drawing"])
            for line in answers
            if line["state"] != "skipped" and not line["by_helper"]
        ),
        *(Copied("", None, None, remark.words or "", None) for remark in remarks),
    )


def _as_text(said: tuple[Copied, ...]) -> str:
    """For any phone's reader of plain texts: a line apart for each thing said."""
    parts = [_("What I said")]
    for one in said:
        drawn = _("(A drawing)") if one.drawing else None
        lines = (one.title or _("Added later"), one.label, drawn, one.words)
        parts.append("\n".join(line for line in lines if line))
    return "\n\n".join(parts) + "\n"
