"""The service as it is run, in a process of its own, with people made through its own tables."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask

from participation.app import create_app
from participation.kernel.clock import StandingClock
from participation.settings import Settings
from tests.acceptance.running_house import House
from tests.conftest import NOW
from tests.factories import Make

NOBODY = "127.0.0.1:9"  # where nobody listens: no text and no mail leaves


@dataclass(frozen=True)
class LivingHouse:
    """Where it is served, and a way to make its people."""

    url: str
    app: Flask
    make: Make

    def link(self, form: str, *, age: int = 12) -> str:
        """A fresh link of a child, or with an adult's form of a parent."""
        child = self.make.child(age=age)
        related = None if form.startswith("child_") else self.make.relationship(child)
        review = self.make.review(child)
        invitation = self.make.invitation(review, form=form, related=related)
        return f"{self.url}/l/{self.make.link(invitation)}"


@contextmanager
def living_house(folder: Path) -> Iterator[LivingHouse]:
    house = House(folder, f"sqlite:///{folder}/house.db", f"http://{NOBODY}", f"smtp://{NOBODY}")
    house.set_clock(NOW.isoformat())
    house.command("db", "upgrade")
    app = create_app(Settings.from_env(house.environment()), clock=StandingClock(NOW))
    app.extensions["participation.wake"] = None
    with house.running():
        make = Make(app.extensions["participation"], StandingClock(NOW))
        yield LivingHouse(house.url, app, make)
