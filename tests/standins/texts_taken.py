"""What the stand-in for Twilio has taken: kept in memory, and in a log that outlives it."""

from __future__ import annotations

import json
import threading
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Text:
    """One text as the provider holds it."""

    sid: str
    to: str
    body: str
    from_: str = ""
    service: str = ""
    callback: str = ""
    validity_seconds: str = ""
    direction: str = "outbound-api"
    status: str = "queued"
    created: str = ""  # ISO, UTC
    sent: str = ""  # the same, where it lay in the queue first
    pictures: int = 0

    @property
    def created_at(self) -> datetime:
        return datetime.fromisoformat(self.created)

    def _sent_at(self, made: str) -> str:
        return format_datetime(datetime.fromisoformat(self.sent)) if self.sent else made

    def as_json(self, account_sid: str) -> dict[str, Any]:
        """As Twilio shows it. A text that still waits has no date of sending."""
        moment = format_datetime(self.created_at)
        waiting = self.status in ("queued", "accepted")
        return {
            "sid": self.sid,
            "account_sid": account_sid,
            "messaging_service_sid": self.service or None,
            "to": self.to,
            "from": self.from_ or None,
            "body": self.body,
            "status": self.status,
            "direction": self.direction,
            "num_segments": "1",
            "num_media": str(self.pictures),
            "date_created": moment,
            "date_updated": moment,
            "date_sent": None if waiting else self._sent_at(moment),
            "error_code": None,
            "error_message": None,
            "price": None,
            "price_unit": "USD",
            "api_version": "2010-04-01",
            "uri": f"/2010-04-01/Accounts/{account_sid}/Messages/{self.sid}.json",
            "subresource_uris": {},
        }


class TextsTaken:
    """Thread-safe. Two posts of the same words are two texts: nothing is ever de-duplicated."""

    def __init__(self, log: Path | None = None) -> None:
        self._lock = threading.Lock()
        self._log = log
        self._texts: dict[str, Text] = {}
        if log is not None and log.exists():
            self._texts = {text.sid: text for text in read_log(log)}

    def take(self, text: Text) -> Text:
        text = replace(text, created=text.created or datetime.now(UTC).isoformat())
        with self._lock:
            self._texts[text.sid] = text
            self._write({"taken": asdict(text)})
        return text

    def change(self, sid: str, **changes: str) -> Text | None:
        with self._lock:
            if sid not in self._texts:
                return None
            self._texts[sid] = replace(self._texts[sid], **changes)
            self._write({"changed": sid, "to": changes})
            return self._texts[sid]

    def put_in_order(self) -> None:
        """By the time they came, as the provider lists them, whatever the order of taking."""
        with self._lock:
            inside = sorted(self._texts.items(), key=lambda held: held[1].created_at)
            self._texts = dict(inside)

    def remove(self, sid: str) -> bool:
        with self._lock:
            gone = self._texts.pop(sid, None) is not None
            if gone:
                self._write({"removed": sid})
            return gone

    def one(self, sid: str) -> Text | None:
        with self._lock:
            return self._texts.get(sid)

    def all(self) -> list[Text]:
        """Oldest first."""
        with self._lock:
            return list(self._texts.values())

    def _write(self, line: dict[str, Any]) -> None:
        if self._log is not None:
            with self._log.open("a", encoding="utf-8") as file:
                file.write(json.dumps(line) + "\n")


def read_log(log: Path) -> list[Text]:
    """What a stand-in in another process has taken, oldest first; safe while it is writing."""
    texts: dict[str, Text] = {}
    for line in log.read_text("utf-8").splitlines(keepends=True):
        if not line.endswith("\n"):
            break
        entry = json.loads(line)
        if "taken" in entry:
            text = Text(**entry["taken"])
            texts[text.sid] = text
        elif "changed" in entry:
            texts[entry["changed"]] = replace(texts[entry["changed"]], **entry["to"])
        else:
            texts.pop(entry["removed"], None)
    return list(texts.values())
