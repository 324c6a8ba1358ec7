"""A browser in which a member of staff has signed in."""

from __future__ import annotations

import re
from itertools import count
from typing import Any
from weakref import WeakKeyDictionary

from flask.testing import FlaskClient

from participation.care.people.models import StaffMember
from participation.guard import sessions
from participation.guard.passwords import current_code
from participation.kernel.clock import system_now
from participation.kernel.db import transaction
from tests.factories import PASSWORD, Make

_NUMBERS = count(1)
_TOKENS: WeakKeyDictionary[FlaskClient, str] = WeakKeyDictionary()  # each goes with its browser


def token_in(page: str) -> str:
    """The token of a page's forms."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def try_sign_in(client: FlaskClient, email: str, password: str, code: str, **more: Any) -> Any:
    form = client.get("/staff/sign-in").get_data(as_text=True)
    data = {"email": email, "password": password, "code": code, "csrf_token": token_in(form)}
    return client.post("/staff/sign-in", data=data, **more)


def signed_in(client: FlaskClient, make: Make, staff: StaffMember) -> FlaskClient:
    """Somebody who has signed in with a password and a code a moment ago. Where signing in itself
    is looked at, `through_the_form` does it."""
    make.account(staff)
    return _begun(client, staff, sessions.WITH_PASSWORD)


def at_work(client: FlaskClient, make: Make, staff: StaffMember) -> FlaskClient:
    """The same by the council's provider."""
    return _begun(client, staff, sessions.BY_PROVIDER)


def through_the_form(client: FlaskClient, make: Make, staff: StaffMember) -> FlaskClient:
    account = make.account(staff)
    code = current_code(account, system_now())
    answer = try_sign_in(client, staff.email or "", PASSWORD, code)
    assert answer.status_code == 303
    return client


def _begun(client: FlaskClient, staff: StaffMember, way: str) -> FlaskClient:
    cookie = f"cookie of {staff.external_id} {next(_NUMBERS)}"
    with transaction() as session:
        sessions.begin_sign_in(
            session,
            cookie=cookie,
            csrf=f"token of {staff.external_id}",
            staff=staff.public_id,
            way=way,
            now=system_now(),
        )
    client.set_cookie("staff", cookie)
    return client


def press(client: FlaskClient, page: str, path: str, **fields: str) -> Any:
    """Post a form of a page. The token is the same on every page of a sign-in: who has seen one
    page need not be shown the next to press its button, unless what is there matters."""
    if client not in _TOKENS:
        _TOKENS[client] = token_in(client.get(page).get_data(as_text=True))
    return client.post(path, data={"csrf_token": _TOKENS[client], **fields})


def text_of(browser: FlaskClient, path: str) -> str:
    """The page that opens there."""
    answer = browser.get(path)
    assert answer.status_code == 200, path
    return answer.get_data(as_text=True)
