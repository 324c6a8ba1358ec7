"""Is what the database calls committed on disk? Asked once, before the house opens (B90).

"Saved" is said to a child only after a commit, so a database that may forget a commit when the
power goes is refused: principle 7.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

_POSTGRESQL = ("fsync", "full_page_writes", "synchronous_commit")
_SQLITE_FULL = 2
_SQLITE_JOURNALS = ("wal", "delete", "truncate", "persist")


def durability_fault(connection: Connection) -> str | None:
    """What makes commits on this connection forgettable, in a few words; None when nothing does."""
    if connection.dialect.name == "sqlite":
        journal = str(connection.scalar(text("PRAGMA journal_mode")))
        level = int(connection.scalar(text("PRAGMA synchronous")) or 0)
        if journal not in _SQLITE_JOURNALS:
            return f"SQLite keeps its journal in {journal}"
        return None if level >= _SQLITE_FULL else "SQLite does not wait for the disk"
    for name in _POSTGRESQL:
        # SHOW takes no parameter; the names are the constants above.
        if connection.scalar(text(f"SHOW {name}")) == "off":
            return f"{name} is off on the server"
    return None
