"""What the doors hand down: settings, clock, keys, gateways, forms, word lists.

One frozen value, put together by `app.py` and passed as an argument; nothing below a door looks
anything up by itself. It lives under the doors and above everything else because web, worker and
commands all need it and never import each other (ADR 0024).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from participation.care.authority import queries as authority
from participation.care.authority.rules import Calendar, Council
from participation.care.people import queries as people
from participation.care.safeguarding.route import Route
from participation.care.safeguarding.rules import ScreeningLists
from participation.channels.machine.gateway import MachineTranslator
from participation.channels.mail.gateway import MailGateway
from participation.channels.sms.gateway import SmsGateway
from participation.channels.voice.gateway import VoiceGateway
from participation.channels.voice.simulator import VoiceSimulator
from participation.guard.crypto import KeyRing
from participation.guard.proving import CouncilProvider
from participation.kernel.clock import Clock, system_now
from participation.kernel.ids import Randomness
from participation.kernel.languages import ENGLISH
from participation.kernel.shipped import shipped
from participation.kernel.texts import Texts, english_said_here, is_open, texts, translated
from participation.questionnaire.library import Library
from participation.settings import Mode, Settings

COUNCIL_KEPT = timedelta(seconds=30)
MOST_OFFICERS_KEPT = 5_000
SHIPPED_CATALOGUES = shipped("translations")


@dataclass(frozen=True, slots=True, repr=False)
class Services:
    """Everything a story needs from outside. `repr` stays short: settings hold secrets."""

    settings: Settings
    clock: Clock
    ring: KeyRing
    sms: SmsGateway
    mail: MailGateway
    library: Library
    screening: ScreeningLists
    randomness: Randomness
    voice: VoiceGateway = field(default_factory=VoiceSimulator)
    route: Route | None = None  # whom a concern is told to; None while the council has named nobody
    machine: MachineTranslator | None = None  # None: no word of anybody goes to one
    provider: CouncilProvider | None = None  # where staff sign in; None: with accounts here only

    # The council's choices by database, with the system time at which they were read.
    councils: dict[object, tuple[datetime, Council]] = field(default_factory=dict)
    # The days on which texts may arrive, kept in the same way.
    calendars: dict[object, tuple[datetime, Calendar]] = field(default_factory=dict)
    # The officer's name by database, child and day, with the same.
    officers: dict[object, tuple[datetime, str | None]] = field(default_factory=dict)

    def council(self, session: Session) -> Council:
        """The council's choices; a change on the staff pages is seen within `COUNCIL_KEPT`."""
        database = session.get_bind().engine
        kept = self.councils.get(database)
        if kept is not None and system_now() - kept[0] < COUNCIL_KEPT:
            return kept[1]
        fresh = authority.council(
            session, called=self.settings.council_name, check_phone=self.settings.check_phone
        )
        self.councils[database] = (system_now(), fresh)
        return fresh

    def calendar(self, session: Session) -> Calendar:
        """Bank holidays and school terms; kept as long as the council's choices."""
        database = session.get_bind().engine
        kept = self.calendars.get(database)
        if kept is not None and system_now() - kept[0] < COUNCIL_KEPT:
            return kept[1]
        fresh = authority.calendar(session)
        self.calendars[database] = (system_now(), fresh)
        return fresh

    def officer_name(self, session: Session, child_id: int, today: date) -> str | None:
        """Who does the officer's job for a child, as every page of theirs names them; kept as long
        as the council's choices. Who may read or is told is never taken from here."""
        asked = (session.get_bind().engine, child_id, today)
        kept = self.officers.get(asked)
        if kept is not None and system_now() - kept[0] < COUNCIL_KEPT:
            return kept[1]
        if len(self.officers) >= MOST_OFFICERS_KEPT:
            self.officers.clear()
        name = people.officer_name(session, child_id, today)
        self.officers[asked] = (system_now(), name)
        return name

    def texts(self, code: str) -> Texts:
        """What respondents read, in their language; in English with the council's own words."""
        if code == ENGLISH.code or code not in self.languages:
            return english_said_here(self.settings.local_words)
        return texts(code, *self._catalogues, unchecked=self._drafts)

    @property
    def languages(self) -> tuple[str, ...]:
        """Codes of the languages that are open for writing; in the demo every drafted one too."""
        return translated(*self._catalogues, unchecked=self._drafts)

    def is_checked(self, code: str) -> bool:
        """Whether a person has checked at least what a language is opened with."""
        return is_open(code, *self._catalogues)

    @property
    def _catalogues(self) -> tuple[Path, ...]:
        own = self.settings.forms_dir
        return (SHIPPED_CATALOGUES,) if own is None else (own, SHIPPED_CATALOGUES)

    @property
    def _drafts(self) -> bool:
        return self.settings.mode is Mode.DEMO

    def now(self) -> datetime:
        """The moment by the council's clock, UTC."""
        return self.clock.now()
