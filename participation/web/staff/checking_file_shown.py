"""What a catalogue that came back would change, in words, and how to put right what was refused."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from participation.care.interpreting.checking_models import CheckingFile
from participation.care.interpreting.checking_rules import Fault
from participation.journeys.checked_files import Change, NotRead, Refused
from participation.web.locale import gettext as _
from participation.web.staff import wording
from participation.web.staff.wording import N_
from participation.web.translate import checking_shown

MOST_SHOWN = 200
NOT_READ = {
    "encoding": N_("This file is not in UTF-8. Save it as UTF-8 and bring it again."),
    "form": N_("This is no .po file that can be read. Take the file from here, and change only "
               "what stands after msgstr."),
    "language": N_("This file says that it is of another language."),
}  # fmt: skip


def not_read(problem: NotRead) -> str:
    said = _(NOT_READ[problem.what])
    return _("Line %(num)s: %(what)s", num=problem.line, what=said) if problem.line else said


def values(
    row: CheckingFile, changes: Sequence[Change], refused: Sequence[Refused]
) -> dict[str, Any]:
    """What the page shows: what is as it was, what is new, what somebody checked since."""
    later = [one for one in changes if one.later is not None]
    free = [one for one in changes if one.later is None]
    return {
        "target": checking_shown.target(row.language),
        "who": row.translator.called,
        "made": wording.moment(row.exported_at) or None,
        "right": sum(not one.is_new_wording for one in free),
        "new": [_change(one) for one in free if one.is_new_wording][:MOST_SHOWN],
        "new_all": sum(one.is_new_wording for one in free),
        "later": [_change(one) for one in later][:MOST_SHOWN],
        "later_all": len(later),
        "refused": [_refused(one) for one in refused][:MOST_SHOWN],
        "refused_all": len(refused),
        "taken": len(changes),
    }


def _change(one: Change) -> dict[str, Any]:
    later = one.later
    return {
        "english": one.text.english,
        "words": one.words,
        "stood": one.stood,
        "by": checking_shown.checked_by(later)["by"] if later is not None else None,
    }


def _refused(one: Refused) -> dict[str, Any]:
    fault = Fault(one.what, one.form, one.shown)
    return {"line": one.line, "english": one.english, "what": checking_shown.lack(fault)}
