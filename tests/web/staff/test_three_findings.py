"""What auditors once found in a service that was well guarded: it must not be found in ours.

SecureDrop's sixth audit (October 2024): a second factor could be enrolled by guessing an id,
another site could sign somebody out, and a queue on the machine took work from anybody.
"""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from huey import SqliteHuey
from sqlalchemy import select

from participation.care.people.models import Role
from participation.guard.passwords import LocalAccount
from participation.kernel.db import transaction
from participation.outbox import service as outbox
from participation.outbox.models import OutboxItem, OutboxState
from participation.settings import Settings
from participation.worker import jobs
from participation.worker.wakeups import Wakeups
from tests.conftest import settings_for_tests
from tests.factories import PASSWORD, Make
from tests.web.staff.signing_in import press, signed_in, token_in

# --- 1. a second factor enrolled by guessing an id -----------------------------------------------


def of(make: Make, role: Role) -> tuple[Any, tuple[object, ...]]:
    """Somebody with an account, and everything by which it could be taken over."""
    staff = make.staff(role)
    account = make.account(staff)
    return staff, factors(account.id)


def factors(account_id: int) -> tuple[object, ...]:
    with transaction() as session:
        row = session.get_one(LocalAccount, account_id)
        codes = tuple(row.recovery_hashes or ())
        return account_id, row.password_hash, row.totp_secret, row.must_change, codes


def test_nobody_but_an_administrator_enrols_another(app: Flask, make: Make) -> None:
    victim, before = of(make, Role.IRO)
    for role in set(Role) - {Role.ADMIN}:
        browser = signed_in(app.test_client(), make, make.staff(role))
        token = token_in(browser.get("/staff/password").get_data(as_text=True))
        for deed in ("enrol-anew", "let-in-again", "shut", "end-sessions"):
            answer = browser.post(
                f"/staff/colleagues/{victim.public_id}/{deed}", data={"csrf_token": token}
            )
            assert (role, answer.status_code) == (role, 403)
    assert factors(int(str(before[0]))) == before


def test_b51_whose_factors_are_changed_is_never_taken_from_what_was_sent(
    client: FlaskClient, make: Make
) -> None:
    victim, before = of(make, Role.IRO)
    signed_in(client, make, make.staff(Role.BUSINESS_SUPPORT))
    page = "/staff/password"
    names = ("staff", "staff_id", "public_id", "id", "user", "email")
    for value in (str(victim.public_id), str(victim.id), victim.email or ""):
        others = dict.fromkeys(names, value)
        query = "&".join(f"{name}={value}" for name in names)
        path = f"{page}/recovery?{query}"
        assert press(client, page, path, **others, own_password=PASSWORD).status_code == 200
    changed = press(
        client, page, f"{page}?{query}", **others, password=PASSWORD,
        new_password="another good password", again="another good password",
    )  # fmt: skip
    assert changed.status_code == 303
    assert factors(int(str(before[0]))) == before


def test_no_page_about_ones_own_factors_has_an_id_in_its_address(app: Flask) -> None:
    own = [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/staff/password")]
    assert len(own) == 3
    assert not [rule.rule for rule in own if rule.arguments]


# --- 2. signed out by another site ---------------------------------------------------------------


def test_no_link_or_picture_of_another_site_signs_anybody_out(
    client: FlaskClient, make: Make
) -> None:
    signed_in(client, make, make.staff(Role.IRO))
    assert client.get("/staff/sign-out").status_code == 405
    assert client.head("/staff/sign-out").status_code == 405
    assert client.get("/staff/reviews").status_code == 200


def test_no_form_of_another_site_signs_anybody_out(client: FlaskClient, make: Make) -> None:
    """Were the cookie to come along: it does not, since it is SameSite=Strict."""
    signed_in(client, make, make.staff(Role.IRO))
    origins = ("https://evil.example", "http://localhost.evil.example")
    for headers in ({"Sec-Fetch-Site": "cross-site"}, *({"Origin": o} for o in origins), {}):
        for token in ("", "guessed"):
            answer = client.post("/staff/sign-out", data={"csrf_token": token}, headers=headers)
            assert answer.status_code == 403
    assert client.get("/staff/reviews").status_code == 200


# --- 3. a queue that takes work from anybody -----------------------------------------------------


class Harm:
    """What a thief would put into the queue: unpickled, it writes a file."""

    def __init__(self, proof: Path) -> None:
        self.proof = proof

    def __reduce__(self) -> tuple[Any, ...]:
        return (Path.touch, (self.proof,))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_for_tests(f"sqlite:///{tmp_path}/house.db", tmp_path)


def queue_of(settings: Settings) -> SqliteHuey:
    """The queue as anybody sees it who may write its file."""
    return SqliteHuey(
        "participation", filename=settings.queue_url.removeprefix("sqlite:///"), results=False
    )


def test_what_a_stranger_puts_into_the_queue_is_not_even_unpacked(
    settings: Settings, tmp_path: Path
) -> None:
    proof = tmp_path / "harm"
    wakeups = Wakeups(settings)
    stranger = queue_of(settings)
    for forged in (pickle.dumps(Harm(proof)), pickle.dumps(Harm(proof)) + b":" + b"0" * 40, b""):
        stranger.storage.enqueue(forged)
        with pytest.raises(ValueError, match=r"not found|mismatch"):
            wakeups._huey.dequeue()
    assert not proof.exists()
    pickle.loads(pickle.dumps(Harm(proof)))  # noqa: S301 - that it would have done harm
    assert proof.exists()


def test_what_lies_in_the_queue_is_numbers_of_rows_and_nothing_else(settings: Settings) -> None:
    wakeups = Wakeups(settings)
    wakeups._task([7, 8])
    (kept,) = queue_of(settings).storage.enqueued_items()
    message = pickle.loads(bytes(kept).rpartition(b":")[0])  # noqa: S301 - our own, just made
    assert message.args == ([7, 8],)
    assert message.kwargs == {}
    assert message.name.endswith("perform")


def test_a_wake_up_that_is_played_again_does_nothing_a_second_time(app: Flask, make: Make) -> None:
    """Nor does one for work that is not due, or not there: the row decides, not the queue."""
    somebody = make.staff().public_id
    with transaction() as session:
        for key in ("now", "later"):
            outbox.promise(
                session,
                "summary.compose",
                somebody,
                unique_key=key,
                due_at=make.clock.now() if key == "now" else make.clock.now().replace(year=2030),
                now=make.clock.now(),
            )
    with transaction() as session:
        due, later = session.scalars(select(OutboxItem.id).order_by(OutboxItem.id)).all()
    assert jobs.perform(app, due)
    assert not jobs.perform(app, due)
    assert not jobs.perform(app, later)
    assert not jobs.perform(app, 99_999)
    with transaction() as session:
        assert session.get_one(OutboxItem, later).state is OutboxState.QUEUED
