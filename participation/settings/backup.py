"""What a backup is sealed with, and where the ledger lies: the settings of coming back."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from participation.settings.reading import Reading

KEY: Final = "PARTICIPATION_BACKUP_KEY"
LEDGER: Final = "PARTICIPATION_LEDGER"


@dataclass(frozen=True, slots=True)
class BackupSettings:
    """`key` empty, never in production: no backup can be made or read. `ledger` None: nothing is
    noted outside."""

    key: bytes = field(default=b"", repr=False)
    ledger: Path | None = None

    @property
    def kept_aside(self) -> Path | None:
        """Beside the ledger, so that whoever copies one away copies both."""
        return self.ledger.with_name("texts-kept-aside") if self.ledger is not None else None


def read_backup(read: Reading, *, database: str, strict: bool) -> BackupSettings:
    """The ledger lies beside an SQLite database, or in `instance`, unless it is told a place."""
    place = read.text(LEDGER)
    folder = Path("instance")
    if database.startswith("sqlite:///") and ":memory:" not in database:
        folder = Path(database.removeprefix("sqlite:///").partition("?")[0]).parent
    ledger = Path(place or folder / "ledger.jsonl").absolute()
    try:
        if ledger.is_dir():
            read.fault(
                LEDGER, f"names a folder ({ledger})", "Name a file; it is made at its first line"
            )
    except OSError:
        read.fault(LEDGER, f"cannot be looked at ({ledger})", "Name a file that we may write")
    return BackupSettings(key=read.key(KEY, strict=strict), ledger=ledger)
