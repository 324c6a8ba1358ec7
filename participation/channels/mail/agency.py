"""What an agency for interpreters is told: what is needed and when, never for whom or about what.

No name of a child, of family or of an officer, no place and no word of care stands in it. Where to
come is told on the telephone, to the one person who comes.
"""

from __future__ import annotations

from dataclasses import dataclass

from participation.channels.mail.wording import Mail


@dataclass(frozen=True, slots=True, kw_only=True)
class Needed:
    """One booking, in the words of the council's language.

    Args:
        again: the agency's own reference of an earlier booking, whose interpreter is asked for.
        anew: it takes the place of what was asked for before under the same reference.
    """

    council: str
    reference: str
    language: str
    dialect: str | None
    gender: str | None
    day: str
    at: str | None
    pre_brief: str | None
    minutes: int
    presence: str
    again: str | None = None
    anew: bool = False


def request(needed: Needed) -> Mail:
    """Please find somebody."""
    begins = (
        "The day or what is needed has changed. This takes the place of what we asked for before"
        " under this reference."
        if needed.anew
        else "We need an interpreter."
    )
    lines = [
        ("Our reference", needed.reference),
        ("Language", needed.language),
        ("Dialect", needed.dialect),
        ("Asked for", needed.gender),
        ("Day", needed.day),
        ("Begins", needed.at),
        ("Short talk before", needed.pre_brief),
        ("How long", f"{needed.minutes} minutes"),
        ("How", needed.presence),
        ("The same person as in your booking, if they can", needed.again),
    ]
    body = (
        "Hello,\n\n"
        f"{begins}\n\n" + "".join(f"{name}: {value}\n" for name, value in lines if value) + "\n"
        "Whoever comes must be vetted, must have signed that they keep to themselves what they"
        " hear, and must not know the family. Nobody else may come in their place without our"
        " word.\n\n"
        "Please ring us with your reference and who it is. Do not write names into a mail. We tell"
        " you on the telephone where it is.\n\n"
        f"{needed.council}\n"
    )
    return Mail(f"Interpreter needed, {needed.reference}", body)


def call_off(*, council: str, reference: str) -> Mail:
    """Nobody has to come."""
    body = (
        "Hello,\n\n"
        f"What we asked for under our reference {reference} is not needed any more. Nobody has to"
        " come.\n\n"
        f"{council}\n"
    )
    return Mail(f"Interpreter not needed any more, {reference}", body)
