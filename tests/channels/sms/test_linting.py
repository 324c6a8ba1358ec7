"""The lint finds what a text may not say: each row plants one fault and sees it named (P3, R17)."""

from __future__ import annotations

import gettext
from collections.abc import Mapping

import pytest

from participation.channels.sms import linting, wording
from participation.channels.sms.linting import every_text, faults
from participation.channels.sms.wording import TEXTS, Level, TextKey
from participation.kernel.languages import LANGUAGES
from participation.kernel.texts import IN_ENGLISH, Texts


def test_every_text_may_go_as_it_is() -> None:
    assert [str(fault) for fault in faults(IN_ENGLISH)] == []
    assert len(list(every_text())) > len(TextKey)


def plant(
    monkeypatch: pytest.MonkeyPatch, key: TextKey, level: Level, more: str, instead: bool = False
) -> list[str]:
    """What is found once a text says `more`."""
    said = more if instead else f"{TEXTS[key][level][:60].rpartition(' ')[0]} {more}"
    planted: Mapping[TextKey, Mapping[Level, str]] = {**TEXTS, key: {**TEXTS[key], level: said}}
    monkeypatch.setattr(wording, "TEXTS", planted)
    monkeypatch.setattr(linting, "TEXTS", planted)
    return [str(fault) for fault in faults(IN_ENGLISH)]


@pytest.mark.parametrize(
    "word",
    "care carers social foster placement review reviews court contact safeguarding IRO meeting"
    " abuse child son mother school secret".replace("carers", "carer").split(),
)
@pytest.mark.parametrize(
    ("key", "level"),
    [(TextKey.HELP, Level.N), (TextKey.FIRST_ADULT, Level.K), (TextKey.FIRST_CHILD, Level.K)],
)
def test_p3_a_word_that_says_why_we_write_is_found(
    monkeypatch: pytest.MonkeyPatch, key: TextKey, level: Level, word: str
) -> None:
    assert any(f"says “{word}”" in fault for fault in plant(monkeypatch, key, level, word))


@pytest.mark.parametrize("key", [TextKey.WHERE_WORDS_GO, TextKey.WHERE_WORDS_GO_IN_PROCEEDINGS])
def test_r6_court_may_be_said_where_words_go_and_nothing_else_of_the_kind(
    monkeypatch: pytest.MonkeyPatch, key: TextKey
) -> None:
    assert plant(monkeypatch, key, Level.N, "review")
    assert not any("court" in str(fault) for fault in faults(IN_ENGLISH))


@pytest.mark.parametrize(
    ("key", "level", "gap"),
    [
        (TextKey.FIRST_ADULT, Level.N, "first_name"),
        (TextKey.FIRST_ADULT, Level.N, "officer"),
        (TextKey.REMINDER_ADULT, Level.N, "day"),
        (TextKey.HALF_WAY_CHILD, Level.N, "link"),
        (TextKey.FIRST_ADULT, Level.K, "link"),  # a link is for a young person's own phone
        (TextKey.FIRST_ADULT, Level.K, "officer_first_name"),
        (TextKey.FIRST_CHILD, Level.K, "officer"),
        (TextKey.RECEIPT_CHILD, Level.N, "day"),
    ],
)
def test_r17_a_gap_that_a_level_may_not_have_lets_its_canary_out(
    monkeypatch: pytest.MonkeyPatch, key: TextKey, level: Level, gap: str
) -> None:
    found = plant(monkeypatch, key, level, f"{{{gap}}}")
    assert f"en {key}.{level}: holds {gap}, which is not for this text" in found


def test_a_text_that_takes_two_parts_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    found = plant(monkeypatch, TextKey.HELP, Level.N, "word " * 40)
    assert "en help.N: takes 2 parts at its longest" in found


def test_a_sign_that_makes_a_text_dear_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "en help.N: is not plain: ŵ" in plant(monkeypatch, TextKey.HELP, Level.N, "Tŵr")


class _Planted(gettext.NullTranslations):
    """A catalogue that says one thing for everything."""

    def __init__(self, said: str) -> None:
        super().__init__()
        self._said = said

    def gettext(self, message: str) -> str:
        return self._said


@pytest.mark.parametrize(
    ("said", "what"),
    [
        ("Dzień dobry {council}", "the translation has other gaps than the English"),
        ("Spotkanie review", "says “review”"),
        ("ą" * 300, "takes 5 parts at its longest"),
    ],
)
def test_a_translation_is_looked_at_as_well(said: str, what: str) -> None:
    polish = Texts("pl", LANGUAGES["pl"].direction, _Planted(said))
    found = [fault for fault in faults(polish) if fault.text is TextKey.WRONG_NUMBER]
    assert what in [fault.what for fault in found]
