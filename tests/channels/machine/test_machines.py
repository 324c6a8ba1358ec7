"""Both machines over real HTTP: what they are asked, and that nothing of theirs is taken for
English that is none. No error says a word of what was sent."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from participation.channels.machine.azure import AzureTranslator
from participation.channels.machine.gateway import (
    MOST_LETTERS,
    MachineError,
    MachineRefused,
    MachineTranslator,
    MachineUnavailable,
)
from participation.channels.machine.libretranslate import LibreTranslate
from tests.standins.machine_server import ENGLISH, KEY, MachineFault, MachineServer

WORDS = "أريد أن أعيش مع أخي"
GOES_WRONG = {
    MachineFault.BAD_REQUEST: MachineRefused,
    MachineFault.FORBIDDEN: MachineRefused,
    MachineFault.ELSEWHERE: MachineRefused,
    MachineFault.TOO_MANY: MachineUnavailable,
    MachineFault.ERROR: MachineUnavailable,
    MachineFault.NO_JSON: MachineUnavailable,
    MachineFault.NO_TEXT: MachineUnavailable,
    MachineFault.EMPTY: MachineUnavailable,
    MachineFault.TOO_LONG: MachineUnavailable,
    MachineFault.DRIPS: MachineUnavailable,
    MachineFault.HANGS: MachineUnavailable,
    MachineFault.CUT: MachineUnavailable,
}


@pytest.fixture(scope="module")
def server() -> Iterator[MachineServer]:
    with MachineServer() as server:
        yield server


def libre(server: MachineServer) -> MachineTranslator:
    return LibreTranslate(server.url, key=KEY, timeout_seconds=0.3)


def azure(server: MachineServer) -> MachineTranslator:
    return AzureTranslator(KEY, region="uksouth", url=server.url, timeout_seconds=0.3)


EACH = pytest.mark.parametrize("make", [libre, azure])


def test_libretranslate_is_asked_as_its_own_page_says(server: MachineServer) -> None:
    assert libre(server).into_english(WORDS, "ar") == ENGLISH
    path, asked = server.calls[-1]
    assert (path, server.asked[-1]) == ("/translate", WORDS)
    assert {name: asked[name] for name in ("source", "target", "format", "api_key")} == {
        "source": "ar", "target": "en", "format": "text", "api_key": KEY
    }  # fmt: skip
    LibreTranslate(server.url, timeout_seconds=1).into_english(WORDS, "ar")
    assert "api_key" not in server.calls[-1][1], "a server of one's own wants none"


@pytest.mark.parametrize(("ours", "theirs"), [("fa_AF", "prs"), ("ckb", "ku"), ("ku", "kmr")])
def test_azure_is_asked_by_its_own_names_of_languages(
    server: MachineServer, ours: str, theirs: str
) -> None:
    assert azure(server).into_english(WORDS, ours) == ENGLISH
    path, asked = server.calls[-1]
    assert path == "/translate"
    assert asked == {
        "api-version": "3.0", "from": theirs, "to": "en", "textType": "plain",
        "Ocp-Apim-Subscription-Key": KEY, "Ocp-Apim-Subscription-Region": "uksouth",
        "Content-Type": "application/json",
    }  # fmt: skip


@EACH
@pytest.mark.parametrize("fault", GOES_WRONG)
def test_what_goes_wrong_is_named_and_says_no_word(
    server: MachineServer, make: object, fault: MachineFault
) -> None:
    assert callable(make)
    server.fault(fault)
    before = len(server.asked)
    with pytest.raises(MachineError) as found:
        make(server).into_english(WORDS, "ar")
    assert type(found.value) is GOES_WRONG[fault]
    assert len(server.asked) == before + 1, "one call; whether again is for whoever asked"
    shown = f"{found.value!r} {found.value} {found.value.__cause__!r} {make(server)!r}"
    assert WORDS not in shown
    assert KEY not in shown


@EACH
@pytest.mark.parametrize(("words", "language"), [("a" * (MOST_LETTERS + 1), "ar"), ("x", "xx")])
def test_what_it_could_not_take_is_not_sent_at_all(
    server: MachineServer, make: object, words: str, language: str
) -> None:
    assert callable(make)
    before = len(server.asked)
    with pytest.raises(MachineRefused):
        make(server).into_english(words, language)
    assert len(server.asked) == before


def test_nobody_there_is_not_now() -> None:
    with pytest.raises(MachineUnavailable):
        LibreTranslate("http://127.0.0.1:9", timeout_seconds=0.3).into_english(WORDS, "ar")
