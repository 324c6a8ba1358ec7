"""Who answers, and how: parents by text, young people by the link they were sent.

Each number has a habit of its own, drawn once. Nobody waits for us: everybody looks at the phone
a few times a day, at what has come since.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import datetime

from participation.care.consultations import said_so_far
from participation.care.consultations import service as consultations
from participation.care.consultations.models import Channel
from participation.care.consultations.service import Circumstances
from participation.guard.links import hash_of_token
from participation.journeys import answering, finishing
from participation.journeys.answering import AnswerGiven
from participation.journeys.pinning import pinned_form
from participation.kernel.db import transaction
from participation.questionnaire import engine
from participation.questionnaire.definition import IN_WORDS
from participation.questionnaire.replies import Filled, Skip
from tests.drills.a_house import Drill, TextTaken

SAID = ("It is going well.", "I would like to see him more.", "No.", "Yes", "2", "Not sure really")


@dataclass
class Phones:
    """`inbound`: every number with the moments at which something came from it."""

    drill: Drill
    chance: random.Random
    inbound: dict[str, list[datetime]] = field(default_factory=dict)
    stopped: dict[str, datetime] = field(default_factory=dict)
    sent_by_link: int = 0
    _habits: dict[str, str] = field(default_factory=dict)
    _seen: int = 0

    def look(self) -> None:
        """Everybody looks at what has come since the last time."""
        fresh = self.drill.edges.texts[self._seen :]
        self._seen = len(self.drill.edges.texts)
        for text in fresh:
            habit = self._habits.setdefault(text.to, self._habit())
            if self.chance.random() < 0.15:
                habit = "never"  # not this time
            if "/l/" in text.body:
                if habit in ("answers", "stops half-way", "reminded"):
                    self._by_link(text, whole=habit != "stops half-way")
            elif habit != "never":
                self._by_text(text, habit)

    def _habit(self) -> str:
        return self.chance.choices(
            ("answers", "never", "stops half-way", "says no", "stop", "reminded"),
            (45, 30, 12, 4, 3, 6),
        )[0]

    def _by_text(self, text: TextTaken, habit: str) -> None:
        words = {"says no": "2", "stop": "STOP"}.get(habit)
        if words is None:
            if habit == "stops half-way" and len(self.inbound.get(text.to, ())) % 3 == 2:
                return
            opening = "Reply" in text.body or "1 " in text.body
            words = "1" if opening and self.chance.random() < 0.8 else self.chance.choice(SAID)
        if words == "STOP":
            self.stopped[text.to] = self.drill.clock.now()
        self.inbound.setdefault(text.to, []).append(self.drill.clock.now())
        self.drill.text(text.to, words)

    def _by_link(self, text: TextTaken, *, whole: bool) -> None:
        token = text.body.partition("/l/")[2].split()[0].rstrip(".")
        now = self.drill.clock.now()
        with transaction() as session:
            invitation = consultations.invitation_by_link(session, hash_of_token(token))
            if invitation is None:
                return
            form = pinned_form(session, invitation, self.drill.house.library)
            if form is None or not consultations.is_open(invitation, self.drill.today):
                return
            self.inbound.setdefault(text.to, []).append(now)
            invitation.company = "alone"
            for _ in range(6 if whole else 2):
                given = said_so_far.given(said_so_far.newest_answers(session, invitation))
                asked = engine.next_question(form, given, answering.context_of(invitation))
                if asked is None:
                    break
                words = self.chance.choice(SAID)
                answering.take_answer(
                    session,
                    form,
                    invitation,
                    AnswerGiven(
                        question_key=asked.key,
                        reply=Filled(words=words) if asked.kind in IN_WORDS else Skip(),
                        how=Circumstances(channel=Channel.FORM, language="en"),
                        sent=False,
                    ),
                    house=self.drill.house,
                    now=now,
                )
            if whole:
                finishing.send(session, form, invitation, house=self.drill.house, now=now)
                self.sent_by_link += 1
