"""A first wording of the letter to a child after a review: from points and decisions. Pure.

In the words of their age. The frame is ours and in the catalogue; what the officer wrote, and what
was decided, is put in as it is, so a draft that holds English words is in English as a whole until
a person has translated it. What the child kept for the officer is in no letter, unless the officer
marked it as safe to show: paper lies about (R2).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from participation.care.outcomes.drafting import Draft
from participation.kernel.languages import ENGLISH
from participation.kernel.texts import IN_ENGLISH, Texts
from participation.questionnaire.definition import Band

N_ = str  # marks a text for the translators

GREETING = N_("Dear {name},")
THANKS: Mapping[Band, str] = {
    Band.FOUR_TO_SEVEN: N_("Thank you for telling me things."),
    Band.EIGHT_TO_ELEVEN: N_("Thank you for telling me what you think."),
    Band.TWELVE_TO_FIFTEEN: N_("Thank you for telling me what you think before your review."),
    Band.SIXTEEN_TO_SEVENTEEN: N_("Thank you for saying what you think before your review."),
    Band.EASY: N_("Thank you for telling me what you think."),
}
NOTHING_SAID: Mapping[Band, str] = {
    Band.FOUR_TO_SEVEN: N_("We talked about you and your plan."),
    Band.EIGHT_TO_ELEVEN: N_("Your review is over. This is what happened."),
    Band.TWELVE_TO_FIFTEEN: N_("Your review has taken place. This is what came of it."),
    Band.SIXTEEN_TO_SEVENTEEN: N_("Your review has taken place. This is what came of it."),
    Band.EASY: N_("Your review is over. This is what happened."),
}
PART_ONE: Mapping[Band, str] = {
    Band.FOUR_TO_SEVEN: N_("We talked about you. We will talk more another day."),
    Band.EIGHT_TO_ELEVEN: N_("We have had the first part of your review. There is more to come."),
    Band.TWELVE_TO_FIFTEEN: N_(
        "We have had the first part of your review. It goes on another day."
    ),
    Band.SIXTEEN_TO_SEVENTEEN: N_(
        "We have had the first part of your review. It goes on another day."
    ),
    Band.EASY: N_("We have had the first part of your review. There is more to come."),
}
NOBODY_NAMED = N_("your reviewing officer")
YOU_SAID = N_("You said: “{words}”")
DECIDED: Mapping[Band, str] = {
    Band.FOUR_TO_SEVEN: N_("This is what will happen:"),
    Band.EIGHT_TO_ELEVEN: N_("This is what the grown-ups decided:"),
    Band.TWELVE_TO_FIFTEEN: N_("This is what was decided at your review:"),
    Band.SIXTEEN_TO_SEVENTEEN: N_("These decisions were made at your review:"),
    Band.EASY: N_("This is what was decided:"),
}
WHO_AND_WHEN = N_("Who does it: {who}. By when: {day}.")
NOT_RIGHT: Mapping[Band, str] = {
    Band.FOUR_TO_SEVEN: N_("Is something not right? Tell me."),
    Band.EIGHT_TO_ELEVEN: N_("Is something here not right? Tell me. I want to know."),
    Band.TWELVE_TO_FIFTEEN: N_("If something here is not right, tell me. I want to know."),
    Band.SIXTEEN_TO_SEVENTEEN: N_("If something here is not right, tell me. I want to know."),
    Band.EASY: N_("Is something here not right? Tell me."),
}


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class TellsBack:
    """One point: what the child said, and what they are told about it, with its language."""

    said: str
    told: str
    language: str


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class WasDecided:
    """One decision. `by_on` is worded already, in the language of the letter."""

    what: str
    who: str
    day: str


def draft_letter(
    points: Sequence[TellsBack],
    decisions: Sequence[WasDecided],
    band: Band,
    texts: Texts,
    *,
    name: str,
    officer: str | None,
    spoke: bool,
    over: bool,
) -> Draft:
    """The letter to begin with, and its language.

    Args:
        officer: as the child knows them, "Sam"; None where nobody is named just now.
        spoke: the child said something, told back here or not.
        over: the review has taken place; else its first part alone (R15).
    """
    band = band if band in THANKS else Band.TWELVE_TO_FIFTEEN
    opening = [THANKS[band]] if spoke else []
    if not over:
        opening.append(PART_ONE[band])
    elif not points:
        opening.append(NOTHING_SAID[band])
    spoken = texts if _whole(points, decisions, [*opening, NOT_RIGHT[band]], texts) else IN_ENGLISH
    say = spoken.gettext
    lines = [say(GREETING).replace("{name}", name), ""]
    lines += [" ".join(map(say, opening)), ""]
    for point in points:
        if point.said:
            lines.append(say(YOU_SAID).replace("{words}", point.said))
        lines += [point.told, ""]
    if decisions:
        lines.append(say(DECIDED[band]))
        for one in decisions:
            lines += [f"• {one.what}", _who_and_when(say(WHO_AND_WHEN), one)]
        lines.append("")
    lines += [say(NOT_RIGHT[band]), "", officer or say(NOBODY_NAMED)]
    return Draft("\n".join(lines), spoken.language)


def _who_and_when(frame: str, one: WasDecided) -> str:
    return frame.replace("{who}", one.who).replace("{day}", one.day)


def _whole(
    points: Sequence[TellsBack],
    decisions: Sequence[WasDecided],
    frame: Sequence[str],
    texts: Texts,
) -> bool:
    """Whether the letter can be in this language from top to bottom: decisions are in English."""
    if texts.language == ENGLISH.code:
        return False
    if decisions or any(point.told and point.language != texts.language for point in points):
        return False
    used = [GREETING, *frame, *([YOU_SAID] if points else [])]
    return all(texts.gettext(source) != source for source in used)
