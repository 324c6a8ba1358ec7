"""One installation with markers typed into it, what it leaves behind, and the search of that."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field

import psycopg

from tests.acceptance.marked_browsers import Doors
from tests.acceptance.marked_council import Council
from tests.acceptance.marker_words import Markers, files_under, stored
from tests.acceptance.running_house import House
from tests.standins.mail_server import MailServer
from tests.standins.twilio_server import TwilioServer


class MarkedHouse(House):
    """Its queue of wake-ups lies in the same database where that is PostgreSQL."""

    def environment(self) -> Mapping[str, str]:
        plain = dict(super().environment())
        if not self.database_url.startswith("sqlite"):
            plain["PARTICIPATION_QUEUE_URL"] = self.database_url
        return plain


@dataclass
class Story:
    """Everything that one run leaves behind."""

    house: MarkedHouse
    markers: Markers
    doors: Doors
    twilio: TwilioServer
    mail: MailServer
    council: Council
    printed: list[tuple[str, bytes]] = field(default_factory=list)

    def command(self, *words: str, code: int = 0) -> str:
        """Run a command; what it says on standard error is kept for the search."""
        done = self.house.command(*words, code=code)
        if code != 2:
            self.printed.append((f"standard error of {words[0]}", done.stderr.encode()))
        if words[0] not in ("import", "tokens"):
            self.printed.append((f"standard output of {words[0]}", done.stdout.encode()))
        return done.stdout


def execute(database_url: str, statement: str, *cells: str | bytes) -> None:
    """One statement of our own; `{}` stands for a cell."""
    if database_url.startswith("sqlite"):
        connection = sqlite3.connect(database_url.removeprefix("sqlite:///"), timeout=30)
        with connection:
            connection.execute(statement.replace("{}", "?"), cells)
        connection.close()
    else:
        with psycopg.connect(database_url.replace("+psycopg", "")) as held:
            held.execute(statement.replace("{}", "%s").encode(), cells)


def assert_found_nowhere(story: Story) -> None:
    found = [
        f"{where}: {', '.join(sorted(fields))}"
        for where, data, allowed in everything_left_behind(story)
        if (fields := story.markers.found_in(data, allowed=allowed))
    ]
    assert not found, "words were found\n" + "\n".join(found)


def everything_left_behind(story: Story) -> Iterator[tuple[str, bytes, set[str]]]:
    nothing: set[str] = set()
    at_rest = set(story.markers.identifiers)
    for heard in story.doors.heard:
        if heard.must_be_bare:
            yield f"answer {heard.status} to {heard.what}", heard.said, set(heard.given_back)
    for where, said in story.printed:
        yield where, said, nothing
    for text in story.twilio.sent():
        yield "a text", f"{text.to} {text.body} {text.callback}".encode(), nothing
    for method, path in story.twilio.requests:
        yield "a request to the provider", f"{method} {path}".encode(), nothing
    for mail in story.mail.mails:
        sent = deepcopy(mail)
        del sent["To"]  # whom it is for: an officer's own address stands there and nowhere else
        yield "a mail", sent.as_bytes(), nothing
    for table, rows in stored(story.house.database_url):
        yield f"table {table}", rows, nothing if table == "outbox_items" else at_rest
    for name, data in files_under(story.house.folder):
        yield f"file {name}", data, nothing if name.endswith(".log") else at_rest
