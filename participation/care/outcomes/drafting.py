"""A first wording of "what happened" for a child: in the words of their age and their language.

Pure. The officer changes it as they like before anybody sees it. Nothing here knows a child's name
or a place; what the officer types as a reason is put in as it is, and is in nobody's catalogue, so
that a draft with a reason is in English until a person has translated it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from participation.care.outcomes.rules import OutcomeKind
from participation.kernel.languages import ENGLISH
from participation.kernel.texts import IN_ENGLISH, Texts
from participation.questionnaire.definition import Band
from participation.questionnaire.placeholders import begin

N_ = str  # marks a text for the translators

WORDS: Mapping[OutcomeKind, Mapping[Band, str]] = {
    OutcomeKind.YES: {
        Band.FOUR_TO_SEVEN: N_("Yes! This is going to happen."),
        Band.EIGHT_TO_ELEVEN: N_("Yes. This is going to happen."),
        Band.TWELVE_TO_FIFTEEN: N_("Yes. This has been agreed and is going to happen."),
        Band.SIXTEEN_TO_SEVENTEEN: N_("Yes. This was agreed and is written down as a decision."),
        Band.EASY: N_("Yes. This will happen."),
    },
    OutcomeKind.NOT_YET: {
        Band.FOUR_TO_SEVEN: N_("Not yet. We are still trying."),
        Band.EIGHT_TO_ELEVEN: N_("Not yet. We are still working on it."),
        Band.TWELVE_TO_FIFTEEN: N_("Not yet. It is not settled, and work on it goes on."),
        Band.SIXTEEN_TO_SEVENTEEN: N_("Not yet. It is not settled, and work on it goes on."),
        Band.EASY: N_("Not yet. We are still working on it."),
    },
    OutcomeKind.NO: {
        Band.FOUR_TO_SEVEN: N_("No, sorry. This will not happen now."),
        Band.EIGHT_TO_ELEVEN: N_("No, sorry. This will not happen now."),
        Band.TWELVE_TO_FIFTEEN: N_("No, sorry. This is not going to happen for now."),
        Band.SIXTEEN_TO_SEVENTEEN: N_("No. We know this is not the answer you hoped for."),
        Band.EASY: N_("No, sorry. This will not happen now."),
    },
    OutcomeKind.RAISED: {
        Band.FOUR_TO_SEVEN: N_("{officer} told the grown-ups about this."),
        Band.EIGHT_TO_ELEVEN: N_("{officer} told the people at your review. They are thinking."),
        Band.TWELVE_TO_FIFTEEN: N_("{officer} raised this at your review. Nothing is decided yet."),
        Band.SIXTEEN_TO_SEVENTEEN: N_(
            "{officer} raised this at your review. No decision has been made yet."
        ),
        Band.EASY: N_("{officer} talked about this at your review. Nothing is decided yet."),
    },
}
WHY = N_("Why: {because}")


@dataclass(frozen=True, slots=True, repr=False)
class Draft:
    """Words to begin with, and the language they are in."""

    told: str
    language: str


def draft(kind: OutcomeKind, band: Band, texts: Texts, *, officer: str, because: str = "") -> Draft:
    """What happened, as somebody of this band reads it.

    Args:
        officer: as the child knows them, "Sam".
        because: the officer's own reason, put in as it is.
    """
    source = WORDS[kind].get(band) or WORDS[kind][Band.TWELVE_TO_FIFTEEN]
    because = " ".join(because.split())
    spoken = texts if _speaks(texts, source) and not because else IN_ENGLISH
    # In English the council's own words stand in for ours (local words): the same catalogue.
    words = (texts if texts.language == spoken.language else spoken).gettext(source)
    told = begin(words.replace("{officer}", officer))
    if because:
        told += " " + WHY.replace("{because}", because)
    return Draft(told, spoken.language)


def _speaks(texts: Texts, source: str) -> bool:
    """Whether the language has these words; a catalogue without them gives the English back."""
    translated = texts.gettext(source)
    if texts.language == ENGLISH.code:
        return True
    return translated != source and ("{officer}" in translated) == ("{officer}" in source)
