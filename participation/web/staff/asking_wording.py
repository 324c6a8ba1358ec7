"""Who is asked, in the words of its pages."""

from __future__ import annotations

from collections.abc import Mapping

from participation.web.staff.wording import N_

BASES: Mapping[str, str] = {
    "court_order": N_("an order of a court says so"),
    "harm": N_("asking would put somebody in danger"),
    "adoption": N_("adoption is planned, and the parents are not asked"),
    "child_not_agreed": N_("family abroad: the child has not agreed, or advice is not taken yet"),
    "own_wish": N_("they said that they do not want to be asked"),
    "childs_wish": N_("the child does not want them asked"),
    "to_ask": N_("asked, as the social worker and the officer decided"),
}
MISSING: Mapping[str, str] = {
    "no_number": N_("no number, or it does not work"),
    "not_safe_to_text": N_("not safe to text"),
    "language_unknown": N_("nobody knows which language they use"),
    "in_prison": N_("in prison"),
    "whereabouts_unknown": N_("nobody knows where they are"),
}
FAULTS: Mapping[str, tuple[str, str]] = {
    "no_basis": (N_("Choose on which basis they are not asked."), "#basis"),
    "no_why": (N_("Write the reason in a sentence."), "#why"),
    "no_decider": (N_("Write who decided it."), "#decided_by"),
    "no_day": (N_("Write on which day it was decided."), "#decided_on"),
    "day_to_come": (N_("That day is still to come."), "#decided_on"),
}
REFUSED: Mapping[str, str] = {
    "over": N_("Nobody is asked before this review any more. Nothing was changed."),
    "left_to_decide": N_("Decide first about whoever is marked below."),
    "social_worker_first": N_("The social worker writes this down first; then you agree, or not."),
    "changed_since": N_(
        "Somebody changed this while the page was open. Below stands what was decided meanwhile and"
        " by whom. Nothing of yours was kept: read it, then decide."
    ),
    "both_decide": N_("Two people decide this. You wrote it down, so somebody else has to agree."),
    "not_for_them": N_("There is nothing to decide about this person here. Look again."),
}
LAST: Mapping[str, str] = {
    "to_send": N_("was to be asked"),
    "sent": N_("asked, no reply"),
    "opened": N_("opened it, no reply"),
    "started": N_("began, and did not send it"),
    "finished": N_("answered"),
    "declined": N_("said no"),
    "closed": N_("not asked in time"),
    "not_possible": N_("not reached by us"),
    "not_asked": N_("not asked, by a decision"),
}
