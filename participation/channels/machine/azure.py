"""Azure Translator, version 3.0 of its text interface: `POST /translate?api-version=3.0`.

It takes `[{"Text": …}]` with the key in a header, and the region in another where the resource has
one, and answers `[{"translations": [{"text": …, "to": "en"}]}]`.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

from participation.channels.machine.calling import answer_to, text_in
from participation.channels.machine.gateway import (
    MOST_LETTERS,
    MachineRefused,
    MachineUnavailable,
)
from participation.channels.machine.languages import AZURE

ADDRESS: Final = "https://api.cognitive.microsofttranslator.com"


class AzureTranslator:
    """See `MachineTranslator`."""

    name = "Azure Translator"

    def __init__(
        self, key: str, *, region: str = "", url: str = "", timeout_seconds: float
    ) -> None:
        self._key, self._region = key, region
        self._url = (url or ADDRESS).rstrip("/")
        self._timeout_seconds = timeout_seconds

    def __repr__(self) -> str:
        return "AzureTranslator()"

    def into_english(self, words: str, language: str) -> str:
        """See `MachineTranslator.into_english`."""
        source = AZURE.get(language)
        if source is None or len(words) > MOST_LETTERS:
            raise MachineRefused("not a language or a length that it takes")
        asked = urlencode({"api-version": "3.0", "from": source, "to": "en", "textType": "plain"})
        headers = {"Ocp-Apim-Subscription-Key": self._key}
        if self._region:
            headers["Ocp-Apim-Subscription-Region"] = self._region
        found = answer_to(
            f"{self._url}/translate?{asked}",
            [{"Text": words}],
            headers,
            timeout_seconds=self._timeout_seconds,
        )
        try:
            made = found[0]["translations"][0]  # type: ignore[index] # looked at by the except
            if made["to"] != "en":
                raise MachineUnavailable("the answer is in another language")
            return text_in(made["text"])
        except (TypeError, KeyError, IndexError):
            raise MachineUnavailable("the answer holds no text") from None
