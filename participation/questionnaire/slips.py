"""What slip of the hand made a file unreadable, in words for the person who wrote it.

The standard reader stops at the first character it cannot take and names a rule of the format.
Here the line it stopped at is looked at for the slips that people make: curved quotes, a yes
without quotes, a comma left out. What is recognised elsewhere in the file is told as well, so
that one round of mending is enough.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

MOST_SLIPS = 20
_SHOWN = 40

_ASK = 'Check quotes, commas and brackets; text and dates stand in "quotes".'
_NAME = r"[A-Za-z_][A-Za-z0-9_-]*"
# An open quote reaches to the end of the line, so that each letter is looked at once.
_QUOTED = re.compile(r"\"(?:\\.|[^\"\\])*(\"|\\?$)|'[^']*('|$)")
_CURVED = re.compile(r"[=\[{,]\s*([“”„‟‘’«»])")
_COLON = re.compile(rf"\s*({_NAME})\s*:(\s|$)")
_NOTE = re.compile(r"\s*(//|/\*|<!--|--|;)")
_SWITCH = re.compile(r"=\s*(true|false|yes|no|on|off)\s*(?=$|[,}#])", re.IGNORECASE)
_BARE = re.compile(rf"\s*({_NAME})\s*=\s*([^\s\"'\[{{#][^#\"]*)(#.*)?")
_NOTHING = re.compile(rf"\s*({_NAME})\s*=\s*(#.*)?")
_SINGLE = re.compile(r"[+-]?(0|[1-9][0-9_]*)(\.[0-9]+)?|true|false")
_FIELD = re.compile(rf"\s*({_NAME})\s*=")
_LIST = re.compile(rf"\s*({_NAME})\s*=\s*\[")
_INNER_FIELD = re.compile(rf"([\"\]}}]|\w)\s+({_NAME})\s*=")
_ODD_NAME = re.compile(r"\s*([^=\"'\[\]{}#]+)=")
_INSIDE = re.compile(rf"[{{,]\s*({_NAME})\s*=")
_APOSTROPHE = re.compile(r"[=\[{,]\s*('[^'\"]*'[A-Za-z][^\"]*)'")
_ENDED = re.compile(rf"\s*{_NAME}\s*=\s*[^\[{{]*[,;]\s*(#.*)?")
_UNLISTED = re.compile(rf"\s*({_NAME})\s*=\s*\{{.*\}}\s*,")
_HEADER = re.compile(r"\s*\[")
_TWICE = re.compile(r"overwrite|twice|Duplicate|declare|redefine|mutate|immutable")


@dataclass(frozen=True, slots=True)
class Slip:
    """What is wrong in a line, and how to put it right. Lines count from 1."""

    line: int | None
    what: str
    remedy: str


def slips(text: str, line: int | None, message: str) -> list[Slip]:
    """Why the reader stopped, and further slips of the plainest kinds, in the order of the lines.

    Args:
        line: where it stopped; None at the end of the file.
        message: what it says about it.
    """
    lines = text.split("\n")
    at = (line or len(lines)) - 1
    first = _at(lines, at, message)
    if first is None:
        first = Slip(line, f"{message[:120]}.", _ASK)
    plain = [
        slip
        for n in range(len(lines))
        if n != at and (slip := _first(_PLAIN, lines, n)) and slip.line != first.line
    ]
    return sorted([first, *plain[: MOST_SLIPS - 1]], key=lambda slip: slip.line or len(lines))


def _at(lines: list[str], at: int, message: str) -> Slip | None:
    """The slip in or before the line at which the reader stopped."""
    if _TWICE.search(message):
        return _given_twice(lines, at)
    if slip := _first(_PLAIN, lines, at):
        return slip
    if message.startswith(("Unescaped", "Invalid hex", "Escaped")):
        what = "A backslash stands in the text."
        return Slip(at + 1, what, "Take it out, or write two of them: \\\\.")
    return _first(_STRUCTURE, lines, at)


Look = Callable[[list[str], int], Slip | None]


def _first(looks: tuple[Look, ...], lines: list[str], at: int) -> Slip | None:
    return next((slip for look in looks if (slip := look(lines, at))), None)


# --- slips that one line shows by itself -----------------------------------------------------


def _curved_quotes(lines: list[str], at: int) -> Slip | None:
    found = _CURVED.search(_masked(lines[at]))
    if found is None:
        return None
    what = f"The quotes are curved: {found[1]}."
    remedy = 'Type straight ones, ", in a plain text editor; a word processor bends them.'
    return Slip(at + 1, what, remedy)


def _colon(lines: list[str], at: int) -> Slip | None:
    found = _COLON.match(_masked(lines[at]))
    if found is None:
        return None
    return Slip(at + 1, "A colon stands where = should be.", f"Write {found[1]} = …")


def _note(lines: list[str], at: int) -> Slip | None:
    found = _NOTE.match(lines[at])
    if found is None:
        return None
    return Slip(at + 1, f"A note cannot begin with {found[1]}.", "Begin it with #.")


def _switch(lines: list[str], at: int) -> Slip | None:
    found = _SWITCH.search(_masked(lines[at]))
    if found is None or found[1] in ("true", "false"):
        return None
    on = found[1].lower() in ("true", "yes", "on")
    remedy = f'Write {"true" if on else "false"} to switch it, or "{found[1]}" if it is a word.'
    return Slip(at + 1, f"{found[1]} stands there without quotes.", remedy)


def _bare_words(lines: list[str], at: int) -> Slip | None:
    found = _BARE.fullmatch(lines[at])
    if found is None or _SINGLE.fullmatch(found[2].strip()) or _CURVED.search(lines[at]):
        return None
    shown = found[2].strip()[:_SHOWN]
    what = f"'{found[1]}' has no quotes round its words."
    return Slip(at + 1, what, f'Write {found[1]} = "{shown}".')


def _nothing(lines: list[str], at: int) -> Slip | None:
    found = _NOTHING.fullmatch(lines[at])
    if found is None:
        return None
    what = f"Nothing stands after '{found[1]} ='."
    return Slip(at + 1, what, f'Write {found[1]} = "…", or take the line out.')


_PLAIN: tuple[Look, ...] = (_curved_quotes, _colon, _note, _switch, _bare_words, _nothing)


# --- slips that show only where the reader stopped -------------------------------------------


def _list_left_open(lines: list[str], at: int) -> Slip | None:
    """A new field or question while a list still waits for its end."""
    begins_anew = _FIELD.match(lines[at]) or _HEADER.match(lines[at]) or at == len(lines) - 1
    if not begins_anew:
        return None
    for n in range(at - 1 if at else 0, -1, -1):
        if found := _LIST.match(lines[n]):
            block = "".join(map(_masked, lines[n:at]))
            if block.count("[") <= block.count("]"):
                return None
            what = f"The list '{found[1]}' that begins here has no end."
            return Slip(n + 1, what, "Write ] after its last entry.")
        if _FIELD.match(lines[n]):
            return None
    return None


def _apostrophe(lines: list[str], at: int) -> Slip | None:
    found = _APOSTROPHE.search(lines[at])
    if found is None:
        return None
    what = "The apostrophe ends the text early."
    return Slip(at + 1, what, f'Put the text in double quotes: "{found[1][1:_SHOWN]}".')


def _ending(lines: list[str], at: int) -> Slip | None:
    masked = _masked(lines[at])
    if found := _UNLISTED.match(masked):
        what = f"'{found[1]}' has more than one entry and no list round them."
        return Slip(at + 1, what, f"Write {found[1]} = [ … ], in square brackets.")
    if _ENDED.fullmatch(masked):
        return Slip(at + 1, "A comma or semicolon ends the line.", "Take it out.")
    return None


def _quotes(lines: list[str], at: int) -> Slip | None:
    masked = _masked(lines[at])
    if masked.count('"') % 2:
        what = "A closing quote is missing, or the text goes on in the next line."
        return Slip(at + 1, what, 'Close it with " in the same line, however long that gets.')
    if re.search(r"=\s*\"\"\s*[^\s,}\]#]", masked) and not _INNER_FIELD.search(masked):
        what = "There are quotes within the quotes."
        return Slip(at + 1, what, 'Write the inner ones curved, “so”, or with a backslash, \\".')
    return None


def _comma(lines: list[str], at: int) -> Slip | None:
    """A choice that follows another, or a field that follows another inside a choice."""
    if "{" in lines[at] and (found := _INNER_FIELD.search(_masked(lines[at]))):
        return Slip(at + 1, f"A comma is missing before '{found[2]}'.", "Put one there.")
    before = next((n for n in range(at - 1, -1, -1) if lines[n].strip()), None)
    if before is None or not lines[at].lstrip().startswith(("{", '"', "'")):
        return None
    ended = _masked(lines[before]).partition("#")[0].rstrip()
    if ended.endswith(("}", '"', "'")):
        return Slip(before + 1, "A comma is missing at the end of the line.", "Put one there.")
    return None


def _table_left_open(lines: list[str], at: int) -> Slip | None:
    for n in (at, at - 1):
        masked = _masked(lines[n]) if n >= 0 else ""
        if masked.count("{") > masked.count("}"):
            what = "A { has no } in the same line."
            return Slip(n + 1, what, "Write each choice in one line, from { to }.")
    return None


def _header(lines: list[str], at: int) -> Slip | None:
    masked = lines[at].partition("#")[0].strip()
    if not masked.startswith("[") or re.fullmatch(rf"\[\[{_NAME}\]\]", masked):
        return None
    what = f"'{masked[:_SHOWN]}' does not begin a question."
    return Slip(at + 1, what, "Write [[question]], with two brackets on each side.")


def _odd_name(lines: list[str], at: int) -> Slip | None:
    found = _ODD_NAME.match(lines[at])
    name = found[1].strip()[:_SHOWN] if found else ""
    if not name or re.fullmatch(_NAME, name):
        return None
    what = f"The name '{name}' has a space, or a letter that is not one of a to z."
    return Slip(at + 1, what, f'If it is right, write it in quotes: "{name}" = …')


def _loose_words(lines: list[str], at: int) -> Slip | None:
    masked = _masked(lines[at])
    if "=" in masked or not masked.strip() or masked.lstrip()[0] in "[]{},#":
        return None
    what = "This line is neither a field nor a note."
    return Slip(at + 1, what, "Write name = …, or begin a note with #.")


_STRUCTURE: tuple[Look, ...] = (
    _apostrophe,
    _ending,
    _quotes,
    _list_left_open,
    _comma,
    _table_left_open,
    _header,
    _odd_name,
    _loose_words,
)


def _given_twice(lines: list[str], at: int) -> Slip | None:
    """The name that stands twice, at its second place, with the first named."""
    for n in range(at, -1, -1):
        inside = _INSIDE.findall(_masked(lines[n]))
        if twice := next((name for name in inside if inside.count(name) > 1), None):
            return Slip(n + 1, f"'{twice}' is given twice in one choice.", "Keep one.")
        if found := _FIELD.match(lines[n]):
            for before in _block_above(lines, n):
                if (same := _FIELD.match(lines[before])) and same[1] == found[1]:
                    what = f"'{found[1]}' is given twice, first in line {before + 1}."
                    return Slip(n + 1, what, "Keep one.")
            return None
        if _HEADER.match(lines[n]):
            what = f"'{lines[n].strip()[:_SHOWN]}' does not begin a further question."
            return Slip(n + 1, what, "Write [[question]], with two brackets on each side.")
    return None


def _block_above(lines: list[str], at: int) -> Iterator[int]:
    """The lines above this one that belong to the same question."""
    for n in range(at - 1, -1, -1):
        if _HEADER.match(lines[n]):
            return
        yield n


def _masked(line: str) -> str:
    """The line with what stands in straight quotes left out; an open quote stays."""
    return _QUOTED.sub(lambda found: '""' if found[1] or found[2] else '"', line)
