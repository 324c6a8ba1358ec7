"""Codes in the words of staff pages. English is the source; the catalogues may hold more."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time

from participation.kernel.clock import LONDON
from participation.kernel.dates import hour_words, long_day, short_day
from participation.kernel.languages import known
from participation.web.locale import gettext as _
from participation.web.locale import ngettext

N_ = str  # marks a text for the translators

ROLES: Mapping[str, str] = {
    "child": N_("Child"),
    "mother": N_("Mother"),
    "father": N_("Father"),
    "parental_responsibility": N_("Holds parental responsibility"),
    "foster_carer": N_("Foster carer"),
    "connected_carer": N_("Connected carer"),
    "residential_carer": N_("Residential carer"),
    "prospective_adopter": N_("Prospective adopter"),
    "school": N_("School"),
    "health": N_("Health"),
    "advocate": N_("Advocate"),
    "childrens_guardian": N_("Children’s guardian"),
    "personal_adviser": N_("Personal adviser"),
    "independent_visitor": N_("Independent visitor"),
    "other": N_("Other"),
}
REVIEW_TYPES: Mapping[str, str] = {
    "first": N_("first review"),
    "second": N_("second review"),
    "subsequent": N_("later review"),
    "early": N_("review brought forward"),
    "two_part": N_("review in two parts"),
    "short_breaks": N_("short breaks review"),
    "adoption_unplaced": N_("adoption review, not placed yet"),
    "adoption_placed": N_("adoption review, placed"),
    "supervision_order": N_("supervision order review"),
}
DUE_RULES: Mapping[str, str] = {
    "first_20_working_days": N_("within 20 working days of becoming looked after"),
    "second_3_months": N_("within 3 months of the first review"),
    "later_6_months": N_("within 6 months of the review before"),
    "unplaced_3_months": N_("within 3 months of the authority to place"),
    "unplaced_6_months": N_("within 6 months of the review before, not placed yet"),
    "placed_4_weeks": N_("within 4 weeks of the placement for adoption"),
    "placed_3_months": N_("within 3 months of the first review in the placement"),
    "placed_6_months": N_("within 6 months of the review before, placed for adoption"),
    "short_breaks_3_months": N_("within 3 months of the first short break"),
    "short_breaks_6_months": N_("within 6 months of the review before, short breaks"),
    "second_part_20_working_days": N_("within 20 working days of the part that was adjourned"),
    "previous_date_missing": N_(
        "the date of the review before is missing, so this is the case system’s day"
    ),
    "adoption_date_missing": N_("an adoption date is missing, so this is the case system’s day"),
    "outside_the_return": N_("no statutory day for a supervision order"),
    "earlier_period": N_("of an earlier time in care, so this is the case system’s day"),
}
REASONS: Mapping[str, str] = {
    "no_form_yet": N_(
        "this service does not ask this person by itself; somebody asks them in person"
    ),
    "recorded_decision": N_("a recorded decision not to ask"),
    "decision_ran_out": N_(
        "not asked last time; that has run out: the social worker decides again before any text"
    ),
    "asked_in_person": N_("asked in person, and did not want to say anything"),
    "wants_no_contact": N_("wants nothing to do with the council"),
    "unwell": N_("unwell, or in hospital"),
    "abroad": N_("abroad, and not reached there"),
    "no_interpreter": N_("there was no interpreter"),
    "through_solicitor": N_("asked through their solicitor, and nothing came"),
    "told_too_late": N_("not told in time"),
    "language_unknown": N_("nobody knows which language they use"),
    "in_prison": N_("in prison: write, ring there, visit, or ask their solicitor"),
    "whereabouts_unknown": N_("nobody knows where they are: find them"),
    "never_spoken_with": N_("nobody has spoken with this person yet; ring first"),
    "no_number": N_("no mobile number"),
    "not_safe_to_text": N_("not safe to text"),
    "not_own_phone": N_("the phone is not noted as theirs alone"),
    "number_too_old": N_("the number was last confirmed too long ago"),
    "number_suspended": N_("the number did not work"),
    "stopped": N_("asked for no more texts"),
    "shared_number": N_("the same number is held for different people"),
    "contact_stopped": N_("contact was stopped"),
    "missing": N_("not written to while the child is missing"),
    "left_care": N_("the child has left care"),
    "of_age": N_("now 18: nobody is asked any more"),
    "adopted": N_("adopted: nobody is asked any more"),
    "died": N_("nobody is asked any more"),
    "review_cancelled": N_("the review was cancelled"),
    "placement_order": N_(
        "a placement order: asked only if the officer and the social worker decide so"
    ),
    "phone_taken": N_("somebody else is answering on the same phone"),
    "unused": N_("their way in was closed by itself; open it, or leave it closed"),
    "on_the_route": N_(
        "not closed, because the route of concerns needs them: ask whether it still does"
    ),
    "not_asked_in_time": N_("the first text could not go out in time"),
    "could_not_send": N_("our text could not be made; ask in person"),
    "placed_for_adoption": N_(
        "placed for adoption: asked only if the officer and the social worker decide so"
    ),
    "family_abroad": N_(
        "alone in this country: nobody writes to family until the child agrees and advice is taken"
    ),
    "enough_texts": N_("three texts were sent already; ask in another way"),
    "number_changed": N_("the number is new; it is not written to in its first day"),
    "several_children": N_("looks after several children: ask about each by itself"),
    "not_around": N_("not around this child any more, by the case system"),
    "no_reply": N_("asked, no reply yet"),
    "said_no": N_("said no"),
    "another_time": N_("asked for another time"),
    "not_sent_yet": N_("the first text has not gone out yet"),
    "opened_not_begun": N_("opened the link, has not begun"),
    "begun_not_sent": N_("has begun, has not sent it"),
    "no_safe_way": N_("no safe way to write"),
    "copy_open": N_("somebody has asked for a copy of it, which is not made yet"),
    "not_filed": N_("a review’s newest summary is not in the case record yet"),
    "rest_not_filed": N_("asks, concerns, decisions or talks alone are not in the case record yet"),
    "goes_soon": N_("nothing is missing: look whether the end of care and the birthday are right"),
    "glass_open": N_("a record was opened in an emergency, and nobody has looked it over yet"),
    "round_open": N_("people are still asked before a review"),
    "translator_knows_family": N_("this one may know the family"),
    "translator_late": N_("this one is late: ring them first"),
    "translator_no_mail": N_("the mail to this one did not arrive: ring them first"),
    "words_unread": N_("somebody’s words wait to be read"),
    "concern_open": N_("a concern is not closed"),
    "ask_open": N_("something that was asked is not done"),
}
# Reasons that end in the code of a language, a council's own among them.
_OF_A_LANGUAGE: Mapping[str, str] = {
    "speaks_": N_("asks for %(language)s"),
    "chose_": N_("now writes in %(language)s"),
}
CAUSES: Mapping[str, str] = {
    "words": N_("words on the list"),
    "chosen_answer": N_("an answer that was chosen"),
    "worry_yes": N_("“yes” to being worried or scared"),
    "button": N_("the safety button"),
    "not_screened": N_("words in a language that cannot be screened"),
    "restored": N_("raised before a copy was restored; what was said is lost"),
    "help_text": N_("a text asking for help"),
    "stop_text": N_("a text saying stop, with other signs"),
    "sign_of_life": N_("a sign of life from a missing child"),
    "picture": N_("a picture that came by text"),
    "person_worried": N_("somebody who read the words and was worried"),
}
STAFF_ROLES: Mapping[str, str] = {
    "iro": N_("the reviewing officer"),
    "iro_manager": N_("the officers’ manager"),
    "business_support": N_("business support"),
    "social_worker": N_("the social worker"),
    "participation": N_("the participation worker"),
    "safeguarding": N_("the safeguarding team"),
    "complaints": N_("the complaints manager"),
    "admin": N_("the administrator"),
    "data_protection": N_("whoever leads on data protection"),
}
LEVELS: Mapping[str, str] = {
    "red": N_("red"),
    "amber": N_("amber"),
    "not_screened": N_("not screened"),
}
FIRST_TEXTS: Mapping[str, str] = {
    "first_adult_unconfirmed.N": N_("is this a good number; no name, no day"),
    "first_adult.N": N_("first text, neutral: no name, no day"),
    "first_adult.K": N_("first text with their name, the officer’s name and a day"),
    "first_by_link.K": N_("link, with their name, the officer’s name and a day"),
    "first_child.K": N_("link, with their name, the officer’s first name and a day"),
    "after_child.K": N_("link after a review, with their name and the officer’s first name"),
    "after_adult.K": N_("link after a review, with their name and the officer’s name"),
}
CHANNELS: Mapping[str, str] = {
    "form": N_("on the web"),
    "sms": N_("by text"),
    "chat": N_("in the chat"),
    "paper": N_("on paper, typed in"),
    "told": N_("told a member of staff"),
}
WAYS: Mapping[str, str] = {
    "text": N_("by text"),
    "link": N_("by link"),
    "card": N_("by card"),
    "call": N_("by phone"),
    "letter": N_("by letter"),
    "visit": N_("by visit"),
}
REMARKS: Mapping[str, str] = {
    "refused": N_("typed where a choice was asked"),
    "more": N_("went on from an answer"),
    "late": N_("came after sending"),
    "added": N_("added after sending"),
    "rescued": N_("kept after a fault of ours"),
    "one_child": N_("about just this child"),
    "told": N_("said on a visit or in a call"),
    "beside": N_("told to staff or on paper, beside what they began themselves"),
    "placed": N_("came from a number that somebody had to place"),
}
DELIVERY: Mapping[str, str] = {
    "queued": N_("waits to go out"),
    "sending": N_("is going out now"),
    "sent": N_("on its way; the phone has not answered yet"),
    "delivered": N_("arrived on the phone"),
    "undelivered": N_("did not arrive"),
    "failed": N_("could not be sent"),
    "unknown": N_("may not have arrived; nobody can say"),
    "cancelled": N_("was not sent"),
    "placed": N_("kept with what they said"),
    "received": N_("came in"),
    "desk": N_("waits to be placed"),
    "not_ours": N_("not for us"),
}
DELIVERY_TROUBLE = frozenset({"undelivered", "failed", "unknown", "cancelled"})
CONVERSATIONS: Mapping[str, str] = {
    "waiting": N_("Waits until somebody else has finished on the same phone."),
    "opening": N_("We have asked whether we may ask."),
    "asking": N_("They are answering."),
    "done": N_("They have finished."),
    "closed": N_("Closed: nothing more goes to this phone for it."),
}
PLACEMENTS: Mapping[str, str] = {
    "placed": N_("it was kept with what somebody said"),
    "not_ours": N_("it was taken to be nothing to do with us"),
    "taken_back": N_("it was taken back: it had been kept with the wrong person"),
}
ASKS: Mapping[str, str] = {
    "message": N_("a message"),
    "advocate": N_("an advocate"),
    "complaint": N_("a complaint"),
    "review_sooner": N_("a review sooner"),
    "solicitor": N_("a solicitor"),
    "visitor": N_("an independent visitor"),
    "language": N_("someone who speaks their language"),
    "manager": N_("a message to the officers’ manager"),
    "tell_me": N_("to be told what happened"),
    "happened": N_("a reply to what happened with what they said"),
}
TELLING: Mapping[str, str] = {
    "call": N_("by a call"),
    "visit": N_("by a visit"),
    "paper": N_("on paper"),
}
SOURCES: Mapping[str, str] = {
    "answer": N_("An answer"),
    "remark": N_("Other words"),
    "message": N_("A text"),
    "ask": N_("Asked between reviews"),
    "seen": N_("What staff saw"),
}
NEEDS: Mapping[str, str] = {
    "symbols": N_("symbols"),
    "easy_read": N_("easy read"),
    "large_text": N_("large text"),
    "bsl": N_("British Sign Language"),
    "makaton": N_("Makaton"),
}
COMPANY: Mapping[str, str] = {
    "alone": N_("alone"),
    "carer": N_("somebody from home was there"),
    "outside": N_("somebody from outside home was there"),
}
TALKS: Mapping[str, str] = {
    "talked": N_("talked"),
    "refused": N_("the child did not want to"),
    "not_appropriate": N_("not appropriate"),
}
TALK_HOWS: Mapping[str, str] = {
    "visit": N_("on a visit"),
    "video": N_("by video"),
    "call": N_("on the phone"),
}


def worded(table: Mapping[str, str], code: str | None) -> str:
    """A code in words; an unknown one as it is, so that nothing is hidden."""
    if code is None:
        return ""
    text = table.get(code)
    if text is None and table is REASONS:
        return _of_a_language(code)
    return _(text) if text else code.replace("_", " ")


def _of_a_language(code: str) -> str:
    """Looked up when it is said: a council adds languages after this file is read."""
    for begins, text in _OF_A_LANGUAGE.items():
        tongue = known(code.removeprefix(begins)) if code.startswith(begins) else None
        if tongue is not None:
            return _(text, language=tongue.english)
    return code.replace("_", " ")


def who(role: str, name: str, child: str) -> str:
    """Whose part this is: the child by name, an adult by what they are to the child, and name."""
    if role == "child":
        return child
    word = worded(ROLES, role)
    return f"{word}, {name}" if name else word


def moment(at: datetime | None) -> str:
    """'Mon 16 Nov, 4.05pm', on the London clock."""
    if at is None:
        return ""
    here = at.astimezone(LONDON)
    return f"{short_day(here.date())}, {hour_words(here.time())}"


def days_ago(days: int) -> str:
    if days <= 0:
        return _("today")
    return ngettext("%(num)s day ago", "%(num)s days ago", days)


def day_and_hour(day: date | None, at: str | None) -> str:
    """'Thu 3 Dec, 4.15pm'; without a day, that there is none."""
    if day is None:
        return _("no day yet")
    return f"{short_day(day)}, {hour_words(time.fromisoformat(at))}" if at else short_day(day)


def full_day(day: date | None) -> str:
    return long_day(day) if day else _("no day")


def due_difference(computed: date | None, imported: date | None) -> str | None:
    """How the case system's due day differs from the one worked out here; None if not."""
    if computed is None or imported is None or computed == imported:
        return None
    days = abs((imported - computed).days)
    later = imported > computed
    apart = (
        ngettext("%(num)s day later", "%(num)s days later", days)
        if later
        else ngettext("%(num)s day earlier", "%(num)s days earlier", days)
    )
    return _("The case system says %(day)s, %(apart)s.", day=long_day(imported), apart=apart)
