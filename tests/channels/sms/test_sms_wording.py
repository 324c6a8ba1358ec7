"""Every fixed text, at its longest, against what a text may say (practice.md R6, R17, R20)."""

from __future__ import annotations

import re

import pytest

from participation.channels.sms.keywords import Keyword, keyword
from participation.channels.sms.segments import count
from participation.channels.sms.wording import (
    LONGEST,
    REMINDERS,
    TEXTS,
    Level,
    TextKey,
    Unfilled,
    gaps,
    template_name,
    text,
    wording,
)
from participation.kernel.texts import IN_ENGLISH, texts, translated

EVERY = [(key, level) for key in TextKey for level in TEXTS[key]]
WORST = {gap: "M" * letters for gap, letters in LONGEST.items()}
FORBIDDEN = re.compile(
    r"\b(social|care|cared|carer|foster\w*|placement|placed?|review\w*|court|contact|safeguarding"
    r"|IRO|meet|meeting|abuse\w*|child|children|son|daughter|mother|father|mum|dad|school|secret"
    r"|private|confidential\w*)\b",
    re.IGNORECASE,
)
WHERE_WORDS_GO = {TextKey.WHERE_WORDS_GO, TextKey.WHERE_WORDS_GO_IN_PROCEEDINGS}
TO_YOUNG_PEOPLE = {
    TextKey.FIRST_CHILD,
    TextKey.REMINDER_CHILD,
    TextKey.HALF_WAY_CHILD,
    TextKey.SOMETHING_NEW,
    TextKey.RECEIPT_CHILD,
}
RECEIPTS = {
    TextKey.RECEIPT_CHILD: "Childline 0800 1111",
    TextKey.RECEIPT_ADULT: "Samaritans 116 123",
}


@pytest.mark.parametrize(("key", "level"), EVERY)
def test_each_text_is_one_part_at_its_longest_filling(key: TextKey, level: Level) -> None:
    counted = count(text(key, level, IN_ENGLISH, **WORST))
    assert (counted.encoding, counted.parts) == ("GSM-7", 1), counted


@pytest.mark.parametrize(("key", "level"), EVERY)
def test_no_text_says_why_we_write_or_promises_secrecy(key: TextKey, level: Level) -> None:
    said = set(FORBIDDEN.findall(text(key, level, IN_ENGLISH, **WORST).replace("Childline", "")))
    assert said == ({"court"} if key in WHERE_WORDS_GO else set())


@pytest.mark.parametrize(("key", "level"), EVERY)
def test_a_neutral_text_has_no_name_and_no_day_of_anything(key: TextKey, level: Level) -> None:
    if level is Level.N:
        named = {"first_name", "officer", "officer_first_name", "day", "link"}
        assert not gaps(wording(key, level)) & named


def test_no_gap_could_take_a_childs_name_into_an_adults_text() -> None:
    """The only first name is that of the person written to, and only an adult's or a young
    person's own text has it."""
    assert {gap for gap in LONGEST if "name" in gap} == {"first_name", "officer_first_name"}
    with_a_name = {pair for pair in EVERY if "first_name" in gaps(wording(*pair))}
    assert with_a_name == {
        (TextKey.FIRST_ADULT, Level.K),
        (TextKey.FIRST_BY_LINK, Level.K),
        (TextKey.FIRST_CHILD, Level.K),
        (TextKey.REMINDER_ADULT, Level.K),
        (TextKey.AFTER_CHILD, Level.K),
        (TextKey.AFTER_ADULT, Level.K),
    }


def test_a_link_goes_to_a_known_number_and_to_an_adult_as_a_carer_or_after_a_review() -> None:
    assert [pair for pair in EVERY if "link" in gaps(wording(*pair))] == [
        (TextKey.FIRST_BY_LINK, Level.K),
        (TextKey.FIRST_CHILD, Level.K),
        (TextKey.REMINDER_CHILD, Level.K),
        (TextKey.REMINDER_BY_LINK, Level.K),
        (TextKey.HALF_WAY_CHILD, Level.K),
        (TextKey.HALF_WAY_BY_LINK, Level.K),
        (TextKey.SOMETHING_NEW, Level.K),
        (TextKey.AFTER_CHILD, Level.K),
        (TextKey.AFTER_ADULT, Level.K),
    ]


@pytest.mark.parametrize("key", TextKey)
def test_what_has_no_personal_wording_is_neutral_for_everybody(key: TextKey) -> None:
    if Level.K not in TEXTS[key]:
        assert wording(key, Level.K) == wording(key, Level.N)
        assert template_name(key, Level.K) == f"{key}.N"
    else:
        assert template_name(key, Level.K) == f"{key}.K"


@pytest.mark.parametrize(("key", "line"), RECEIPTS.items())
def test_a_receipt_says_who_reads_it_when_and_whom_to_ring(key: TextKey, line: str) -> None:
    said = text(key, Level.N, IN_ENGLISH, read_by="Tue 5pm")
    assert "a person will read your words by Tue 5pm" in said
    assert "Call 999" in said
    assert line in said
    assert "text 999" not in said.lower()


@pytest.mark.parametrize("key", RECEIPTS)
def test_r20_there_is_one_receipt_whatever_was_noticed(key: TextKey) -> None:
    """Nothing but the time of reading can differ, so nothing can tell of a flag."""
    assert gaps(wording(key, Level.N)) == {"read_by"}
    made = {text(key, level, IN_ENGLISH, read_by="Tue 5pm").encode() for level in Level}
    assert len(made) == 1


@pytest.mark.parametrize(
    "key", [TextKey.FIRST_ADULT_UNCONFIRMED, TextKey.FIRST_ADULT, TextKey.FIRST_CHILD]
)
def test_a_first_text_can_be_checked_on_a_card_and_refused(key: TextKey) -> None:
    for level in TEXTS[key]:
        source = wording(key, level)
        assert {"check", "link"} & gaps(source)
        assert "STOP" in source or "4 no" in source


@pytest.mark.parametrize("key", REMINDERS)
def test_a_reminder_can_be_stopped_and_a_phone_call_asked_for(key: TextKey) -> None:
    for level in TEXTS[key]:
        source = wording(key, level)
        assert "STOP" in source
        assert {"check", "link"} & gaps(source) or "CALL" in source


def test_r6_where_words_go_is_said_in_the_same_text_as_the_first_question() -> None:
    for key in WHERE_WORDS_GO:
        said = text(key, Level.N, IN_ENGLISH, page="northshire.example/p", question="How is it?")
        assert "on file" in said
        assert "court" in said
        assert said.endswith("How is it?")
    proceedings = wording(TextKey.WHERE_WORDS_GO_IN_PROCEEDINGS, Level.N)
    assert proceedings.startswith("Ask your solicitor first")


@pytest.mark.parametrize(("key", "level"), EVERY)
def test_every_word_in_capitals_that_we_offer_is_one_that_we_obey(
    key: TextKey, level: Level
) -> None:
    offered = re.findall(r"\b[A-Z]{4,}\b", wording(key, level))
    assert all(isinstance(keyword(word), Keyword) for word in offered)


def test_a_text_with_a_gap_is_never_made() -> None:
    with pytest.raises(Unfilled, match=r"^first_adult: check$"):
        text(TextKey.FIRST_ADULT, Level.N, IN_ENGLISH, council="North Shire", check=" ")
    with pytest.raises(Unfilled) as missing:
        text(TextKey.FIRST_CHILD, Level.K, IN_ENGLISH, first_name="Zelihanora", day="3 Dec")
    assert "Zelihanora" not in str(missing.value)


@pytest.mark.parametrize(
    "hostile", ["{check}", "{0.__class__}", "{{7*7}}", "%s%n", r"\g<0>", "\\1", "<b>"]
)
def test_b13_what_is_filled_in_is_never_read_as_a_pattern(hostile: str) -> None:
    said = text(TextKey.FIRST_ADULT, Level.N, IN_ENGLISH, council=hostile, check="03069 990100")
    assert said.startswith(hostile + ":")
    assert said.count("03069 990100") == 1


def test_a_curly_apostrophe_in_a_name_does_not_make_a_text_three() -> None:
    filled = {**WORST, "council": "King’s\nHill – Council"}
    said = text(TextKey.FIRST_ADULT, Level.N, IN_ENGLISH, **filled)
    assert said.startswith("King's Hill - Council:")
    assert count(said).parts == 1


@pytest.mark.parametrize("code", [code for code in translated() if code != "en"] or ["en"])
def test_no_translation_loses_or_invents_a_gap(code: str) -> None:
    for key, level in EVERY:
        source = wording(key, level)
        assert gaps(texts(code).gettext(source)) == gaps(source)


def test_words_for_young_people_are_short() -> None:
    for key in TO_YOUNG_PEOPLE:
        for level in TEXTS[key]:
            for sentence in re.split(r"[.?!;]\s", wording(key, level)):
                assert len(re.findall(r"[A-Za-z']+", sentence)) <= 14, sentence
