"""How one setting is read and judged: keys, addresses, numbers, moments.

Values in; out come usable values and a list of faults. Nothing here knows what the settings are
for (the package does), and no fault ever repeats a secret.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

from participation.settings.addresses import absolute_sqlite, host_of, is_web_address

KEY_BYTES: Final = 32
SECRET_LENGTH: Final = 32
HOW_TO_MAKE_ONE: Final = "python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"
HOW_TO_MAKE_A_BARE_KEY: Final = (
    "python3 -c 'import base64, os; print(base64.b64encode(os.urandom(32)).decode())'"
)
HOW_TO_MAKE_A_KEY: Final = (
    "python3 -c 'import base64, os; print(\"k1:\" + base64.b64encode(os.urandom(32)).decode())'"
)
# Fewer different signs than this in 32 is a pattern, not chance (one in 10^20 and rarer).
_FEWEST_DIFFERENT: Final = 10
_PLACEHOLDER = re.compile(r"change.?me|secret.?key|password|example|default|insecure|replace|dummy")
_DRAMA = re.compile(r"\+447700900\d{3}")  # Ofcom's range of mobile numbers for drama
_DRAMA_AT_HOME = re.compile(r"(0|\+44)(7700900|306999|163296)[0-9]+")  # and those of its landlines
_NOT_DURABLE = re.compile(r"(synchronous_commit|fsync)\s*=\s*(off|false|0|no)\b")
_ON, _OFF = ("1", "on", "true", "yes"), ("0", "off", "false", "no")


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault: which setting, what is wrong with it, how to put it right."""

    name: str
    fault: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.name} {self.fault}. {self.remedy}"


@dataclass(slots=True)
class Reading:
    """Reads values out of an environment and notes every fault in `found`."""

    environ: Mapping[str, str] = field(repr=False)
    found: list[Problem] = field(default_factory=list)
    _keys: list[bytes] = field(default_factory=list, repr=False)

    def fault(self, name: str, fault: str, remedy: str) -> None:
        self.found.append(Problem(name, fault, remedy))

    def missing(self, name: str, remedy: str) -> None:
        if all(problem.name != name for problem in self.found):  # unreadable is not missing too
            self.fault(name, "is missing", remedy)

    def text(self, name: str) -> str:
        return self.environ.get(name, "").strip()

    def choice(self, name: str, allowed: Iterable[str], *, default: str) -> str:
        value = self.text(name).lower() or default
        if value in allowed:
            return value
        self.fault(name, f"is {value!r}", f"Use one of: {', '.join(allowed)}")
        return default

    def choices(self, name: str, allowed: tuple[str, ...]) -> tuple[str, ...]:
        """Comma-separated; none given means all."""
        given = _split(self.text(name).lower())
        for value in (value for value in given if value not in allowed):
            self.fault(name, f"names {value!r}", f"Use any of: {', '.join(allowed)}")
        return tuple(value for value in given if value in allowed) or allowed

    def is_on(self, name: str) -> bool:
        return bool(self.text(name)) and self.text(name).lower() not in _OFF

    def flag(self, name: str, *, default: bool) -> bool:
        value = self.text(name).lower()
        if value and value not in _ON + _OFF:
            self.fault(name, f"is {value!r}", "Use on or off")
        return value in _ON if value in _ON + _OFF else default

    def number(
        self, name: str, *, default: float, least: float, most: float, whole: bool = False
    ) -> float:
        value = self.text(name)
        if not value:
            return default
        pattern = r"[0-9]{1,6}" if whole else r"[0-9]{1,6}(\.[0-9]{1,6})?"
        if re.fullmatch(pattern, value) and least <= float(value) <= most:
            return float(value)
        self.fault(name, f"is {value!r}", f"Give a number from {least:g} to {most:g}")
        return default

    def secret(self, name: str, *, strict: bool) -> str:
        """A random text. Demo asks only that it is there."""
        value = self.text(name)
        if not value:
            self.missing(name, f"Make one with: {HOW_TO_MAKE_ONE}")
        elif strict and len(value) < SECRET_LENGTH:
            self.fault(
                name, f"is weak: shorter than {SECRET_LENGTH} characters", f"Use: {HOW_TO_MAKE_ONE}"
            )
        elif strict and (len(set(value)) < _FEWEST_DIFFERENT or _PLACEHOLDER.search(value.lower())):
            self.fault(name, "is weak: it can be guessed", f"Make one with: {HOW_TO_MAKE_ONE}")
        return value

    def key_ring(self, name: str, *, strict: bool) -> tuple[tuple[str, bytes], ...]:
        """`id:base64` pairs, newest first; each key is 32 bytes in standard base64."""
        ring: dict[str, bytes] = {}
        for place, pair in enumerate(_split(self.text(name)), start=1):
            key_id, _, encoded = pair.partition(":")
            key = _decoded(encoded)
            if not re.fullmatch(r"[A-Za-z0-9._-]{1,40}", key_id):
                self.fault(
                    name, f"entry {place} has no id before its colon", f"Use: {HOW_TO_MAKE_A_KEY}"
                )
            elif key is None or len(key) != KEY_BYTES:
                self.fault(
                    name,
                    f"entry {place} ({key_id}) is not {KEY_BYTES} bytes in standard base64",
                    f"Make one with: {HOW_TO_MAKE_A_KEY}",
                )
            elif strict and len(set(key)) < _FEWEST_DIFFERENT:
                self.fault(
                    name,
                    f"entry {place} ({key_id}) is weak: a pattern",
                    f"Use: {HOW_TO_MAKE_A_KEY}",
                )
            elif key_id in ring or key in ring.values():
                self.fault(
                    name,
                    f"entry {place} ({key_id}) repeats an id or a key",
                    "Keep one of the two; take out only what no stored value needs",
                )
            else:
                ring[key_id] = key
        if not ring:
            self.missing(name, f"Make the first key with: {HOW_TO_MAKE_A_KEY}")
        self._keys = list(ring.values())
        return tuple(ring.items())

    def key(self, name: str, *, strict: bool) -> bytes:
        """One key without an id: 32 bytes in standard base64, used for nothing else; may be left
        out."""
        value = self.text(name)
        key = _decoded(value)
        remedy = f"Make one with: {HOW_TO_MAKE_A_BARE_KEY}"
        if not value:
            return b""
        if key is None or len(key) != KEY_BYTES:
            self.fault(name, f"is not {KEY_BYTES} bytes in standard base64", remedy)
        elif strict and len(set(key)) < _FEWEST_DIFFERENT:
            self.fault(name, "is weak: a pattern", remedy)
        elif key in self._keys:
            self.fault(name, "is also one of PARTICIPATION_ENCRYPTION_KEYS", remedy)
        else:
            return key
        return b""

    def shares_a_key(self, secrets: Iterable[str]) -> bool:
        return any(_decoded(secret) in self._keys for secret in secrets if secret)

    def database(self, name: str, default: str, *, durable: bool) -> str:
        """SQLAlchemy's address. A SQLite path is made absolute, so that every process means one."""
        value = self.text(name) or default
        kind = value.partition(":")[0]
        if kind == "sqlite":
            if durable and (":memory:" in value or "mode=memory" in value or value == "sqlite://"):
                self.fault(name, "is kept in memory and lost at a stop", "Name a file")
            elif durable and "nolock=1" in value:
                self.fault(name, "turns locking off", "Take nolock out")
            return absolute_sqlite(value)
        if kind not in ("postgresql", "postgres", "postgresql+psycopg"):
            self.fault(
                name,
                f"is of a kind we do not know ({kind})" if "://" in value else "is no address",
                "Use sqlite:///… or postgresql://…",
            )
            return absolute_sqlite(default)
        if durable and _NOT_DURABLE.search(unquote(value).lower()):
            self.fault(
                name,
                "turns durable commits off",
                "Take it out: what we call saved must be on disk",
            )
        return f"postgresql+psycopg://{value.partition('://')[2]}"

    def queue(self, name: str, *, beside: str) -> str:
        """The wake-up queue's address; its default stands beside the database."""
        value = self.text(name)
        if not value:
            folder = Path("instance")
            if beside.startswith("sqlite:///") and ":memory:" not in beside:
                folder = Path(beside.removeprefix("sqlite:///").partition("?")[0]).parent
            value = f"sqlite:///{folder / 'queue.db'}"
        kind, _, rest = value.partition("://")
        if kind == "sqlite":
            address = absolute_sqlite(value)
            if address == beside:
                self.fault(name, "is the database itself", "Give the queue a file of its own")
            return address
        if kind in ("postgresql", "postgres", "postgresql+psycopg"):
            return f"postgresql://{rest}"  # psycopg's own spelling: no SQLAlchemy in between
        if kind not in ("redis", "rediss"):
            self.fault(
                name, f"is of a kind we do not know ({kind})", "Use sqlite, postgresql, redis"
            )
        return value

    def origin(self, name: str, *, secure: bool) -> str:
        """Scheme and host, nothing after it: links and cookies stand at the root."""
        value = self.address(name, secure=secure)
        if value and urlsplit(value).path:
            self.fault(
                name, "has a path", "Give scheme and host only, such as https://host.example"
            )
        return value

    def address(self, name: str, *, secure: bool) -> str:
        value = self.text(name).rstrip("/")
        if not value:
            return ""
        if not is_web_address(value):
            self.fault(
                name, "is not a web address", "Give one such as https://host.example, no query"
            )
            return ""
        if secure and not value.startswith("https://"):
            self.fault(name, "is not https", "Use https; plain http only in demo and drill")
        return value

    def mail(self, name: str) -> str:
        value = self.text(name)
        if value and not (value.startswith(("smtp://", "smtps://")) and host_of(value)):
            self.fault(name, "is not a mail server's address", "Use smtp://user:password@host:587")
            return ""
        return value

    def numbers(self, name: str, *, drama_allowed: bool) -> tuple[str, ...]:
        """Comma-separated numbers to write from, in E.164, or short codes."""
        given = tuple(re.sub(r"[ ()-]", "", number) for number in _split(self.text(name)))
        if any(not re.fullmatch(r"\+[1-9][0-9]{7,14}|[0-9]{5,6}", number) for number in given):
            self.fault(name, "holds what is not a number", "Write numbers as +44 and ten digits")
        if not drama_allowed and any(_DRAMA.fullmatch(number) for number in given):
            self.fault(name, "holds a number reserved for drama", "Use the numbers you rent")
        return given

    def check_phone(self, name: str, *, drama_allowed: bool) -> str:
        """A number to ring, as people are shown it; twelve signs leave a text in one part."""
        value = self.text(name)
        if value and not re.fullmatch(r"\+?[0-9][0-9 ]{1,12}[0-9]", value):
            self.fault(name, "is no number to ring", "Write it as people dial it: 01632 960123")
            return ""
        if not drama_allowed and _DRAMA_AT_HOME.fullmatch(value.replace(" ", "")):
            self.fault(name, "is a number reserved for drama", "Give one that a person answers")
        return value

    def provider_account(self) -> None:
        """The shapes of Twilio's own names for things; a slip here would show only at 4 pm."""
        for name, letters in (
            ("TWILIO_ACCOUNT_SID", "AC"),
            ("TWILIO_MESSAGING_SERVICE_SID", "MG"),
        ):
            value = self.text(name)
            if value and not re.fullmatch(f"{letters}[0-9a-fA-F]{{32}}", value):
                self.fault(
                    name,
                    f"is not {letters} and 32 hexadecimal digits",
                    "Copy it from the console",
                )
        for name in ("TWILIO_AUTH_TOKEN", "TWILIO_AUTH_TOKEN_NEXT"):
            value = self.text(name)
            if value and (len(value) < SECRET_LENGTH or len(set(value)) < _FEWEST_DIFFERENT // 2):
                self.fault(name, "is weak, or cut short", "Copy the whole of it from the console")

    def folder(self, name: str) -> Path | None:
        value = self.text(name)
        if value and not Path(value).is_dir():
            self.fault(
                name, f"names a folder that is not there ({value})", "Make it, or take it out"
            )
        return Path(value) if value else None

    def moment(self, name: str, *, allowed: bool) -> str:
        """An ISO moment, or `@FILE` that holds one."""
        value = self.text(name)
        if value and not allowed:
            self.fault(
                name,
                "sets the clock, which production never allows",
                "Take it out, or use PARTICIPATION_MODE=drill",
            )
            return ""
        try:
            if value.startswith("@"):
                datetime.fromisoformat(Path(value[1:]).read_text(encoding="utf-8").strip())
            elif value:
                datetime.fromisoformat(value)
        except (OSError, ValueError):
            self.fault(name, "is no moment", "Use such as 2026-03-02T10:00, or @FILE holding one")
            return ""
        return value


def _split(value: str) -> list[str]:
    return [part.strip() for part in value.split(",") if part.strip()]


def _decoded(encoded: str) -> bytes | None:
    try:
        return base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        return None
