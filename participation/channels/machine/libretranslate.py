"""LibreTranslate, on a server of the council's own or another's: `POST /translate`.

It takes `q`, `source`, `target`, `format` and, where the server wants one, `api_key`, and answers
`{"translatedText": …}`, or `{"error": …}` with 400, 403, 429 or 500.
"""

from __future__ import annotations

from participation.channels.machine.calling import answer_to, text_in
from participation.channels.machine.gateway import (
    MOST_LETTERS,
    MachineRefused,
)
from participation.channels.machine.languages import LIBRETRANSLATE


class LibreTranslate:
    """See `MachineTranslator`."""

    name = "LibreTranslate"

    def __init__(self, url: str, *, key: str = "", timeout_seconds: float) -> None:
        self._url = f"{url.rstrip('/')}/translate"
        self._key = key
        self._timeout_seconds = timeout_seconds

    def __repr__(self) -> str:
        return "LibreTranslate()"

    def into_english(self, words: str, language: str) -> str:
        """See `MachineTranslator.into_english`."""
        source = LIBRETRANSLATE.get(language)
        if source is None or len(words) > MOST_LETTERS:
            raise MachineRefused("not a language or a length that it takes")
        body = {"q": words, "source": source, "target": "en", "format": "text"}
        if self._key:
            body["api_key"] = self._key
        found = answer_to(self._url, body, {}, timeout_seconds=self._timeout_seconds)
        return text_in(found.get("translatedText") if isinstance(found, dict) else None)
