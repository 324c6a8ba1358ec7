"""Our own pictures, and where a council's own symbols stand in their place.

One picture, one idea: an SVG path on a sheet of 64 by 64, drawn with a round pen in the colour of
the text, so that it holds in dark mode, in forced colours and in print. A picture never says
anything that the words beside it do not. A council that uses a symbol set of its own puts it into
the folder PARTICIPATION_SYMBOLS_DIR (`symbols.py`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

_RING = "M32 8a24 24 0 1 1 0 48 24 24 0 1 1 0-48"
_HOUSE = "M6 32 32 8l26 24M13 27v28h38V27"

PATHS: Final[Mapping[str, str]] = {
    # what a question is about
    "one_thing": "M32 8l7 16 17 2-13 12 4 17-15-9-15 9 4-17L8 26l17-2z",
    "going_well": "M32 20a12 12 0 1 1 0 24 12 12 0 1 1 0-24M32 6v6M32 52v6M6 32h6M52 32h6"
    "M14 14l4 4M46 46l4 4M14 50l4-4M46 18l4-4",
    "home": f"{_HOUSE}M26 55V40h12v15",
    "people_at_home": f"{_HOUSE}M32 27a6 6 0 1 1 0 12 6 6 0 1 1 0-12M22 55q0-12 10-12t10 12",
    "bed_and_toys": "M6 14v40M6 44h52v10M58 44v-6q0-8-8-8H28v14M11 40q0-8 7-8t7 8",
    "bed": "M6 14v40M6 44h52v10M58 44v-6q0-8-8-8H28v14M11 40q0-8 7-8t7 8",
    "toy": "M32 18a17 17 0 1 1 0 34 17 17 0 1 1 0-34M19 22a7 7 0 1 1 7-10M38 12a7 7 0 1 1 7 10"
    "M26 32v2M38 32v2M27 42q5 4 10 0",
    "pet": "M18 24q-8-10-9 2t9 10M46 24q8-10 9 2t-9 10M18 24q14-10 28 0v14q0 16-14 16T18 38z"
    "M26 32v2M38 32v2M29 42h6l-3 3z",
    "food": "M32 22q-18-8-19 9t11 24q4 2 8 0 4 2 8 0 12-7 11-24T32 22M32 22q0-9 7-13",
    "family_time": "M18 10a6 6 0 1 1 0 12 6 6 0 1 1 0-12M18 26v16M11 56l7-14 7 14M8 40l10-10 16 10"
    "M46 24a5 5 0 1 1 0 10 5 5 0 1 1 0-10M46 38v9M40 57l6-10 6 10M34 40l12 2 8 6",
    "friends": "M20 18a11 11 0 1 1 0 22 11 11 0 1 1 0-22M44 24a11 11 0 1 1 0 22 11 11 0 1 1 0-22"
    "M16 27v1M24 27v1M15 33q5 4 10 0M40 33v1M48 33v1M39 39q5 4 10 0",
    "school": "M32 18q-10-8-24-4v36q14-4 24 4 10-8 24-4V14q-14-4-24 4v36",
    "health": "M10 22h44v32H10zM24 22v-8h16v8M32 30v16M24 38h16",
    "feelings": "M32 54Q4 34 12 20t20 4q12-18 20-4T32 54z",
    "safety": "M18 42q-10 0-10-9t10-9q2-12 14-12t14 11q11 0 11 10t-10 9zM22 48l-3 7M33 48l-3 7"
    "M44 48l-3 7",
    "say": "M8 12h48v30H30L18 54V42H8z",
    "plan": "M14 8h36v48H14zM22 20h3M30 20h12M22 32h3M30 32h12M22 44h3M30 44h12",
    "changes": "M12 28q2-16 20-16 12 0 18 10M52 10v13H39M52 36q-2 16-20 16-12 0-18-10M12 54V41h13",
    "own_life": "M20 22a11 11 0 1 1 0 22 11 11 0 1 1 0-22M31 33h27v9M47 33v8",
    "meeting": "M10 34h44M16 34v20M48 34v20M20 10a5 5 0 1 1 0 10 5 5 0 1 1 0-10"
    "M44 10a5 5 0 1 1 0 10 5 5 0 1 1 0-10M11 34q0-9 9-9t9 9M35 34q0-9 9-9t9 9",
    "taking_part": "M32 10a7 7 0 1 1 0 14 7 7 0 1 1 0-14M20 56V40q0-10 12-10t12 10v16M44 40 54 18",
    "anything_else": "M8 12h48v30H30L18 54V42H8zM21 27h1M32 27h1M43 27h1",
    # what can be chosen
    "more": "M32 54V12M14 30l18-18 18 18",
    "less": "M32 10v42M14 34l18 18 18-18",
    "enough": f"{_RING}M20 33l9 9 16-18",
    "yes": "M12 34l13 14 27-32",
    "no": "M16 16l32 32M48 16 16 48",
    "there": "M18 8v46M18 34h26v20M44 34H18",
    "talk": "M6 10h34v22H22l-8 8v-8H6zM46 22h12v22h-6v8l-8-8H26v-6",
    "send": "M8 16h48v34H8zM8 18l24 20 24-20",
    "dont_know": "M22 22q0-10 10-10t10 10q0 6-6 9t-4 9M32 50v2",
    "rather_not": "M8 46q22-38 44-6M54 24v17H37",
    # who may be helping
    "carer": f"{_HOUSE}M32 27a6 6 0 1 1 0 12 6 6 0 1 1 0-12M22 55q0-12 10-12t10 12",
    "family": "M18 10a6 6 0 1 1 0 12 6 6 0 1 1 0-12M18 26v16M11 56l7-14 7 14M8 40l10-10 16 10"
    "M46 24a5 5 0 1 1 0 10 5 5 0 1 1 0-10M46 38v9M40 57l6-10 6 10M34 40l12 2 8 6",
    "teacher": "M32 18q-10-8-24-4v36q14-4 24 4 10-8 24-4V14q-14-4-24 4v36",
    "social_worker": "M32 8a8 8 0 1 1 0 16 8 8 0 1 1 0-16M16 56V42q0-12 16-12t16 12v14"
    "M36 40h6v8h-6z",
    "advocate": "M20 20a7 7 0 1 1 0 14 7 7 0 1 1 0-14M8 56v-8q0-10 12-10t12 10v8M34 8h24v16H46l-6 6"
    "v-6h-6z",
    "reviewing_officer": "M22 10a8 8 0 1 1 0 16 8 8 0 1 1 0-16M8 56V44q0-12 14-12t14 12v12"
    "M42 32h14v22H42zM46 38h6M46 44h6",
    "other": "M32 8a8 8 0 1 1 0 16 8 8 0 1 1 0-16M16 56V42q0-12 16-12t16 12v14M27 44q5 4 10 0",
}
"""Pictures by topic, choice value or helper."""

_SAME_AS: Final[Mapping[str, str]] = {
    "just_right": "enough",
    "same": "enough",
    "keep": "enough",
    "_dont_know": "dont_know",
    "_rather_not": "rather_not",
}


@dataclass(frozen=True, slots=True)
class Symbol:
    """What stands beside words: a path of ours, or the address of a council's own symbol."""

    path: str = ""
    address: str = ""


def symbol_for(names: Sequence[str], own: Mapping[str, str]) -> Symbol | None:
    """The first of these names that has a picture; a council's own come before all of ours.

    Args:
        own: addresses of the council's symbols, by name.
    """
    wanted = [_SAME_AS.get(name, name) for name in names]
    for name in (*names, *wanted):
        if name in own:
            return Symbol(address=own[name])
    return next((Symbol(path=PATHS[name]) for name in wanted if name in PATHS), None)
