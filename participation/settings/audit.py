"""Who may open a record by break-glass, and where the audit log is anchored outside."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from participation.settings.reading import Reading

BREAK_GLASS: Final = "PARTICIPATION_BREAK_GLASS"
ANCHORS: Final = "PARTICIPATION_AUDIT_ANCHORS"
MAY: Final = ("iro", "iro_manager", "safeguarding")
_NOBODY: Final = "nobody"


@dataclass(frozen=True, slots=True)
class AuditSettings:
    """`break_glass`: roles that may. `anchors` None: anchors stand in the log and in mails only."""

    break_glass: tuple[str, ...] = MAY
    anchors: Path | None = None


def read_audit(read: Reading, *, ledger: Path | None) -> AuditSettings:
    """The anchors lie beside the ledger unless they are told a place."""
    place = read.text(ANCHORS)
    if place and Path(place).is_dir():
        read.fault(
            ANCHORS, f"names a folder ({place})", "Name a file; it is made at its first line"
        )
    beside = ledger.with_name("anchors.jsonl") if ledger is not None else None
    roles = () if read.text(BREAK_GLASS).lower() == _NOBODY else read.choices(BREAK_GLASS, (*MAY,))
    return AuditSettings(roles, Path(place).absolute() if place else beside)
