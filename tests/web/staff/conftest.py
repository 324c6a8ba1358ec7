"""Who looks at the pages of staff, where a file does not say somebody else."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from participation.care.people.models import Role, StaffMember
from tests.factories import Make
from tests.texting import texting
from tests.web.staff.signing_in import signed_in

__all__ = ["texting"]


@pytest.fixture
def officer(make: Make) -> StaffMember:
    return make.staff(Role.IRO)


@pytest.fixture
def browser(app: Flask, make: Make, officer: StaffMember) -> FlaskClient:
    """The officer's."""
    return signed_in(app.test_client(), make, officer)


@pytest.fixture
def desk(app: Flask, make: Make) -> FlaskClient:
    """Business support's."""
    return signed_in(app.test_client(), make, make.staff(Role.BUSINESS_SUPPORT))
