"""Words for bookings of interpreters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from participation.care.interpreting.booking_models import Booking
from participation.care.interpreting.booking_rules import (
    Attended,
    BookingState,
    Means,
    Occasion,
    Presence,
    Stands,
    Why,
    pre_brief_at,
)
from participation.kernel.languages import ENGLISH, LANGUAGES
from participation.web.locale import gettext as _
from participation.web.staff import wording
from participation.web.staff.languages import language_name
from participation.web.staff.wording import N_

STATES: Mapping[str, str] = {
    BookingState.NEEDED: N_("nobody asked yet"),
    BookingState.REQUESTED: N_("asked for"),
    BookingState.CONFIRMED: N_("confirmed"),
    BookingState.FAILED: N_("nobody found"),
    BookingState.CANCELLED: N_("not needed"),
}
WHY: Mapping[str, str] = {
    Why.NOBODY_FREE: N_("the agency has nobody"),
    Why.WITHDREW: N_("whoever was to come cannot"),
    Why.NOT_SUITABLE: N_("another dialect, or not the right person"),
    Why.NO_ANSWER: N_("the agency does not answer"),
    Why.REVIEW_WITHOUT: N_("the review was held without"),
    Why.NOT_COMING: N_("this person does not come"),
    Why.NOT_NEEDED: N_("not needed after all"),
    Why.REVIEW_GONE: N_("the review was cancelled"),
    Why.CARE_ENDED: N_("care has ended, or contact has stopped"),
    Why.MOVED: N_("the day or the time has changed"),
    Why.NEEDS_CHANGED: N_("what is needed has changed"),
    Why.NOT_WANTED: N_("this person does not want that interpreter"),
    Why.KNOWS_FAMILY: N_("whoever was to come may know the family"),
}
STANDS: Mapping[str, str] = {
    Stands.NOT_NOW: N_("This has changed meanwhile. Look at how it stands now."),
    Stands.NO_DAY: N_("There is no day to come that an interpreter can be asked for."),
    Stands.NO_LANGUAGE: N_("Nobody has said which language. Ask them, and note it first."),
    Stands.NOBODY: N_("Choose an interpreter of this language."),
    Stands.NOT_CHECKED: N_(
        "Not confirmed: for this interpreter the signed confidentiality or the vetting is missing,"
        " or the vetting ends before the day."
    ),
    Stands.NOT_WANTED: N_("Not confirmed: this person does not want that interpreter."),
    Stands.FAMILY: N_("Not confirmed: that is the name of somebody of the family."),
    Stands.KNOWS_FAMILY: N_("Not confirmed: this interpreter may know the family."),
    Stands.NOT_SAID: N_("Ask whether they are a relative, a friend or a carer, and tick the box."),
    Stands.TOO_EARLY: N_("Whether they came is known on the day."),
}
PRESENCE: Mapping[str, str] = {
    Presence.THERE: N_("in the room"),
    Presence.VIDEO: N_("by video"),
    Presence.PHONE: N_("by telephone"),
}
ATTENDED: Mapping[str, str] = {
    Attended.CAME: N_("came"),
    Attended.LATE: N_("came late"),
    Attended.NO_SHOW: N_("did not come"),
}
OCCASIONS: Mapping[str, str] = {
    Occasion.REVIEW: N_("review"),
    Occasion.PRE_MEETING: N_("talk before the review"),
}
GENDERS: Mapping[str, str] = {"female": N_("a woman"), "male": N_("a man")}
SIGNS: Mapping[str, str] = {
    Means.BSL: N_("British Sign Language (BSL)"),
    Means.MAKATON: N_("Makaton"),
}


def interpreted(means: Means, code: str | None) -> str:
    """'Tigrinya', 'Makaton'; or that nobody has said which language."""
    if means in SIGNS:
        return _(SIGNS[means])
    return language_name(code) or _("language not known")


def with_dialect(booking: Booking) -> str:
    name = interpreted(booking.means, booking.language)
    return f"{name} ({booking.dialect})" if booking.dialect else name


def when(booking: Booking) -> str:
    """'Mon 11 Jan, 4.15pm'."""
    return wording.day_and_hour(booking.on_day, booking.at_time)


def pre_brief(booking: Booking) -> str | None:
    return pre_brief_at(booking.at_time, booking.pre_brief_minutes)


def options(table: Mapping[str, str], *chosen: str) -> Sequence[tuple[str, str]]:
    """What a page offers to choose from."""
    return [(str(code), _(table[code])) for code in (chosen or table)]


def languages() -> dict[str, str]:
    """Every language but English, and what is signed, by its code."""
    spoken = {code: one.english for code, one in LANGUAGES.items() if code != ENGLISH.code}
    return spoken | {str(sign): _(text) for sign, text in SIGNS.items()}
