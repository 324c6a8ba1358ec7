"""A child who said something with a key of their own, and what the officer released of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from participation.care.outcomes.models import Reply
from participation.guard.keys_of_persons import Reading
from participation.kernel.db import reading, transaction
from tests.factories import Make
from tests.web.staff.reviewed import Reviewed, release, reviewed
from tests.web.staff.signing_in import signed_in

HAPPENED = "/mine/happened"


@pytest.fixture
def story(app: Flask, make: Make) -> Reviewed:
    """Said with a key of one's own made in the same sitting, and the review is over."""
    told = reviewed(app, make)
    told.says()
    told.makes_a_key()
    told.is_held()
    return told


@pytest.fixture
def officer(app: Flask, make: Make, story: Reviewed) -> FlaskClient:
    return signed_in(app.test_client(), make, story.officer)


@pytest.fixture
def released(story: Reviewed, officer: FlaskClient) -> Reviewed:
    release(story, officer)
    return story


def end_readings() -> None:
    with transaction() as session:
        for row in session.scalars(select(Reading)):
            row.last_seen -= timedelta(minutes=21)


def replies() -> list[str]:
    with reading() as session:
        return [row.answer.value for row in session.scalars(select(Reply).order_by(Reply.id))]
