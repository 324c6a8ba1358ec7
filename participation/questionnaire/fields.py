"""Take the fields of one table of a form file, and note every one that is wrong.

Nothing raises: what cannot be used is noted as a fault and a harmless value stands in, so
that one pass finds everything.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Any, TypeVar

from participation.questionnaire.faults import Fault, did_you_mean

Word = TypeVar("Word", bound=StrEnum)

KEY_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789_")
LONGEST_KEY = 40

_KINDS = {
    str: "text in quotes",
    bool: "true or false, without quotes",
    int: "a whole number, without quotes",
    list: 'a list in square brackets: ["…"]',
    dict: "a table in curly brackets: { … = … }",
}
_FOUND = {
    str: "text in quotes",
    bool: "true or false",
    int: "a number",
    float: "a number",
    list: "a list",
    dict: "a table",
}

_HEAD = "It belongs at the head of the file: move it above the first [[question]]."
_CHOICE = "It belongs to one of the choices: move it inside its curly brackets."
_QUESTION = "It belongs to a question: move it below a [[question]]."
_BELONGS: Mapping[str, str] = MappingProxyType(
    dict.fromkeys(("audience", "band", "bands", "version", "title", "intro", "thanks"), _HEAD)
    | dict.fromkeys(("by_text", "occasion", "when", "always"), _HEAD)
    | dict.fromkeys(("label", "value", "emoji", "concern", "exclusive", "words"), _CHOICE)
    | dict.fromkeys(("kind", "topic", "sharing", "choices", "ask_if", "wants_more"), _QUESTION)
)
"""Where a field goes that stands in the wrong table; those that two tables know are left out."""
_OF_FORMS = frozenset(("band", "intro", "thanks", "by_text", "occasion"))
_OF_MODULES = frozenset(("bands", "when", "always", "place"))


class Fields:
    """The fields of one table. `line` tells where a named field stands."""

    def __init__(
        self,
        table: dict[str, Any],
        file: str,
        question: str | None,
        line: Callable[[str], int],
        faults: list[Fault],
        inside: str = "",
    ) -> None:
        self._table = table
        self._file = file
        self._question = question
        self._line = line
        self._faults = faults
        self._inside = f" in {inside}" if inside else ""
        self._known: set[str] = set()

    def wrong(self, name: str, what: str, remedy: str) -> None:
        self._faults.append(Fault(self._file, what, remedy, self._line(name), self._question))

    def text(self, name: str, *, longest: int, needed: bool = False) -> str:
        value = self._take(name, str, needed=needed)
        if value is None:
            return ""
        if needed and not value.strip():
            self.wrong(name, f"'{name}'{self._inside} is empty.", "Write its words.")
        if len(value) > longest:
            self.wrong(
                name,
                f"'{name}'{self._inside} has {len(value)} letters.",
                f"Keep it to {longest}.",
            )
        return str(value)

    def key(self, name: str) -> str:
        value = self.text(name, longest=LONGEST_KEY, needed=True)
        if value and (not KEY_LETTERS.issuperset(value) or not value[0].isalpha()):
            self.wrong(
                name,
                f"'{name}'{self._inside} cannot be '{value[:LONGEST_KEY]}'.",
                "Use small letters, digits and underscores, beginning with a letter.",
            )
        return value

    def texts(self, name: str, *, most: int, longest: int) -> tuple[str, ...]:
        values = self._take(name, list)
        if values is None:
            return ()
        if len(values) > most:
            self.wrong(
                name, f"'{name}'{self._inside} has {len(values)} entries.", f"Keep it to {most}."
            )
        for value in values:
            if not isinstance(value, str) or not value.strip() or len(value) > longest:
                self.wrong(
                    name,
                    f"'{name}'{self._inside} has an entry that is not text of 1 to "
                    f"{longest} letters.",
                    "Put each entry in quotes, with a comma between.",
                )
                break
        return tuple(value for value in values if isinstance(value, str))

    def flag(self, name: str) -> bool:
        return bool(self._take(name, bool))

    def whole(self, name: str, *, default: int, least: int, most: int) -> int:
        value = self._take(name, int)
        if value is None:
            return default
        if not least <= value <= most:
            self.wrong(
                name,
                f"'{name}'{self._inside} is out of range.",
                f"Choose a number from {least} to {most}.",
            )
            return default
        return int(value)

    def word(self, name: str, words: type[Word], default: Word | None) -> Word | None:
        value = self._take(name, str, needed=default is None)
        if value is None:
            return default
        try:
            return words(value)
        except ValueError:
            self.wrong(
                name,
                f"'{value[:LONGEST_KEY]}' is not a value of '{name}'{self._inside}.",
                did_you_mean(value, words),
            )
            return default

    def maybe_word(self, name: str, words: type[Word]) -> Word | None:
        """One of the words, or None where the field is not there."""
        self._known.add(name)
        return self.word(name, words, None) if name in self._table else None

    def table(self, name: str) -> dict[str, Any] | None:
        value: dict[str, Any] | None = self._take(name, dict)
        return value

    def tables(self, name: str, *, most: int, needed: bool = False) -> list[dict[str, Any]]:
        if isinstance(self._table.get(name), dict) and name == "question":
            self._known.add(name)
            self.wrong(name, "A question begins with one bracket.", "Write [[question]], with two.")
            return []
        values = self._take(name, list, needed=needed)
        if values is None:
            return []
        if len(values) > most:
            # Far more than anybody means to ask: whatever else is wrong among them can wait.
            self.wrong(name, f"There are {len(values)} of '{name}'.", f"Keep it to {most}.")
            return []
        if any(not isinstance(value, dict) for value in values):
            self.wrong(
                name,
                f"'{name}' has an entry that is not a table.",
                'Write { value = "…", label = "…" }.',
            )
        return [value for value in values if isinstance(value, dict)]

    def refuse_unknown(self) -> None:
        """Name every field that nobody took."""
        for name in self._table:
            if name not in self._known:
                shown = name[:LONGEST_KEY]
                self.wrong(name, f"'{shown}' is not a field{self._inside}.", self._instead(name))

    def _instead(self, name: str) -> str:
        """What to write in place of a field that does not belong here."""
        at_the_head = self._question is None
        if at_the_head and name in _OF_FORMS:
            return "A module has none; take it out."
        if at_the_head and name in _OF_MODULES:
            return "Only a module has it; take it out."
        if at_the_head and isinstance(self._table[name], dict | list):
            return did_you_mean(name, self._known)
        return _BELONGS.get(name) or did_you_mean(
            name, self._known - set(self._table) or self._known
        )

    def _take(self, name: str, kind: type, *, needed: bool = False) -> Any:
        self._known.add(name)
        value = self._table.get(name)
        if value is None:
            if needed:
                self.wrong(name, f"'{name}' is missing{self._inside}.", f"Add {name} = …")
            return None
        if type(value) is not kind:  # bool is an int to isinstance
            self.wrong(
                name, f"'{name}'{self._inside} is {_found(value)}.", f"Write {_KINDS[kind]}."
            )
            return None
        return value


def _found(value: object) -> str:
    """What somebody wrote, in words; TOML knows dates and times too."""
    return _FOUND.get(type(value), "a date or a time")
