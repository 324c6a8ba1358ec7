"""Whether a machine may put words into English while they wait for a translator, and which.

Off unless a council says which engine and which languages: every word it is asked about leaves the
house (docs/dpia.md).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from participation.settings.addresses import is_loopback
from participation.settings.reading import Reading

ENGINE: Final = "PARTICIPATION_MACHINE"
URL: Final = "PARTICIPATION_MACHINE_URL"
KEY: Final = "PARTICIPATION_MACHINE_KEY"
REGION: Final = "PARTICIPATION_MACHINE_REGION"
LANGUAGES: Final = "PARTICIPATION_MACHINE_LANGUAGES"
_CODE: Final = re.compile(r"[a-z]{2,3}(_[A-Z]{2})?")


class Engine(StrEnum):
    OFF = "off"
    LIBRETRANSLATE = "libretranslate"
    AZURE = "azure"


@dataclass(frozen=True, slots=True)
class MachineSettings:
    """`languages`: from which; words in any other never leave."""

    engine: Engine = Engine.OFF
    url: str = ""
    key: str = field(default="", repr=False)
    region: str = ""
    languages: tuple[str, ...] = ()

    def translates(self, language: str | None) -> bool:
        return self.engine is not Engine.OFF and language in self.languages


def read_machine(read: Reading, *, production: bool) -> MachineSettings:
    engine = Engine(read.choice(ENGINE, tuple(Engine), default=Engine.OFF))
    found = MachineSettings(
        engine=engine,
        url=read.address(URL, secure=False),
        key=read.text(KEY),
        region=read.text(REGION),
        languages=tuple(filter(None, (part.strip() for part in read.text(LANGUAGES).split(",")))),
    )
    if engine is Engine.OFF:
        return found
    if not found.languages:
        read.fault(
            LANGUAGES, "names no language", "Name each from which words may go: ar, vi; or take "
            f"{ENGINE} out"
        )  # fmt: skip
    if any(not _CODE.fullmatch(code) for code in found.languages):
        read.fault(LANGUAGES, "holds something that is no code", "Write codes: ar, fa_AF, ckb")
    if "en" in found.languages:
        read.fault(LANGUAGES, "names English", "Name those from which words are translated")
    if engine is Engine.LIBRETRANSLATE and not found.url:
        read.missing(URL, "The address of the LibreTranslate server, such as https://host.example")
    if engine is Engine.AZURE and not found.key:
        read.missing(KEY, "The key of the Translator resource")
    if found.url.startswith("http://") and not is_loopback(found.url):
        read.fault(URL, "is not https", "Words of children go there: use https")
    if not production and not is_loopback(found.url):
        read.fault(
            URL,
            "does not lead to this machine, and only production sends words away",
            "Set it to the stand-in's address, such as http://127.0.0.1:5000",
        )
    return found
