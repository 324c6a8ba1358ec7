"""Words of texts that are blanked at the provider, kept outside the database for some days (I20).

The provider holds no child's words for longer than it must (T22), and a restored copy has lost what
came after its backup. So some time before words are blanked there they are added here, beside the
ledger, sealed under the master key; the copy's first looks at the provider's list find the texts
blanked and their words here. One file a day and machine; a file goes eight days after its day.
"""

from __future__ import annotations

import base64
import json
import socket
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

from participation.guard.appending import append
from participation.guard.wrapping import KeyRing
from participation.kernel.errors import Unreadable

KEPT_FOR: Final = timedelta(days=8)  # a copy that is older than a week is older than any plan
_BOUND_TO: Final = b"texts kept aside"


@dataclass(frozen=True, slots=True)
class Found:
    """Words by the provider's id of the text. `unreadable`: lines that are torn or under a key that
    is not here, and whole files that this process may not read."""

    words: Mapping[str, str] = field(repr=False)
    unreadable: int


@dataclass(frozen=True, slots=True)
class KeptAside:
    """The folder, and the keys that open what lies in it."""

    folder: Path
    ring: KeyRing = field(repr=False)

    def put(self, texts: Iterable[tuple[str, str]], system: datetime) -> None:
        """Keep (the provider's id, words) of each; they are on the disk when this returns.

        Raises:
            OSError: they are not.
        """
        lines = "".join(map(self._line, texts))
        if lines:
            name = f"{system.date().isoformat()}.{socket.gethostname()}.jsonl"
            append(self.folder / name, lines.encode())

    def find(self) -> Found:
        """Everything that is kept."""
        words: dict[str, str] = {}
        unreadable = 0
        for path, _day in self._files():
            try:
                lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
            except OSError:
                unreadable += 1
                continue
            for line in filter(None, lines):
                opened = self._open(line)
                if opened is None:
                    unreadable += 1
                else:
                    words[opened[0]] = opened[1]
        return Found(words, unreadable)

    def let_go(self, system: datetime) -> None:
        """Take away the files of days that are past."""
        for path, day in self._files():
            if day < (system - KEPT_FOR).date():
                path.unlink(missing_ok=True)

    def _files(self) -> Iterator[tuple[Path, date]]:
        for path in sorted(self.folder.glob("*.jsonl")):
            try:
                yield path, date.fromisoformat(path.name.partition(".")[0])
            except ValueError:  # somebody else's
                continue

    def _line(self, text: tuple[str, str]) -> str:
        master, sealed = self.ring.wrap(json.dumps(text).encode(), _BOUND_TO)
        return json.dumps([master, base64.b64encode(sealed).decode()]) + "\n"

    def _open(self, line: str) -> tuple[str, str] | None:
        try:
            master, sealed = json.loads(line)
            plain = self.ring.unwrap(master, base64.b64decode(sealed), _BOUND_TO)
            provider_id, body = json.loads(plain)
        except (ValueError, TypeError, Unreadable):
            return None
        return provider_id, body
