"""What happens after a review, in the words of staff pages."""

from __future__ import annotations

from collections.abc import Mapping

N_ = str  # marks a text for the translators

KINDS: Mapping[str, str] = {
    "yes": N_("yes"),
    "not_yet": N_("not yet"),
    "no": N_("no, because"),
    "raised": N_("raised at the review"),
}
WITHHELD: Mapping[str, str] = {
    "nothing_written": N_("Nothing is written yet."),
    "no_key": N_("Tell in person: there is no key of their own yet."),
    "not_with_key": N_(
        "Tell in person: their key does not open these words. They were typed without it, or"
        " came another way."
    ),
    "words_gone": N_("The child’s words have changed since, so this is shown to nobody."),
    "kept_private": N_(
        "Tell in person, or mark it as safe to show: they kept these words for their officer."
    ),
    "not_translated": N_(
        "Tell in person, or have it put into their language first: these words are in another."
    ),
    "contact_stopped": N_("Contact was stopped: nothing is shown."),
}
LACKS: Mapping[str, str] = {
    "who": N_("Say who does it."),
    "by_on": N_("Say by when."),
    "because": N_("Say why not."),
    "told": N_("Change what they read as well, or make a new first wording: it is as before."),
}
TOLD_HOW: Mapping[str, str] = {
    "visit": N_("on a visit"),
    "call": N_("by a call"),
    "paper": N_("on paper"),
    "meeting": N_("at the review"),
}
VERDICTS: Mapping[str, str] = {
    "yes": N_("Yes, that is right."),
    "no": N_("No, that is not right."),
    "talk": N_("I want to talk about it."),
}
WHAT: Mapping[str, str] = {
    "held": N_("It took place, or its second part did"),
    "part_one": N_("Part one took place, and it was adjourned"),
    "moved": N_("It was moved to this day"),
}
HELD_AS: Mapping[str, str] = {
    "meeting": N_("as a meeting"),
    "other": N_("without a meeting"),
}
NOT_SO: Mapping[str, str] = {
    "in_the_future": N_("That day is still to come."),
    "in_the_past": N_("A review is moved to a day that is still to come."),
    "already_adjourned": N_("It was adjourned already, and a review is adjourned once."),
    "before_part_one": N_("That is before part one."),
    "held_already": N_("It took place already."),
    "cancelled": N_("It was cancelled. The case system says when it is planned again."),
    "picked_enough": N_("They have picked three others. Take one of those off first."),
    "nothing_written": N_("Write what happened first."),
    "needs_a_reason": N_("Say why: nothing was heard, or you decide otherwise than suggested."),
    "not_held": N_("That is before the review took place."),
}
PAPERS: Mapping[str, str] = {
    "decisions": N_("decisions written and sent round"),
    "record": N_("full record finished"),
    "distribution": N_("full record with everybody who gets it"),
}
GIVEN: Mapping[str, str] = {
    "decisions": N_("the decisions"),
    "record": N_("the full record"),
    "letter": N_("a letter to the child"),
}
GIVEN_HOW: Mapping[str, str] = {
    "hand": N_("by hand"),
    "post": N_("by post"),
    "mail": N_("by secure mail"),
    "system": N_("in the case system"),
}
CODES: Mapping[str, str] = {
    "PN0": N_("under four at the time of the review"),
    "PN1": N_("was there and spoke"),
    "PN2": N_("was there, and an advocate or you spoke for them"),
    "PN3": N_("was there and showed their views without words"),
    "PN4": N_("was there, with nothing said or shown"),
    "PN5": N_("was not there, and asked an advocate or you to say it"),
    "PN6": N_("was not there, and sent their views"),
    "PN7": N_("was not there, and sent nothing"),
}
BECAUSE: Mapping[str, str] = {
    "under_four": N_("under four on that day"),
    "spoke": N_("they spoke"),
    "spoken_for": N_("somebody spoke for them"),
    "showed": N_("they showed it without words"),
    "silent": N_("nothing was said or shown"),
    "sent_words_before": N_("words came before: if you read them out, it is PN2"),
    "briefed": N_("they asked somebody to say it"),
    "sent_by_web": N_("they sent answers on the web"),
    "sent_by_text": N_("they answered by text"),
    "sent_by_chat": N_("they answered in the chat"),
    "sent_another_way": N_("they sent it another way"),
    "nothing_came": N_("nothing came before the review"),
    "left_to_try": N_("a way to ask was never tried"),
    "came_too_late": N_("words came after the review, which do not count for it"),
    "not_for_this_review": N_("what they wrote between reviews does not count for it"),
}
MISSING: Mapping[str, str] = {
    "not_held": N_("No code before the review has taken place."),
    "was_the_child_there": N_("Say whether the child was there."),
    "outside_the_return": N_("A supervision order is outside the national return: no code."),
    "only_short_breaks": N_("Only ever on short breaks: outside the national return, no code."),
}
FAULTS: Mapping[str, str] = {
    "166": N_("The review has no day yet (rule 166)."),
    "167": N_("Choose a code (rule 167)."),
    "399": N_("The child was only ever on short breaks, V3 or V4 (rule 399)."),
    "440": N_("PN0, but the child was over four (rule 440)."),
    "441": N_("PN1 to PN7, but the child was under four (rule 441)."),
}
FACTS: Mapping[str, str] = {
    "spoke": N_("They spoke"),
    "spoken_for": N_("An advocate or you spoke for them"),
    "showed": N_("They showed their views: a drawing, cards, signs"),
    "briefed": N_("They were not there and asked somebody to say it for them"),
    "another_way": N_("Their views came another way: a call, a letter, a visit"),
}
