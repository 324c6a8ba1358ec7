"""The text of a referral: plain lines for whatever form or mailbox the council's route has.

Exact words and where they came from, nothing made of them. It is shown and saved, never sent.
"""

from __future__ import annotations

from participation.care.safeguarding.models import ConcernDid
from participation.journeys.quoting import Quoted
from participation.journeys.reading_concerns import OpenedConcern
from participation.kernel.dates import long_day, to_london
from participation.web.locale import gettext as _
from participation.web.staff import concern_shown, wording
from participation.web.staff.concern_words import STEPS, who_said
from participation.web.staff.door import Visitor
from participation.web.staff.languages import language_name
from participation.web.staff.translated_words import corrected_shown, said_by

_NOTHING = "–"
_TOLD_OF = (
    ConcernDid.RAISED,
    ConcernDid.ACKNOWLEDGED,
    ConcernDid.HANDED_OVER,
    ConcernDid.CHILD_TOLD,
    ConcernDid.LEVEL_RAISED,
)


def written(opened: OpenedConcern, visitor: Visitor) -> str:
    """The whole text."""
    concern, child = opened.concern, opened.child
    blocks = [
        _lines(
            (_("Referral about a child’s safety, written"), _moment(visitor)),
            (_("Written by"), visitor.staff.full_name or ""),
            (_("Child’s number in the case system"), child.external_id if child else ""),
            (_("Child’s name"), child.called if child else _("not known whose words")),
            (_("Date of birth"), child.born_on.isoformat() if child else ""),
            (_("Language spoken"), _spoken(opened)),
        ),
        _lines(
            (_("Where the child is now"), concern.where_now or ""),
            (_("Whose area that is (this council acts first)"), concern.authority_there or ""),
        ),
        _lines(
            (_("Raised"), wording.moment(concern.raised_at)),
            (_("By"), wording.worded(wording.CAUSES, concern.cause)),
            (_("Level"), wording.worded(wording.LEVELS, concern.level)),
        ),
        _words(opened),
        _lines(*concern_shown.wishes(opened), or_else=""),
        _told(opened),
        _done(opened),
    ]
    if concern.about_professional:
        blocks.append(
            _("It is about somebody who works with children: the LADO is told within one working "
              "day. Do not tell that person.")
        )  # fmt: skip
    return "\n\n".join(block for block in blocks if block) + "\n"


def missing(opened: OpenedConcern) -> list[str]:
    """What a person still has to fill in."""
    concern = opened.concern
    return [
        words
        for words, there in (
            (_("where the child is now"), concern.where_now),
            (_("whose area that is"), concern.authority_there),
            (_("which child it is"), opened.child),
        )
        if not there
    ]


def _words(opened: OpenedConcern) -> str:
    said = opened.said
    if said is None:
        return _("No words came with it.")
    if said.words is None:
        return _("The person has changed the words since. The earlier ones are not kept here.")
    hearing = opened.hearing
    at = hearing.heard_at if hearing else opened.concern.raised_at
    how = [concern_shown.channel(said), concern_shown.read_as(said) or "",
           concern_shown.screened(opened)]  # fmt: skip
    facts = _lines(
        (_("Who said it"), who_said(said)),
        (_("When it came"), wording.moment(at)),
        (_("How it came"), "; ".join(part for part in how if part)),
        (_("Who was there"), _company(said)),
        (_("Language of the words"), language_name(said.language) or "English"),
        (_("Question"), said.question or _NOTHING),
    )
    exact = _("Exact words, not shortened and not corrected:")
    return f"{facts}\n{exact}\n{_quoted(said.words)}{_english(said)}"


def _english(said: Quoted) -> str:
    """The same as people have put it into English, below what was said and never instead of it."""
    made = "".join(f"\n{said_by(one)}\n{_quoted(one.words)}" for one in said.translated)
    wrong = "".join(f"\n{one['by']}\n{_quoted(one['words'])}"
                    for one in corrected_shown(said.corrected))  # fmt: skip
    return made + wrong


def _quoted(words: str) -> str:
    """Every line marked, so that nobody takes our lines for theirs or theirs for ours."""
    return "\n".join(f"> {line}" for line in words.splitlines()) or "> "


def _company(said: Quoted) -> str:
    invitation = said.invitation
    if invitation is None:
        return _("not known")
    parts = [wording.worded(wording.COMPANY, invitation.company)] if invitation.company else []
    if invitation.helped_by:
        parts.append(_("helped by %(who)s", who=invitation.helped_by))
    return ", ".join(parts) or _("not known")


def _told(opened: OpenedConcern) -> str:
    """Who was told and rung, by name and time."""
    lines = [
        f"- {one['when']}: {one['who']}, {one['way']}"
        + (f" ({_('not reached')})" if one["failed"] else "")
        for one in concern_shown.told(opened)
    ]
    return "\n".join([_("Who was told:"), *lines]) if lines else ""


def _done(opened: OpenedConcern) -> str:
    lines = []
    for step in opened.steps:
        if step.what in _TOLD_OF:
            by = f", {concern_shown.name(opened, step.by_id)}" if step.by_id else ""
            note = f": {step.note}" if step.note else ""
            lines.append(
                f"- {wording.moment(step.at)}: {wording.worded(STEPS, step.what)}{by}{note}"
            )
    return "\n".join([_("What was done so far:"), *lines])


def _spoken(opened: OpenedConcern) -> str:
    child = opened.child
    if child is None:
        return _("not known")
    name = language_name(child.spoken_language) or "English"
    return f"{name}, {_('interpreter needed')}" if child.interpreter_needed else name


def _moment(visitor: Visitor) -> str:
    here = to_london(visitor.now)
    return f"{long_day(here.date())} {here.year}, {here:%H:%M}"


def _lines(*pairs: tuple[str, str], or_else: str = _NOTHING) -> str:
    return "\n".join(f"{label}: {value or or_else}" for label, value in pairs)
