"""What each task asks of whoever has it, in words."""

from __future__ import annotations

from collections.abc import Mapping

from participation.web.staff.wording import N_

TASKS: Mapping[str, str] = {
    "in_person": N_("asked in person"),
    "ask_again": N_("ask again: they asked for another time, or were not there"),
    "no_safe_way": N_("find another way: ring, write, visit or go through a solicitor"),
    "never_spoken_with": N_("speak with this person before any text"),
    "ask_about_worries_alone": N_("ask the child alone whether anything worries them"),
    "call": N_("ring back"),
    "language": N_("find an interpreter"),
    "wrong_number": N_("find the right number"),
    "stopped": N_("ask at the next contact how they want to be heard"),
    "card": N_("hand over a card with a code"),
    "key_shut": N_("five wrong tries on their key: talk with them, then set it free"),
    "form_lost": N_("ask in person: the questions they began with cannot be put any more"),
    "desk": N_("decide whose words these are"),
    "age_estimated": N_(
        "18 by an estimated birthday: find out the age; until then this goes on as before"
    ),
    "let_texts_go": N_("look at the first texts that wait, and let them go"),
    "too_many_texts": N_("find out why so many texts were to go in one hour; the others wait"),
    "summary_unread": N_(
        "nobody has read what was said before this review: see that an officer does"
    ),
    "number_changed": N_("the number has changed: ask whether to write to the new one"),
    "import_waits": N_("look at the extract that came: it asks something, or has a mistake"),
    "staff_unused": N_("a colleague has not signed in for 30 days: see People who sign in"),
    "file_first": N_(
        "put everything into the case record and note where it stands, before it goes from here"
    ),
    "translate": N_("give words to a translator"),
    "translator": N_("give the words to another translator"),
    "told_translated": N_("look at what was put into the child’s language, and tell them"),
    "subject_export": N_("look a copy through that somebody asked for of what is held on them"),
    "interpreter": N_("ten working days or less, and no interpreter is confirmed"),
    "interpreter_moved": N_("ring the agency: the day or what is needed has changed"),
    "needs_said": N_(
        "they said which language they use, or whom they want as an interpreter: look"
    ),
    "who_is_asked": N_(
        "look through who is asked before this review; everybody known is asked meanwhile"
    ),
    "was_it_held": N_("a review’s day is over 60 days gone: find out whether it was held"),
    "tell_officer": N_("tell the child who their officer is now, and how to reach them"),
    "agree_not_asked": N_("agree, or not, to what was decided about asking somebody"),
    "glass": N_("look over a record that somebody opened in an emergency"),
    "glass_not_right": N_(
        "see to a record that was opened in an emergency, which somebody found was not right"
    ),
}
