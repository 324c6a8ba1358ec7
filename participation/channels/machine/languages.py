"""From which languages each machine translates: our codes and its own.

Which of them a LibreTranslate server really has is for whoever runs it.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

LIBRETRANSLATE: Final[Mapping[str, str]] = MappingProxyType(
    {code: code for code in ("ar", "bn", "fa", "pl", "pt", "ro", "sq", "tr", "uk", "ur", "vi")}
)
_ALIKE = (
    *("am", "ar", "bn", "cy", "fa", "pa", "pl", "ps", "ro", "so", "sq", "ti", "tr", "uk", "ur"),
    "vi",
)
# Its `ku` is Sorani and its `kmr` Kurmanji, its plain `pt` is Brazil's.
AZURE: Final[Mapping[str, str]] = MappingProxyType(
    {code: code for code in _ALIKE} | {"ckb": "ku", "fa_AF": "prs", "ku": "kmr", "pt": "pt-pt"}
)
