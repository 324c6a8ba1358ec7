"""What looks as if it tells where a child lives or how to reach somebody. Pure.

The machine stops and names what it found; a person decides (T19, P7). It finds what is written as
an address, a number or a name that is known here. It does not understand: "the blue house opposite
the swimming pool" passes, and so the page that shows this says that the words have to be read.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from participation.care.summaries.ordinary_words import (
    NO_NAME_OF_A_ROAD,
    POSTCODE_AREAS,
    SURNAMES_THAT_ARE_WORDS,
)
from participation.care.summaries.plain_tokens import Piece, digits_of, pieces_of


class Kind(StrEnum):
    """What something looks like."""

    POSTCODE = "postcode"
    PHONE = "phone"
    EMAIL = "email"
    LINK = "link"
    STREET = "street"
    CARER = "carer"
    SCHOOL = "school"


@dataclass(frozen=True, slots=True, repr=False)
class Found:
    """One thing that stops the words, with the place where it stands in them."""

    kind: Kind
    start: int
    end: int


@dataclass(frozen=True, slots=True, repr=False)
class KnownNames:
    """Names that must not go out with a version: full names as the service holds them."""

    carers: Collection[str] = ()
    schools: Collection[str] = ()


_POSTCODE = re.compile(
    rf"(?:{'|'.join(POSTCODE_AREAS)})[0-9][0-9a-z]?[0-9][abd-hjlnp-uw-z]{{2}}|gir0aa"
)
_LONGEST_POSTCODE = 7
_ORDINAL = re.compile(r"[0-9]+(?:st|nd|rd|th)")

_PHONE = re.compile(r"0[1-9]\d{8,9}|(?:00|011)?44?0?[1-9]\d{8,9}|7\d{9}|00[1-9]\d{7,13}")
_ABROAD = re.compile(r"[1-9]\d{9,14}")
_LONG_NUMBER = 7  # digits in one piece: a local number, or an account
_DAY = re.compile(r"(?:[0-3]?\d[01]?\d(?:19|20)\d\d)|(?:(?:19|20)\d\d[01]\d[0-3]\d)")
_LONGEST_PHONE = 15

_EMAIL = re.compile(
    r"(?<![^\s@])[^\s@]+\s*@\s*[^\s@]+\.[a-z]{2,}"
    r"|(?<!\w)\w[\w.+-]{0,63}\s{0,9}(?:\(at\)|\[at\]|\bat\b)\s*[\w-]+\s*(?:\.|\(dot\)|\bdot\b)\s*"
    r"(?:com|net|org|co|uk|info|me)\b"
    r"|(?<![\w.])@[a-z0-9_.]{3,}",
    re.IGNORECASE,
)
_LINK = re.compile(r"https?://\S+|\bwww\.\S+", re.IGNORECASE)

_ROADS = "road|rd|street|avenue|ave|lane|crescent|cres|terrace|gardens|grove|mews"
_ENDS = (
    f"{_ROADS}|st|ln|close|drive|dr|court|ct|place|way|walk|hill|square|row|rise|view|green"
    "|parade|house|park|flats|towers|villas"
)
_NUMBERED = re.compile(
    rf"\b(?:flat\s+|number\s+|no\.?\s+)?[0-9]{{1,4}}[a-z]?,?\s+((?:[\w’'.-]{{1,40}}\s+){{1,3}})(?:{_ENDS})\b",
    re.IGNORECASE,
)
_NAMED_ROAD = re.compile(rf"\b([\w’'-]{{3,40}})\s+(?:{_ROADS})\b", re.IGNORECASE)
_SCHOOL = re.compile(
    r"\b(?:St\.?\s+)?[A-Z][\w’'-]{1,40}(?:\s+[A-Z][\w’'-]{1,40}){0,4}\s+"
    r"(?:Primary|Infants?|Juniors?|Grammar|Academy|College|[Hh]igh\s+[Ss]chool|School|primary|academy)\b"
)
_NO_SCHOOL = re.compile(
    r"(?:My|The|Our|His|Her|A|At|After|In|To|New|Old|Primary|Secondary|High|Sunday|Saturday|Love|Like|"
    r"Good|Big|I|And|But|Special|Boarding|Big)\b"
)
_TITLES = frozenset({"mr", "mrs", "miss", "ms", "mx", "dr", "auntie", "aunty", "uncle"})


def found_in(words: str, known: KnownNames) -> tuple[Found, ...]:
    """Everything that stops these words, in the order in which it stands there."""
    pieces = pieces_of(words)
    found = [
        *_postcodes(pieces),
        *_phones(words, digits_of(pieces)),
        *(Found(Kind.EMAIL, *one.span()) for one in _EMAIL.finditer(words)),
        *(Found(Kind.LINK, *one.span()) for one in _LINK.finditer(words)),
        *_streets(words),
        *_schools(words),
        *_names(words, pieces, known.carers, Kind.CARER),
        *_names(words, pieces, known.schools, Kind.SCHOOL),
    ]
    return tuple(sorted(_widest(found), key=lambda one: (one.start, one.end, one.kind)))


def _widest(found: Sequence[Found]) -> set[Found]:
    """Without what stands inside another of its kind."""
    return {
        one
        for one in found
        if not any(
            other.kind is one.kind
            and other.start <= one.start
            and one.end <= other.end
            and (other.start, other.end) != (one.start, one.end)
            for other in found
        )
    }


def _postcodes(pieces: Sequence[Piece]) -> Iterator[Found]:
    """A postcode may stand in one piece or in seven; it begins and ends with a piece."""
    for at in range(len(pieces)):
        text = ""
        for last in range(at, len(pieces)):
            if last > at and not pieces[last].near:
                break
            text += pieces[last].text
            if len(text) > _LONGEST_POSTCODE:
                break
            in_two = last - at < 2
            if _POSTCODE.fullmatch(text) and (in_two or not _ORDINAL.fullmatch(pieces[last].text)):
                yield Found(Kind.POSTCODE, pieces[at].start, pieces[last].end)
                break
            if in_two and _is_nearly_a_postcode(text):
                yield Found(Kind.POSTCODE, pieces[at].start, pieces[last].end)
                break


def _is_nearly_a_postcode(text: str) -> bool:
    """With the letter O for a nought, and an I or an L for a one, where digits stand."""
    if len(text) < 5 or not any(sign.isdigit() for sign in text):
        return False
    outward, inward = text[:-3], text[-3:]
    letters = 1 if _as_digit(outward[1:2]).isdigit() else 2
    digits = "".join(map(_as_digit, outward[letters:])) + _as_digit(inward[0])
    return _POSTCODE.fullmatch(outward[:letters] + digits + inward[1:]) is not None


def _as_digit(sign: str) -> str:
    return {"o": "0", "i": "1", "l": "1"}.get(sign, sign)


def _phones(words: str, pieces: Sequence[Piece]) -> Iterator[Found]:
    at = 0
    while at < len(pieces):
        last = _end_of_phone(words, pieces, at)
        if last is None:
            at += 1
            continue
        yield Found(Kind.PHONE, pieces[at].start, pieces[last].end)
        at = last + 1


def _end_of_phone(words: str, pieces: Sequence[Piece], at: int) -> int | None:
    """Where the longest number that begins here ends."""
    digits, longest, end = "", 0, None
    plus = words[: pieces[at].start].rstrip().endswith("+")
    for last in range(at, len(pieces)):
        text = pieces[last].text
        if not text.isdigit() or (last > at and not pieces[last].near):
            break
        digits, longest = digits + text, max(longest, len(text))
        if len(digits) > _LONGEST_PHONE:
            break
        whole = last == at and len(digits) >= _LONG_NUMBER
        # A list of small numbers, or a day and an hour, is no number of anybody abroad.
        abroad = _ABROAD.fullmatch(digits) and (plus or longest > 4)
        if (whole or abroad or _PHONE.fullmatch(digits)) and not _DAY.fullmatch(digits):
            end = last
    return end


def _streets(words: str) -> Iterator[Found]:
    for one in _NUMBERED.finditer(words):
        between = one[1].casefold().split()
        if not NO_NAME_OF_A_ROAD.intersection(between):
            yield Found(Kind.STREET, *one.span())
    for one in _NAMED_ROAD.finditer(words):
        if one[1].casefold() not in NO_NAME_OF_A_ROAD:
            yield Found(Kind.STREET, *one.span())


def _schools(words: str) -> Iterator[Found]:
    for one in _SCHOOL.finditer(words):
        if not _NO_SCHOOL.match(one[0]):
            yield Found(Kind.SCHOOL, *one.span())


def _names(
    words: str, pieces: Sequence[Piece], names: Collection[str], kind: Kind
) -> Iterator[Found]:
    """A surname of these names, also in the plural or with an s after it."""
    for name in names:
        first, surnames = _first_and_surnames(name)
        for at, piece in enumerate(pieces):
            alike = {piece.text, piece.text.removesuffix("s"), piece.text.removesuffix("es")}
            surname = min(surnames & alike, default=None)
            if surname is None:
                continue
            before = pieces[at - 1].text if at else ""
            as_name = words[piece.start].isupper() and bool(words[: piece.start].strip())
            if (
                surname not in SURNAMES_THAT_ARE_WORDS
                or as_name
                or before in _TITLES
                or before == first
            ):
                yield Found(kind, piece.start, piece.end)


def _first_and_surnames(name: str) -> tuple[str | None, frozenset[str]]:
    """The first name, and the surname as people write it: O'Brien as obrien too, and of Smith-Jones
    each half. A name may be held as "Okonkwo, Bea"."""
    surname, comma, others = name.partition(",")
    words = others.split() if comma and others.strip() else name.split()
    if not words:
        return None, frozenset()
    if not comma or not others.strip():
        surname = words[-1].rstrip(",")
    parts = [piece.text for piece in pieces_of(surname)]
    long = [part for part in parts if len(part) > 2] or parts
    first = next((piece.text for piece in pieces_of(words[0])), None)
    written = (part for part in (*long, "".join(parts)) if part)
    return (first if len(words) > 1 or comma else None), frozenset(written)
