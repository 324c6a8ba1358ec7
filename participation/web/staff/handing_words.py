"""Words for what may be shared: versions, what was found, and why something is left out."""

from __future__ import annotations

from collections.abc import Mapping

from participation.web.locale import gettext as _
from participation.web.staff.languages import language_name
from participation.web.staff.wording import N_

VERSIONS: Mapping[str, str] = {
    "officer": N_("For the reviewing officer"),
    "shared": N_("For the social worker"),
    "meeting": N_("For the review"),
    "parent": N_("For a parent"),
}
OPENED_BY: Mapping[str, str] = {
    "officer": N_("The child’s reviewing officer and whoever covers"),
    "shared": N_("The child’s social worker, and the council’s own systems"),
    "meeting": N_("The officer makes it; whoever is at the review hears or reads it"),
    "parent": N_("The officer makes it and hands it over"),
}
HOLDS: Mapping[str, str] = {
    "officer": N_("Everything that was sent, with what was kept for the officer, and safety"),
    "shared": N_(
        "What people let the social worker or everyone see, now and at earlier reviews. "
        "No safety, nothing kept for the officer"
    ),
    "meeting": N_(
        "What people let everyone at the review see, without names of adults. "
        "Nobody’s answer about being safe, nothing that came late or was left out"
    ),
    "parent": N_(
        "Only the child’s own answers that everyone at the review may see, and none about home, "
        "the people there, school or their own life"
    ),
}
FOUND: Mapping[str, str] = {
    "postcode": N_("a postcode"),
    "phone": N_("a telephone number"),
    "email": N_("a mail address or a name on the internet"),
    "link": N_("a web address"),
    "street": N_("a street"),
    "carer": N_("the surname of a carer"),
    "school": N_("a school"),
}
WHYS: Mapping[str, str] = {
    "place": N_("It says where the child lives or can be met"),
    "somebody": N_("It is about somebody else"),
    "hurt": N_("It would hurt somebody to hear it this way"),
    "asked": N_("The child asked for that"),
    "other": N_("Another reason"),
}
STATES: Mapping[str, str] = {
    "to_send": N_("not sent yet"),
    "sent": N_("asked"),
    "opened": N_("opened"),
    "started": N_("started"),
    "finished": N_("answered"),
    "declined": N_("said no"),
    "closed": N_("closed"),
    "not_possible": N_("not reached"),
    "not_asked": N_("not asked"),
}
NO_ANSWER: Mapping[str, str] = {
    "skipped": N_("Left out"),
    "declined": N_("Did not want to answer"),
    "unknown": N_("Does not know"),
    "not_reached": N_("Not reached"),
    "not_asked": N_("Not asked, because of who was there. Ask it alone."),
}
SHARING: Mapping[str, str] = {
    "only_officer": N_("Only for you"),
    "officer_and_worker": N_("For you and the social worker; not read out"),
    "everyone": N_("May be shared at the review"),
}


def untranslated(words: str | None, language: str | None) -> str | None:
    """That nobody has put these words into English; a number texted for a choice needs it not."""
    name = language_name(language)
    if not words or not name or words.strip().isdigit():
        return None
    return _("In %(language)s. Not translated yet.", language=name)
