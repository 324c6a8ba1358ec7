"""People who text in while processes die: each text posted one to three times, until it is taken.

What each of them should find stored, and how many replies they should have, is known beforehand:
a text is posted only when the one before it was acknowledged, so the end must be that of a house
that never crashed.
"""

from __future__ import annotations

import json
import random
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from http.client import HTTPException
from pathlib import Path

from tests.standins.signing import inbound, new_sid, signed_post
from tests.standins.twilio_server import ACCOUNT_SID, AUTH_TOKEN, OUR_NUMBER

COPIES = (1, 1, 2, 3)
THREADS = 8
GIVE_UP_SECONDS = 120.0
_SHORT = "2"


@dataclass(frozen=True, slots=True)
class Text:
    """One text somebody sends. `words` are looked for in the database, unless it is a digit."""

    sid: str
    sender: str
    body: str
    marker: str | None


@dataclass(slots=True)
class Person:
    """Somebody with a phone, and how far they have got. `known` people wait to be asked first."""

    number: str
    known: bool
    texts: Sequence[Text]
    sent: int = 0


@dataclass(slots=True)
class Tally:
    posts: int = 0
    acknowledged: list[Text] = field(default_factory=list)
    refused: list[int] = field(default_factory=list)  # statuses that are nobody's kill
    cut: int = 0  # posts whose connection broke, or that were told to come again
    nobody: int = 0  # posts that met no listening process


def parent(number: str, texts: int, chance: random.Random) -> Person:
    """Says yes, answers the three questions, then has more to say."""
    bodies: list[tuple[str, str | None]] = [("1", None)]
    bodies += [_words(number, place, chance) for place in range(2)]
    bodies.append((_SHORT, None))
    bodies += [_words(number, place, chance) for place in range(2, texts - 2)]
    return Person(number, True, [Text(new_sid(), number, b, m) for b, m in bodies[:texts]])


def child(number: str, texts: int, chance: random.Random) -> Person:
    """Had a link, and writes back by text."""
    return replace(stranger(number, texts, chance), known=True)


def stranger(number: str, texts: int, chance: random.Random) -> Person:
    """Writes from a phone that nobody has."""
    bodies = [_words(number, place, chance) for place in range(texts)]
    return Person(number, False, [Text(new_sid(), number, b, m) for b, m in bodies])


def _words(number: str, place: int, chance: random.Random) -> tuple[str, str]:
    marker = f"mark{number[-3:]}x{place:02d}"
    more = chance.choice(("is what I think", "and the garden \U0001f333", "l'été — ok?", "x" * 400))
    return f"{marker} {more}", marker


class Correspondents:
    """Posts on several threads at the pace that `pace` allows.

    `pace` says which part of all texts may have been posted by now, from 0 to 1, so that texts
    come in from the first kill to the last.
    """

    def __init__(
        self,
        people: Sequence[Person],
        addresses: list[str],
        public_url: str,
        log: Path,
        pace: Callable[[], float],
    ) -> None:
        self.people = people
        self.addresses = addresses  # changed while running: where web processes listen just now
        self.tally = Tally()
        self._public_url = public_url
        self._asked = _Asked(log)
        self._pace = pace
        self._capacity = sum(len(person.texts) for person in people)
        self._begun = 0
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._copies = ThreadPoolExecutor(4)
        self._threads = [
            threading.Thread(target=self._work, args=(people[place::THREADS],), daemon=True)
            for place in range(THREADS)
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def finish(self) -> None:
        """No new texts; those begun are posted until they are acknowledged."""
        self._stop.set()
        for thread in self._threads:
            thread.join(GIVE_UP_SECONDS)
        self._copies.shutdown(wait=True)

    def _work(self, mine: Sequence[Person]) -> None:
        chance = random.Random()
        while not self._stop.is_set():
            ready = [p for p in mine if p.sent < len(p.texts) and self._may_write(p)]
            if not ready or self._begun >= self._pace() * self._capacity:
                time.sleep(0.02)
                continue
            person = chance.choice(ready)
            with self._lock:
                self._begun += 1
            self._deliver(person.texts[person.sent], chance)
            person.sent += 1

    def _may_write(self, person: Person) -> bool:
        return not person.known or self._asked.has(person.number)

    def _deliver(self, text: Text, chance: random.Random) -> None:
        """Post until taken; further copies come at the same time or a little later."""
        for _ in range(chance.choice(COPIES) - 1):
            self._copies.submit(self._copy, text, chance.choice((0.0, 0.0, 0.3)))
        until = time.monotonic() + GIVE_UP_SECONDS
        while time.monotonic() < until:
            status = self._post(text, chance)
            if status is not None and 200 <= status < 300:
                with self._lock:
                    self.tally.acknowledged.append(text)
                return
            if status is not None and status < 500:
                with self._lock:
                    self.tally.refused.append(status)
                return
            time.sleep(chance.uniform(0.02, 0.2))

    def _copy(self, text: Text, delay: float) -> None:
        time.sleep(delay)
        self._post(text, random.Random())

    def _post(self, text: Text, chance: random.Random) -> int | None:
        """The status, or None when nobody answered."""
        fields = inbound(
            from_=text.sender,
            to=OUR_NUMBER,
            body=text.body,
            account_sid=ACCOUNT_SID,
            sid=text.sid,
        )
        try:
            address = chance.choice(self.addresses)
            answer = signed_post(address, "/hooks/twilio/sms", fields, AUTH_TOKEN, self._public_url)
            status = answer.status_code
        except (OSError, HTTPException) as broken:
            reason = getattr(broken, "reason", broken)
            with self._lock:
                if isinstance(reason, ConnectionRefusedError):
                    self.tally.nobody += 1
                else:
                    self.tally.posts += 1
                    self.tally.cut += 1
            return None
        with self._lock:
            self.tally.posts += 1
            self.tally.cut += status >= 500
        return status


class _Asked:
    """Who has had a first text, read from the provider's log as it grows."""

    def __init__(self, log: Path) -> None:
        self._log = log
        self._offset = 0
        self._numbers: set[str] = set()
        self._lock = threading.Lock()
        self._read_at = 0.0

    def has(self, number: str) -> bool:
        with self._lock:
            if number not in self._numbers and time.monotonic() - self._read_at > 0.1:
                self._read_at = time.monotonic()
                self._read()
            return number in self._numbers

    def _read(self) -> None:
        if not self._log.exists():
            return
        with self._log.open("rb") as file:
            file.seek(self._offset)
            new = file.read()
        whole = new[: new.rfind(b"\n") + 1]
        self._offset += len(whole)
        for line in whole.splitlines():
            entry = json.loads(line)
            if "taken" in entry:
                self._numbers.add(entry["taken"]["to"])
