"""The participation code that is suggested, and why: a table of situations, and the return's rules.

Each row is one child at one review. The meanings are the return's own labels for PN0 to PN7; the
numbers of the faults are those of its validation.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from participation.care.outcomes.codes import (
    Because,
    Code,
    Facts,
    Fault,
    Missing,
    Sent,
    faults,
    needs_a_reason,
    rate_of_children,
    rate_of_reviews,
    suggest,
)
from participation.care.reviews.rules import ReviewType

HELD = date(2026, 11, 24)
TWELVE = date(2014, 6, 15)
B, S, M = Because, Sent, Missing


def facts(**changes: Any) -> Facts:
    return Facts(**{"born_on": TWELVE, "held_on": HELD, **changes})


def sent(*ways: Sent) -> frozenset[Sent]:
    return frozenset(ways)


# What is known, the code, why. Of a child of twelve at a review held unless it says otherwise.
SITUATIONS: list[tuple[str, dict[str, Any], Code | None, tuple[Because, ...] | Missing]] = [
    # there
    ("spoke", {"attended": True, "spoke": True}, Code.PN1, (B.SPOKE,)),
    ("spoke and had an advocate", {"attended": True, "spoke": True, "spoken_for": True},
     Code.PN1, (B.SPOKE,)),
    ("spoke and brought a drawing", {"attended": True, "spoke": True, "showed": True},
     Code.PN1, (B.SPOKE,)),
    ("spoke and had written before", {"attended": True, "spoke": True, "sent": sent(S.WEB)},
     Code.PN1, (B.SPOKE,)),
    ("spoke through an interpreter, which is speaking", {"attended": True, "spoke": True},
     Code.PN1, (B.SPOKE,)),
    ("chaired the review", {"attended": True, "spoke": True, "briefed": True},
     Code.PN1, (B.SPOKE,)),
    ("there for a part and spoke then", {"attended": True, "spoke": True, "came_late": True},
     Code.PN1, (B.SPOKE,)),
    ("there, an advocate spoke", {"attended": True, "spoken_for": True},
     Code.PN2, (B.SPOKEN_FOR,)),
    ("there, the officer read the answers out",
     {"attended": True, "spoken_for": True, "sent": sent(S.WEB)}, Code.PN2, (B.SPOKEN_FOR,)),
    ("there, an advocate spoke and a drawing was shown",
     {"attended": True, "spoken_for": True, "showed": True}, Code.PN2, (B.SPOKEN_FOR,)),
    ("there, told the advocate before", {"attended": True, "spoken_for": True, "briefed": True},
     Code.PN2, (B.SPOKEN_FOR,)),
    ("there, showed it with cards", {"attended": True, "showed": True}, Code.PN3, (B.SHOWED,)),
    ("there, put a drawing on the table", {"attended": True, "showed": True, "sent": sent(S.WEB)},
     Code.PN3, (B.SHOWED,)),
    ("there, signed yes and no", {"attended": True, "showed": True, "left_to_try": True},
     Code.PN3, (B.SHOWED,)),
    ("there, said nothing", {"attended": True}, Code.PN4, (B.SILENT,)),
    ("there and silent, had sent answers that nobody read out",
     {"attended": True, "sent": sent(S.WEB)}, Code.PN4, (B.SILENT, B.SENT_WORDS_BEFORE)),
    ("there and silent, had texted", {"attended": True, "sent": sent(S.TEXT, S.CHAT)},
     Code.PN4, (B.SILENT, B.SENT_WORDS_BEFORE)),
    ("there and silent, had briefed somebody who then did not speak",
     {"attended": True, "briefed": True}, Code.PN4, (B.SILENT,)),
    ("there and silent, wrote afterwards", {"attended": True, "came_late": True},
     Code.PN4, (B.SILENT,)),
    # not there
    ("not there, asked an advocate to say it", {"attended": False, "briefed": True},
     Code.PN5, (B.BRIEFED,)),
    ("not there, asked an advocate and filled in the form",
     {"attended": False, "briefed": True, "sent": sent(S.WEB)}, Code.PN5, (B.BRIEFED,)),
    ("not there, rang the officer, who said it", {"attended": False, "briefed": True,
     "sent": sent(S.ANOTHER_WAY)}, Code.PN5, (B.BRIEFED,)),
    ("not there, sent the form", {"attended": False, "sent": sent(S.WEB)},
     Code.PN6, (B.SENT_BY_WEB,)),
    ("not there, answered by text", {"attended": False, "sent": sent(S.TEXT)},
     Code.PN6, (B.SENT_BY_TEXT,)),
    ("not there, answered in the chat", {"attended": False, "sent": sent(S.CHAT)},
     Code.PN6, (B.SENT_BY_CHAT,)),
    ("not there, a letter came", {"attended": False, "sent": sent(S.ANOTHER_WAY)},
     Code.PN6, (B.SENT_ANOTHER_WAY,)),
    ("not there, began on the web and went on by text",
     {"attended": False, "sent": sent(S.TEXT, S.WEB)}, Code.PN6,
     (B.SENT_BY_WEB, B.SENT_BY_TEXT)),
    ("not there, sent the form, though a way was left to try",
     {"attended": False, "sent": sent(S.WEB), "left_to_try": True}, Code.PN6, (B.SENT_BY_WEB,)),
    ("not there, sent the form and more words too late",
     {"attended": False, "sent": sent(S.WEB), "came_late": True}, Code.PN6, (B.SENT_BY_WEB,)),
    ("not there, nothing came", {"attended": False}, Code.PN7, (B.NOTHING_CAME,)),
    ("not there, nothing came, a visit was never tried",
     {"attended": False, "left_to_try": True}, Code.PN7, (B.NOTHING_CAME, B.LEFT_TO_TRY)),
    ("not there, words came the day after", {"attended": False, "came_late": True},
     Code.PN7, (B.NOTHING_CAME, B.CAME_TOO_LATE)),
    ("not there, only an old message between reviews",
     {"attended": False, "written_between": True},
     Code.PN7, (B.NOTHING_CAME, B.NOT_FOR_THIS_REVIEW)),
    ("not there, old message, late words and a way left",
     {"attended": False, "written_between": True, "came_late": True, "left_to_try": True},
     Code.PN7, (B.NOTHING_CAME, B.CAME_TOO_LATE, B.NOT_FOR_THIS_REVIEW, B.LEFT_TO_TRY)),
    ("held without a meeting, answers came (long-term fostering)",
     {"attended": False, "sent": sent(S.WEB), "kind": ReviewType.SUBSEQUENT},
     Code.PN6, (B.SENT_BY_WEB,)),
    ("completed in a second part, where the child spoke",
     {"attended": True, "spoke": True, "kind": ReviewType.TWO_PART}, Code.PN1, (B.SPOKE,)),
    ("short breaks and later looked after", {"attended": True, "spoke": True,
     "legal_statuses": frozenset({"V4", "C2"})}, Code.PN1, (B.SPOKE,)),
    ("an adoption review", {"attended": False, "sent": sent(S.WEB),
     "kind": ReviewType.ADOPTION_PLACED}, Code.PN6, (B.SENT_BY_WEB,)),
    # under four, and the birthday itself
    ("three years old", {"born_on": date(2023, 3, 1)}, Code.PN0, (B.UNDER_FOUR,)),
    ("three years old and there, and spoke",
     {"born_on": date(2023, 3, 1), "attended": True, "spoke": True}, Code.PN0, (B.UNDER_FOUR,)),
    ("four tomorrow", {"born_on": date(2022, 11, 25), "attended": True, "showed": True},
     Code.PN0, (B.UNDER_FOUR,)),
    ("four today", {"born_on": date(2022, 11, 24), "attended": True, "showed": True},
     Code.PN3, (B.SHOWED,)),
    ("four today, nobody has said whether they were there", {"born_on": date(2022, 11, 24)},
     None, M.WAS_THE_CHILD_THERE),
    ("four yesterday, not there", {"born_on": date(2022, 11, 23), "attended": False},
     Code.PN7, (B.NOTHING_CAME,)),
    ("born on 29 February, a review on 28 February four years on",
     {"born_on": date(2024, 2, 29), "held_on": date(2028, 2, 28)}, Code.PN0, (B.UNDER_FOUR,)),
    ("born on 29 February, on the day itself",
     {"born_on": date(2024, 2, 29), "held_on": date(2028, 2, 29), "attended": False},
     Code.PN7, (B.NOTHING_CAME,)),
    # no code
    ("planned, not held", {"held_on": None, "attended": True, "spoke": True}, None, M.NOT_HELD),
    ("begun and adjourned, part two to come", {"held_on": None, "kind": ReviewType.TWO_PART},
     None, M.NOT_HELD),
    ("nobody has said whether the child was there", {"sent": sent(S.WEB)},
     None, M.WAS_THE_CHILD_THERE),
    ("a supervision order", {"attended": True, "spoke": True,
     "kind": ReviewType.SUPERVISION_ORDER}, None, M.OUTSIDE_THE_RETURN),
    ("only ever on short breaks", {"attended": True, "spoke": True,
     "legal_statuses": frozenset({"V4"})}, None, M.ONLY_SHORT_BREAKS),
    ("only ever on short breaks, two kinds", {"attended": False,
     "legal_statuses": frozenset({"V3", "V4"})}, None, M.ONLY_SHORT_BREAKS),
]  # fmt: skip


@pytest.mark.parametrize(
    ("known", "code", "why"), [row[1:] for row in SITUATIONS], ids=[row[0] for row in SITUATIONS]
)
def test_d27_the_code_is_suggested_with_what_it_rests_on(
    known: dict[str, Any], code: Code | None, why: tuple[Because, ...] | Missing
) -> None:
    suggestion = suggest(facts(**known))
    assert suggestion.code is code
    assert (suggestion.missing if code is None else suggestion.because) == why


def test_the_table_has_at_least_forty_situations_and_every_code() -> None:
    assert len(SITUATIONS) >= 40
    assert {row[2] for row in SITUATIONS} == {*Code, None}


@pytest.mark.parametrize(
    ("known", "code"),
    [(row[1], row[2]) for row in SITUATIONS if row[2] is not None],
    ids=[row[0] for row in SITUATIONS if row[2] is not None],
)
def test_what_is_suggested_passes_the_returns_validation(known: dict[str, Any], code: Code) -> None:
    assert faults(code, facts(**known)) == ()


@pytest.mark.parametrize(
    ("code", "known", "expected"),
    [
        ("PN1", {"held_on": None}, (Fault.R166,)),
        (None, {}, (Fault.R167,)),
        ("", {}, (Fault.R167,)),
        ("PN8", {}, (Fault.R167,)),
        ("pn1", {}, (Fault.R167,)),
        (None, {"held_on": None}, (Fault.R166, Fault.R167)),
        ("PN1", {"legal_statuses": frozenset({"V3"})}, (Fault.R399,)),
        ("PN1", {"legal_statuses": frozenset({"V3", "E1"})}, ()),
        ("PN1", {"legal_statuses": frozenset()}, ()),
        ("PN0", {}, (Fault.R440,)),
        ("PN0", {"born_on": date(2022, 11, 23)}, (Fault.R440,)),
        ("PN0", {"born_on": date(2022, 11, 24)}, ()),
        ("PN1", {"born_on": date(2022, 11, 24)}, ()),
        ("PN1", {"born_on": date(2022, 11, 25)}, (Fault.R441,)),
        ("PN7", {"born_on": date(2025, 1, 1)}, (Fault.R441,)),
        ("PN0", {"born_on": date(2025, 1, 1)}, ()),
    ],
)
def test_faults_of_the_return(
    code: str | None, known: dict[str, Any], expected: tuple[Fault, ...]
) -> None:
    """166, 167, 399, 440, 441. On the fourth birthday neither 440 nor 441 speaks."""
    assert faults(code, facts(**known)) == expected


def test_the_officer_says_why_when_nothing_was_heard_or_when_they_decide_otherwise() -> None:
    silent = suggest(facts(attended=False))
    by_form = suggest(facts(attended=False, sent=sent(S.WEB)))
    assert needs_a_reason(Code.PN7, silent)
    assert needs_a_reason(Code.PN5, by_form)
    assert not needs_a_reason(Code.PN6, by_form)


def test_the_rate_of_reviews_leaves_the_youngest_out_and_counts_silence_against_us() -> None:
    codes = [Code.PN0] * 10 + [Code.PN1] * 6 + [Code.PN4, Code.PN6, Code.PN7, Code.PN5]
    rate = rate_of_reviews(codes)
    assert (rate.took_part, rate.of, rate.percent) == (8, 10, 80.0)
    assert rate_of_reviews([Code.PN0]).percent is None


def test_the_rate_of_children_wants_every_review_of_a_child() -> None:
    """The same made-up year, counted both ways: by reviews 4 of 5, by children 1 of 2."""
    year = {"A": [Code.PN1, Code.PN6, Code.PN1], "B": [Code.PN1, Code.PN7], "C": [Code.PN0]}
    reviews = rate_of_reviews([code for codes in year.values() for code in codes])
    children = rate_of_children(year)
    assert (reviews.took_part, reviews.of) == (4, 5)
    assert (children.took_part, children.of) == (1, 2)
    grown = rate_of_children({"A": [Code.PN0, Code.PN1]})
    assert (grown.took_part, grown.of) == (1, 1), "from the fourth birthday on they count"


def test_one_made_up_year_gives_thurrocks_figure_by_reviews_and_croydons_by_children() -> None:
    """Thurrock told of reviews: 71 % took part, 13 % did neither come nor send their views, and of
    the rest nothing; they came and said nothing. Croydon told of children over four: 70 %, where
    one silent review makes the child's whole year silent. Both leave out who is under four."""
    always = {f"took part {n}": [Code.PN1, (Code.PN2, Code.PN3, Code.PN5, Code.PN6)[n % 4]]
              for n in range(35)}  # fmt: skip
    once = {"took part once": [Code.PN6, Code.PN4]}
    silent = {f"came {n}": [Code.PN4, Code.PN4] for n in range(7)}
    absent = {f"stayed away {n}": [Code.PN7, Code.PN7] for n in range(6)}
    both = {"came and stayed away": [Code.PN4, Code.PN7]}
    young = {f"under four {n}": [Code.PN0, Code.PN0] for n in range(20)}
    year = always | once | silent | absent | both | young
    codes = [code for of_child in year.values() for code in of_child]
    by_reviews, by_children = rate_of_reviews(codes), rate_of_children(year)
    assert (by_reviews.took_part, by_reviews.of, by_reviews.percent) == (71, 100, 71.0)
    assert (by_children.took_part, by_children.of, by_children.percent) == (35, 50, 70.0)
    assert (codes.count(Code.PN7), codes.count(Code.PN4)) == (13, 16)
