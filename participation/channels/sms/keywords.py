"""Words that are an order when they stand alone, and only then.

"Stop" ends our texts. "Stop it he hurts me" is a child speaking: it is an answer, and it is
screened (B24, B25). So a keyword is one exact word, in any case. How it is dressed changes nothing:
marks, brackets and pictures around it, wide letters, signs that nobody sees ("(stop)", "STOP 🙏").
The provider is stricter for its own words and does not act on such a STOP; we do.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Keyword(StrEnum):
    """What the person asks for."""

    STOP = "stop"  # no more texts from us, to any child's or adult's record with this number
    START = "start"  # texts again; nothing else re-opens a number that said STOP
    HELP = "help"  # a person looks at it
    CALL = "call"  # please ring me
    WRONG = "wrong"  # this is not the phone of the person meant
    SKIP = "skip"  # not this question


WORDS: Mapping[str, Keyword] = MappingProxyType(
    {
        # The provider acts on these by itself: we must know every one of them.
        "stop": Keyword.STOP,
        "stopall": Keyword.STOP,
        "unsubscribe": Keyword.STOP,
        "cancel": Keyword.STOP,
        "end": Keyword.STOP,
        "quit": Keyword.STOP,
        "revoke": Keyword.STOP,
        "optout": Keyword.STOP,
        "start": Keyword.START,  # not YES: to us that is an answer
        "unstop": Keyword.START,
        "help": Keyword.HELP,
        "info": Keyword.HELP,
        # Ours.
        "call": Keyword.CALL,
        "wrong": Keyword.WRONG,
        "skip": Keyword.SKIP,
    }
)
REQUESTS: Mapping[str, Keyword] = MappingProxyType(
    dict.fromkeys(
        (
            "call me", "ring me", "phone me", "call me back", "ring me back", "give me a call",
            "give me a ring", "can you call me", "can you ring me", "can someone call me",
            "can someone ring me", "can somebody ring me", "talk to someone", "speak to someone",
            "talk to somebody", "speak to somebody", "talk to a person", "speak to a person",
            "i want to talk to someone", "i want to speak to someone", "can i talk to someone",
            "can i speak to someone", "i need to talk to someone", "i need to speak to someone",
        ),
        Keyword.CALL,
    )
    | dict.fromkeys(
        (
            "wrong number", "wrong person", "this is the wrong number", "you have the wrong number",
            "youve got the wrong number", "you have the wrong person",
        ),
        Keyword.WRONG,
    )
)  # fmt: skip
"""Plain words for two of the orders. STOP has none: a stop in a sentence is somebody speaking."""
LONGEST_REQUEST = 40
_COURTESY = frozenset({"", "please", "pls", "plz", "hi", "hello", "thanks", "sorry"})
_DRESS = frozenset("PSZMC")  # marks, symbols, spaces, what stands on them, what nobody sees
_UNSEEN = "Cf"


def keyword(text: str) -> Keyword | None:
    """The order that `text` is, or None: then it is words, to be heard as such."""
    word = _undressed(text)
    return WORDS.get(word.lower()) if word.isascii() else None


def request(text: str) -> Keyword | None:
    """What is asked for in plain words and nothing else: a call, or that this is not their phone.

    Unlike an order, these are words as well: they are kept and heard.
    """
    if len(text) > LONGEST_REQUEST:
        return None
    said = _plain(text).casefold().replace("'", "").replace("’", "").split()
    words = [_undressed(word) for word in said]
    return REQUESTS.get(" ".join(word for word in words if word not in _COURTESY))


def _undressed(text: str) -> str:
    """The word inside. Bared before the letters are made plain and after: a sign may be made of
    letters ("™"), and a letter of signs ("…")."""
    return _bare(_plain(_bare(text)))


def _plain(text: str) -> str:
    """Wide and ornate letters as plain ones; nothing that cannot be seen."""
    seen = "".join(letter for letter in text if unicodedata.category(letter) != _UNSEEN)
    return unicodedata.normalize("NFKC", seen)


def _bare(text: str) -> str:
    begins, ends = 0, len(text)
    while begins < ends and unicodedata.category(text[begins])[0] in _DRESS:
        begins += 1
    while begins < ends and unicodedata.category(text[ends - 1])[0] in _DRESS:
        ends -= 1
    return text[begins:ends]
