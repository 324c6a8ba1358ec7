"""What an import asks, why it cannot be undone, what a folder waits for: in words for staff."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from participation.journeys.importing import keeping
from participation.journeys.importing.problems import Asked
from participation.journeys.importing.undoing import Hindrance, Why
from participation.journeys.importing.watching import Waits, Whole
from participation.web.locale import gettext as _
from participation.web.locale import ngettext

N_ = str  # marks a text for the translators
Errors = list[tuple[str, str]]

FILES: Mapping[str, str] = {
    "staff.csv": N_("Staff"),
    "children.csv": N_("Children"),
    "contacts.csv": N_("People around them"),
    "reviews.csv": N_("Reviews"),
}
STATES: Mapping[str, str] = {
    "waiting": N_("Waits for somebody"),
    "done": N_("Imported"),
    "undone": N_("Imported, then undone"),
    "dropped": N_("Not imported"),
}
WAYS: Mapping[str, str] = {
    "page": N_("on this page"),
    "folder": N_("from the watched folder"),
    "command": N_("by command"),
}
QUESTIONS: Mapping[str, tuple[str, str, str]] = {
    Asked.FAR_MOVE: (
        N_("Reviews that move by more than four weeks"),
        N_("Yes: move the review"),
        N_("No: leave the review as it was"),
    ),
    Asked.NOTED_HERE: (
        N_("Reviews of which an officer noted something else here"),
        N_("Yes: the case system is right"),
        N_("No: what the officer noted stays"),
    ),
    Asked.CHILD_GONE: (
        N_("Children who are not in the extract any more"),
        N_("Yes: care has ended, ask nobody new"),
        N_("No: still looked after, change nothing"),
    ),
    Asked.CONTACT_GONE: (
        N_("People around a child who are not in the extract any more"),
        N_("Yes: they are not around this child any more, ask them nothing"),
        N_("No: they still are, change nothing"),
    ),
    Asked.REVIEW_GONE: (
        N_("Reviews to come that are not in the extract any more"),
        N_("Yes: it does not take place, ask nobody before it"),
        N_("No: it still does, change nothing"),
    ),
    Asked.MOST_GONE: (
        N_("So much is not in the extract that it may be a part"),
        N_("Yes: it is a part on purpose, those who are missing stay as they are"),
        N_("No: something is wrong with the extract, import nothing"),
    ),
    Asked.SHARED_PHONE: (
        N_("One number for two people"),
        N_("Yes: they share this telephone"),
        N_("No: leave the number out until somebody has found out"),
    ),
    Asked.ROW: (
        N_("Rows that look odd"),
        N_("Yes: take the row as it stands"),
        N_("No: leave the row out for now"),
    ),
}


def empty(boxes: Sequence[str]) -> Errors:
    """A file with nothing in it: whoever chose it meant another one."""
    names = {name.removesuffix(".csv"): words for name, words in FILES.items()}
    return [
        (
            _(
                "%(file)s: this file is empty. Choose the right one, or none.",
                file=_(names.get(box, N_("Workbook"))),
            ),
            f"#{box}",
        )
        for box in boxes
    ]


def too_large() -> Errors:
    most = keeping.MOST_BYTES // (1024 * 1024)
    words = _(
        "Together the files may have %(most)s MB. A larger extract comes by the watched folder or"
        " the command line.",
        most=most,
    )
    return [(words, "#children")]


def hindrance(one: Hindrance) -> str:
    """Why an import cannot be undone, in a sentence."""
    count = one.count
    match one.why:
        case Why.OVER:
            return _("A day is over, or it changed nothing: there is nothing left to undo.")
        case Why.LATER_IMPORT:
            return _("There was a later import. Undo that one first.")
        case Why.CHANGED_SINCE:
            return ngettext(
                "%(num)s row was changed since, by somebody here or by a reply.",
                "%(num)s rows were changed since, by somebody here or by a reply.",
                count,
            )
        case Why.TEXTS:
            return ngettext(
                "%(num)s text has gone out since to people it is about.",
                "%(num)s texts have gone out since to people it is about.",
                count,
            )
        case Why.MAILS:
            return _("An officer has had a mail since about a review that it changed.")
        case Why.ANSWERS:
            return _("Somebody it is about has answered since.")
        case Why.ROUNDS:
            return ngettext(
                "%(num)s review that it brought is being asked about.",
                "%(num)s reviews that it brought are being asked about.",
                count,
            )
        case Why.HANGS_ON_IT:
            return _("Something was noted since about somebody it brought.")
        case Why.LINKS_SHUT:
            return _(
                "It shut links that had gone to a number somebody no longer has. Those cannot be"
                " opened again. If the number was wrong, import the right one."
            )


def folder(lies: Waits | Whole | None) -> str | None:
    """What the watched folder waits for; None where there is no such folder."""
    match lies:
        case None:
            return None
        case Whole():
            return _("An extract lies in the watched folder and will be taken in within minutes.")
        case Waits(too_large=names) if names:
            return _("A file in the watched folder is too large to be taken in.")
        case Waits(missing=missing) if missing:
            named = ", ".join(kind.value for kind in missing)
            return _("The watched folder waits for %(names)s.", names=named)
        case Waits(changing=names) if names:
            return _("A file in the watched folder is still being written.")
        case Waits():
            return _("The watched folder is empty.")
