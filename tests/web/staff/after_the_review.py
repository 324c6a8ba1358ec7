"""A child who said something before a review, and whoever opens its pages afterwards."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from participation.care.people.models import StaffMember
from tests.factories import Make
from tests.web.staff.reviewed import Reviewed, reviewed
from tests.web.staff.signing_in import signed_in

OpenAs = Callable[[StaffMember], FlaskClient]


@pytest.fixture
def open_as(app: Flask, make: Make) -> OpenAs:
    return lambda staff: signed_in(app.test_client(), make, staff)


@pytest.fixture
def story(app: Flask, make: Make) -> Reviewed:
    """A child of nine who said something and has a key."""
    told = reviewed(app, make)
    told.says()
    told.makes_a_key()
    return told
