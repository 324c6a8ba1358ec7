"""Words for copies: what each line is, why one is held back, and what the person is told."""

from __future__ import annotations

from collections.abc import Mapping

from participation.web.staff import after_words, asking_wording, wording
from participation.web.staff.handing_words import NO_ANSWER
from participation.web.staff.task_words import TASKS
from participation.web.staff.tried_wording import TOLD_HOW
from participation.web.staff.wording import N_

SECTIONS: Mapping[str, str] = {
    "about": N_("Who you are"),
    "numbers": N_("Your numbers"),
    "around": N_("Who is around you, and who worked with you"),
    "asked": N_("When we asked you"),
    "said": N_("What you said"),
    "texts": N_("Texts to you and from you"),
    "asks": N_("What you asked for"),
    "after": N_("What happened with it"),
    "concerns": N_("When somebody was worried"),
    "looked": N_("Who looked"),
}
WHATS: Mapping[str, str] = {
    "child": N_("What we know about you"),
    "adult": N_("What we know about you"),
    "not_asked": N_("Why you were not asked"),
    "not_wanted": N_("Who must not interpret"),
    "circumstances": N_("What was noted, to be careful"),
    "number": N_("A number or an address"),
    "relationship": N_("Somebody around you"),
    "assignment": N_("Somebody who worked with you"),
    "invitation": N_("We asked you"),
    "task": N_("What somebody was to do about it"),
    "observation": N_("What somebody here saw"),
    "booking": N_("An interpreter for you"),
    "interpreter_not_wanted": N_("An interpreter whom you do not want"),
    "officer_told": N_("You were told who your reviewing officer is"),
    "asking_decision": N_("Somebody decided who is asked"),
    "meeting": N_("The meeting of a review"),
    "meeting_place": N_("Where that meeting was"),
    "meeting_guest": N_("Somebody who was to come to that meeting"),
    "reply": N_("You said whether that was right"),
    "answer": N_("Your answer"),
    "answer_unsent": N_("Typed, and changed or never sent"),
    "remark": N_("Your words"),
    "text_in": N_("A text from you"),
    "text_out": N_("A text to you"),
    "ask": N_("You asked for something"),
    "review": N_("A review"),
    "outcome": N_("What happened with something you said"),
    "decision": N_("A decision"),
    "letter": N_("A letter to you"),
    "talk": N_("A talk alone with your reviewing officer"),
    "paper": N_("Who was given the papers"),
    "participation": N_("How you took part"),
    "concern": N_("Somebody was worried"),
    "looked": N_("Somebody opened your record"),
    "glass": N_("Your record was opened in an emergency"),
}
FACTS: Mapping[str, str] = {
    "name": N_("Name"),
    "known_as": N_("What you are called"),
    "reference": N_("Number in the council’s system"),
    "born_on": N_("Born"),
    "looked_after_since": N_("Looked after since"),
    "ceased_on": N_("Looked after until"),
    "legal_status": N_("Legal status"),
    "spoken_language": N_("Language you speak"),
    "dialect": N_("Dialect"),
    "reading_language": N_("Language you read"),
    "reads": N_("Reads"),
    "interpreter_needed": N_("Interpreter needed"),
    "interpreter_gender": N_("Interpreter, a man or a woman"),
    "communication": N_("How you communicate"),
    "form_override": N_("Which questions you get"),
    "authority_to_place_on": N_("Adoption: authority to place"),
    "placed_for_adoption_on": N_("Adoption: placed"),
    "contact_stopped_on": N_("We stopped writing"),
    "circumstances": N_("Noted"),
    "kind": N_("Who they are to the child"),
    "parental_responsibility": N_("Has parental responsibility"),
    "may_be_asked": N_("May be asked"),
    "until": N_("Until"),
    "value": N_("Number or address"),
    "way": N_("How"),
    "safe_to_text": N_("Safe to text"),
    "own_and_private": N_("Own and private"),
    "confirmed_on": N_("Confirmed"),
    "review_on": N_("Day of the review"),
    "occasion": N_("Asked"),
    "state": N_("How far it came"),
    "not_heard_reason": N_("Why not heard"),
    "reason_on": N_("Noted on"),
    "asked": N_("To be asked"),
    "basis": N_("On which ground"),
    "decided_by": N_("Decided by"),
    "decided_on": N_("Decided on"),
    "agreed_by": N_("Agreed by"),
    "led_by": N_("Led by"),
    "access": N_("Way in and breaks"),
    "place": N_("Place"),
    "joining_link": N_("Joining link"),
    "may_know_place": N_("May know the place"),
    "invited_on": N_("Invited on"),
    "written_to_on": N_("Written to on"),
    "opened_on": N_("Opened on"),
    "told_how": N_("How"),
    "verdict": N_("You said"),
    "language": N_("In"),
    "asked_from": N_("Asked from"),
    "opened_at": N_("Opened"),
    "finished_at": N_("Sent"),
    "helped_by": N_("Helped by"),
    "task": N_("To do"),
    "due_on": N_("By"),
    "attempts": N_("Tried"),
    "booked_for": N_("For"),
    "confirmed_at": N_("Confirmed"),
    "ended_at": N_("Ended"),
    "not_wanted": N_("Who must not interpret"),
    "answer_state": N_("Answer"),
    "channel": N_("Came by"),
    "sharing": N_("Who may see it"),
    "ask": N_("Asked for"),
    "taken_at": N_("Taken on"),
    "taken_by": N_("Taken on by"),
    "done_at": N_("Done"),
    "answer": N_("What you were told"),
    "assigned_as": N_("As"),
    "from_on": N_("From"),
    "until_on": N_("To"),
    "review_kind": N_("Kind"),
    "held_on": N_("Took place"),
    "late_reason": N_("Why it was late"),
    "outcome": N_("What became of it"),
    "who": N_("Who does it"),
    "by_on": N_("By"),
    "because": N_("Why"),
    "released_at": N_("Yours to read since"),
    "told_on": N_("Told on"),
    "told_by": N_("Told by"),
    "how": N_("How"),
    "sign": N_("How we will know"),
    "struck_at": N_("Taken back"),
    "sent_at": N_("Sent"),
    "talk": N_("Talk"),
    "on": N_("Day"),
    "alone": N_("Alone"),
    "interpreter": N_("Interpreter"),
    "paper": N_("Paper"),
    "given_to": N_("Given to"),
    "given_on": N_("On"),
    "code": N_("Code"),
    "cause": N_("Because of"),
    "level": N_("How urgent"),
    "closed": N_("Closed"),
    "where_now": N_("Where the child was"),
    "authority_there": N_("Council there"),
    "to_reach": N_("What was said about ringing"),
    "looked_at": N_("Opened"),
    "times": N_("How often"),
    "first_on": N_("First"),
    "last_on": N_("Last"),
    "glass_reason": N_("Why"),
}
_STATES: Mapping[str, str] = {
    "to_send": N_("not sent yet"),
    "sent": N_("asked"),
    "opened": N_("opened"),
    "started": N_("started"),
    "finished": N_("answered"),
    "declined": N_("said no"),
    "closed": N_("closed"),
    "not_possible": N_("not reached"),
}
_LOOKED: Mapping[str, str] = {
    "summary": N_("what people said before a review"),
    "words": N_("your words, to read them"),
    "texts": N_("texts"),
    "after": N_("what happened with what you said"),
    "meeting": N_("the papers for your review meeting"),
    "copy": N_("all that is held, to make you a copy"),
    "emergency": N_("your record, in an emergency"),
    "concern": N_("that somebody was worried"),
}
_GLASS: Mapping[str, str] = {
    "not_safe": N_("somebody might not be safe"),
    "officer_away": N_("it could not wait, and your officer was away"),
    "court": N_("a court or the police asked"),
    "other": N_("something else"),
}
_OCCASIONS: Mapping[str, str] = {
    "before": N_("before the review"),
    "after": N_("after it, how it was"),
}
_SHARING: Mapping[str, str] = {
    "only_officer": N_("the reviewing officer alone"),
    "officer_and_worker": N_("the reviewing officer and the social worker"),
    "everyone": N_("everybody at the review"),
}
_ASSIGNED: Mapping[str, str] = {
    "reviewing_officer": N_("reviewing officer"),
    "cover": N_("stands in for the reviewing officer"),
    "social_worker": N_("social worker"),
    "business_support": N_("business support"),
}
_LED_BY: Mapping[str, str] = {
    "officer": N_("the reviewing officer"),
    "together": N_("the child and the officer together"),
    "child": N_("the child"),
}
VALUES: Mapping[str, Mapping[str, str]] = {
    "kind": wording.ROLES,
    "state": {**_STATES, **wording.DELIVERY},
    "not_heard_reason": wording.REASONS,
    "task": TASKS,
    "answer_state": NO_ANSWER,
    "channel": wording.CHANNELS,
    "sharing": _SHARING,
    "ask": wording.ASKS,
    "assigned_as": _ASSIGNED,
    "review_kind": wording.REVIEW_TYPES,
    "talk": wording.TALKS,
    "cause": wording.CAUSES,
    "level": wording.LEVELS,
    "looked_at": _LOOKED,
    "glass_reason": _GLASS,
    "occasion": _OCCASIONS,
    "way": wording.WAYS,
    "basis": asking_wording.BASES,
    "led_by": _LED_BY,
    "told_how": TOLD_HOW,
    "verdict": after_words.VERDICTS,
}
LANGUAGES = frozenset({"spoken_language", "reading_language", "language"})
GROUNDS: Mapping[str, str] = {
    "third_party": N_("from somebody else, or about them"),
    "place": N_("an address or a number stands in it"),
    "kept_for_officer": N_("said for the reviewing officer alone"),
    "expected_private": N_("not said for whoever asks on the child’s behalf"),
    "safeguarding": N_("about keeping somebody safe"),
    "serious_harm": N_("it could do serious harm"),
    "legal": N_("legal advice"),
}
LAW: Mapping[str, str] = {
    "third_party": N_("Data Protection Act 2018, Schedule 2, paragraph 16"),
    "place": N_("Data Protection Act 2018, Schedule 2, paragraph 16"),
    "kept_for_officer": N_("Schedule 3, paragraph 10 where a parent asks; else for you to decide"),
    "expected_private": N_("Data Protection Act 2018, Schedule 3, paragraph 10"),
    "safeguarding": N_("Data Protection Act 2018, Schedule 3, paragraph 11"),
    "serious_harm": N_("Data Protection Act 2018, Schedule 3, paragraph 11"),
    "legal": N_("Data Protection Act 2018, Schedule 2, paragraph 19"),
}
DESKS: Mapping[str, str] = {
    "iro": N_("the child’s reviewing officer"),
    "iro_manager": N_("the officers’ manager"),
    "complaints": N_("whoever handles complaints"),
    "safeguarding": N_("whoever leads on safeguarding"),
}
ASKED_BY: Mapping[str, str] = {
    "self": N_("The person themselves"),
    "parent": N_("Somebody with parental responsibility, for the child"),
    "representative": N_("Somebody with their authority, such as a solicitor or an advocate"),
}
REFUSED: Mapping[str, tuple[str, str]] = {
    "nobody": (N_("Nobody is known by that reference."), "#reference"),
    "too_few_words": (
        N_("Say what was asked, and how you know who they are: somebody reads this."),
        "#why",
    ),
    "wrong_day": (
        N_("Fill in the day on which it was asked, not later than today."),
        "#received_on",
    ),
    "not_for_adults": (
        N_("Somebody with parental responsibility asks for a child, not for an adult."),
        "#asked_by",
    ),
    "too_many": (
        N_("Too many references were wrong today. Ask somebody to look it up with you."),
        "#reference",
    ),
    "open_already": (N_("A copy for this person is being made already."), "#reference"),
}
STOPPED: Mapping[str, str] = {
    "undecided": N_("Decide about every line first."),
    "changed": N_("It changed since you looked. Look once more."),
    "same_person": N_(
        "You asked for this copy, so somebody else has to let it go. Who stands in for you is named"
        " as cover."
    ),
    "done": N_("It was let go already."),
    "no_file": N_("There is no file any more."),
    "no_reason": N_(
        "Some lines are not decided: say why, where a line goes that was held back, or where"
        " serious harm or legal advice is the ground."
    ),
}
FILES: Mapping[str, str] = {
    "open": "copy",
    "kept": "kept-for-your-officer",
    "unsent": "typed-and-not-sent",
}
TITLES: Mapping[str, str] = {
    "open": N_("What we hold about you"),
    "kept": N_("What was said for the reviewing officer alone"),
    "unsent": N_("What you typed, and changed or never sent"),
}
ON_THE_COVER = (
    N_("This is a copy of what this service holds about you. It is yours."),
    N_("Your words stand here as you wrote them. Nothing was changed."),
    N_(
        "We may leave things out: what other people told us or what is about them, and what could"
        " badly harm somebody. Every copy says this, whether or not anything was left out."
    ),
    N_(
        "The words came from you and from the people around you. Your name, dates and numbers came"
        " from the council’s own system. They are used to get your review right and to keep you"
        " safe. People decide; no machine does."
    ),
    N_(
        "If something here is wrong, tell your reviewing officer. What you say is put beside it,"
        " with your name and the day, and nothing is rubbed out."
    ),
    N_(
        "You may ask the council to look again. You may also complain to the Information"
        " Commissioner: 0303 123 1113, ico.org.uk."
    ),
)
