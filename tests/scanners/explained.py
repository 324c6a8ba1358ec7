"""What scanners find and is so on purpose; docs/checks.md says why, in the same words."""

from __future__ import annotations

import re

# scanner -> what it says -> why it is so
EXPLAINED: dict[str, dict[str, str]] = {
    "wapiti": {
        r"^Clickjacking Protection: X-Frame-Options": "the policy says frame-ancestors 'none'",
        r"^Cross Site Request Forgery: .* /code as ": (
            "who presses is known by the code alone; a press of another site is refused"
        ),
    },
    "bandit": {
        r"^B105 ": "names that hold 'password' or 'token', and no secret",
        r"^B404 |^B603 participation/demo\.py": "the demonstration starts its own server",
        r"^B311 participation/cli/made_up_council\.py": "made-up people, the same from one seed",
        r"^B405 |^B314 participation/channels/form/council_files\.py": (
            "a picture of the council's own; one with a document type is refused first"
        ),
        r"^B608 participation/(guard/append_only|kernel/[a-z_]+)\.py": (
            "names of our own tables and columns, which no parameter can be; no word of anybody"
        ),
        r"^B704 participation/web/staff/cards\.py": "a square drawn here from our own address",
    },
    "semgrep": {
        r"^sql-made-of-strings participation/kernel/[a-z_]+\.py": (
            "names of our own tables and settings, which no parameter can be; no word of anybody"
        ),
        r"^weak-hash-or-chance participation/cli/made_up_council\.py": (
            "made-up people, the same from one seed"
        ),
        r"^markup-of-what-is-not-ours participation/web/staff/cards\.py": (
            "a square drawn here from our own address"
        ),
        r"^cookie-left-open .* set_cookie\((answer|response), (visitor\.)?house, ": (
            "our own function, which says them (web/staff/door.py)"
        ),
        r"^sent-where-somebody-says participation/web/staff/checking\.py:\d+ "
        r"return redirect\(f\"\{request\.path": "back to the page of the same address",
    },
}


def is_explained(scanner: str, finding: str) -> bool:
    return any(re.search(pattern, finding) for pattern in EXPLAINED.get(scanner, {}))
