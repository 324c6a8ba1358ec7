"""Passwords that somebody who guesses tries first (ASVS 6.2.4, 6.2.11).

No list of millions: a password here has twelve characters at least, is not enough without a code,
and ten wrong tries are the end for five minutes. So what is refused is what people type to get past
the twelve: a common word with numbers around it, something said twice, a walk along the keyboard,
numbers alone, and the name of the council or of the service.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Final

SERVICE: Final = "participation"
_FEWEST_DIFFERENT: Final = 5
_LONGEST_REPEATED: Final = 12
_SHORTEST_RUN: Final = 3
_LEFT_OVER: Final = 4  # letters beside common words that make it somebody's own
_MANY_WORDS: Final = 3  # of however common words: that is a phrase
_SHORTEST_NAME: Final = 5  # a shorter one may be in any word
_WALKS: Final = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890123456789",
    "qwertyuiopasdfghjklzxcvbnm",
    "qwertzuiopasdfghjklyxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "1q2w3e4r5t6y7u8i9o0p",
    "q1w2e3r4t5y6u7i8o9p0",
    "qazwsxedcrfvtgbyhnujmikolp",
    "zaq12wsxcde34rfvbgt56yhnmju78ikiloplo90",
)
_WHOLE = """
correcthorsebatterystaple thisismypassword thisisapassword iloveyousomuch iloveyouforever
whatsmypassword idontknowmypassword iforgotmypassword leavemealone forgetmenot opensesame
thequickbrownfox tobeornottobe maytheforcebewithyou onceuponatime happybirthdaytoyou
godsavethequeen godsavetheking rulebritannia youllneverwalkalone glorygloryman unbelievable
manchesterunited manchestercity tottenhamhotspur newcastleunited nottinghamforest
sheffieldwednesday crystalpalace leicestercity westhamunited harrypotter lordoftherings
gameofthrones liverpoolfootball
"""
_WORDS = """
password passwort passphrase passcode secret secure security login logon signin access admin
administrator root user username guest test testing tester temp temporary default change changeme
letmein welcome hello goodbye enter please nothing whatever computer internet laptop windows
microsoft office outlook google facebook samsung iphone android qwerty azerty qwertz asdfgh zxcvbn
iloveyou loveyou love lover mylove myself monkey dragon sunshine princess football baseball
basketball cricket rugby tennis charlie shadow michael jordan hunter master superman batman
spiderman starwars pokemon mickey minnie snoopy tigger garfield matrix freedom trustno jesus
heaven angel angels family friends mother father daddy mummy brother sister baby children child
chelsea arsenal liverpool everton rangers celtic villa spurs london england scotland wales ireland
britain british manchester birmingham leeds bristol newcastle sheffield spring summer autumn
winter january february march april june july august september october november december monday
tuesday wednesday thursday friday saturday sunday christmas birthday holiday weekend cheese
chocolate banana apple orange lemon cherry cookie coffee pepper ginger bailey poppy daisy lily
rose flower flowers rainbow butterfly purple yellow silver golden diamond black white green blue
tiger lion eagle horse rabbit puppy kitten thomas daniel matthew andrew joshua george jennifer
jessica ashley amanda samantha charlotte jasmine william robert richard david james oliver harry
jack lucky happy smile music guitar money killer ninja soldier social worker socialworker services
review reviews reviewing officer manager council county team staff
"""
_SPELT: Final = {"a": "a4@", "e": "e3", "i": "i1!", "l": "l1", "o": "o0", "s": "s5$", "t": "t7"}
# What every council is called: its own name is the rest.
_OF_ANY_COUNCIL = (
    "the of and council county city borough district metropolitan royal london unitary"
)


def is_common(password: str, names: Iterable[str] = ()) -> bool:
    """Whether somebody who knows where this person works would try it early.

    Args:
        names: what the council is called.
    """
    typed = re.sub(r"[\s._-]", "", password.casefold())
    plain = re.sub(r"\W", "", typed)
    called = [_squeezed(name) for name in (SERVICE, *names)]
    return (
        len(set(plain)) < _FEWEST_DIFFERENT
        or plain.isdigit()
        or plain in _WHOLE.split()
        or _is_repeated(plain)
        or _is_a_walk(plain)
        or any(len(name) >= _SHORTEST_NAME and _spelt(name).search(typed) for name in called)
        or _is_words_and_numbers(typed, tuple(name for name in called if name))
    )


def _squeezed(name: str) -> str:
    words = re.findall(r"\w+", name.casefold())
    return "".join(word for word in words if word not in _OF_ANY_COUNCIL.split())


def _is_repeated(plain: str) -> bool:
    return any(
        plain == (plain[:size] * len(plain))[: len(plain)]
        for size in range(1, min(len(plain) // 2, _LONGEST_REPEATED) + 1)
    )


def _is_a_walk(plain: str) -> bool:
    """Made of nothing but steps along the alphabet, the numbers or the keyboard."""
    at = 0
    while at < len(plain):
        size = _SHORTEST_RUN
        if not _walked(plain[at : at + size]):
            return False
        while at + size < len(plain) and _walked(plain[at : at + size + 1]):
            size += 1
        at += size
        if 0 < len(plain) - at < _SHORTEST_RUN:  # an odd character or two make it no better
            return True
    return True


def _walked(piece: str) -> bool:
    return len(piece) >= _SHORTEST_RUN and any(
        piece in walk or piece[::-1] in walk or len(set(piece)) == 1 for walk in _WALKS
    )


def _is_words_and_numbers(typed: str, called: tuple[str, ...]) -> bool:
    found: set[str] = set()

    def take(match: re.Match[str]) -> str:
        found.add(match[0])
        return " "

    rest = re.sub(r"[\W\d_]", "", _any_of(called).sub(take, typed))
    return 0 < len(found) < _MANY_WORDS and len(rest) < _LEFT_OVER


@cache
def _any_of(called: tuple[str, ...]) -> re.Pattern[str]:
    words = sorted((*_WORDS.split(), *called), key=len, reverse=True)
    return re.compile("|".join(_pattern(word) for word in words))


@cache
def _spelt(word: str) -> re.Pattern[str]:
    return re.compile(_pattern(word))


def _pattern(word: str) -> str:
    return "".join(f"[{re.escape(_SPELT.get(letter, letter))}]" for letter in word)
