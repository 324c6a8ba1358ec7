"""What a child says to somebody is found only where it is sealed, and on its reader's page (S8).

One disclosure is typed into a box, beside the button and into the fields for ringing, and texted;
the route runs until everybody on it was told. Then everything that left the house, and everything
that lies in it, is searched for the words, also written as hex and Base64.
"""

from __future__ import annotations

import base64
import logging
import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from participation.care.safeguarding.models import Concern, Hearing
from participation.kernel.db import reading
from tests.acceptance.marker_words import stored
from tests.factories import Make
from tests.paging import Paging
from tests.safeguarding.worrying import WORRYING, childs_link, to_a_box
from tests.standins.signing import inbound, signed_post
from tests.web.respond.test_not_safe import follow, press_it
from tests.web.respond.walking import Person
from tests.web.staff.signing_in import signed_in

CANARY = "Quincelanternzinnober"


def ways_to_write(word: str) -> list[bytes]:
    """The word as it stands, and as it would stand if it were only written otherwise."""
    plain = word.lower().encode()
    written = [plain, plain.hex().encode(), word.encode().hex().encode()]
    for shift in range(3):
        whole = base64.b64encode(b"\0" * shift + word.encode())
        written.append(whole[-(-shift * 8 // 6) : (shift + len(word)) * 8 // 6].lower())
    return written


def assert_not_in(where: str, data: bytes) -> None:
    low = data.lower()
    assert not [one for one in ways_to_write(CANARY) if one in low], f"found in {where}"


def test_s8_a_disclosure_is_found_only_sealed_and_on_its_readers_page(
    route: Paging,
    make: Make,
    person: Person,
    client: FlaskClient,
    database_url: str,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    route.at("2026-11-24T10:00")
    said = f"{WORRYING} {CANARY}"
    to_a_box(person, childs_link(make, route.child_id))
    page = press_it(person, words=said)
    details = {"safe": "no", "number": CANARY, "when": CANARY, "not_to": CANARY}
    follow(person, dict(page.form.filled()) | {"then": "reach", **details})
    house = route.house
    fields = inbound(
        from_="+447700900777",
        to=house.settings.twilio_numbers[0],
        body=said,
        account_sid=house.settings.twilio_account_sid,
    )
    signed_post(
        route.app.test_client(),
        "/hooks/twilio/sms",
        fields,
        house.settings.twilio_auth_token,
        house.settings.public_url,
    )
    route.work()
    for _ in range(5):
        route.pass_minutes(15)
    left = [("a mail", mail.as_bytes()) for mail in route.post.mails]
    left += [("a text", f"{text.to} {text.body}".encode()) for text in route.twilio.sent()]
    left += [("a call", words.encode()) for _to, words in route.twilio.calls]
    left += [("a request", f"{way} {path}".encode()) for way, path in route.twilio.requests]
    assert {where for where, _ in left} == {"a mail", "a text", "a call", "a request"}
    for path in ("/metrics", "/readyz", "/healthz", "/help", "/none"):
        left.append((path, client.get(path).get_data()))
    printed = capfd.readouterr()
    left += [("standard output", printed.out.encode()), ("standard error", printed.err.encode())]
    left.append(("the log", caplog.text.encode()))
    tables = list(stored(database_url))
    assert {"hearings", "concerns", "answers"} <= {name for name, _rows in tables}
    left += [(f"table {name}", rows) for name, rows in tables]
    for where, data in left:
        assert_not_in(where, data)

    with reading() as session:
        hearings = session.scalars(select(Hearing.public_id).order_by(Hearing.id)).all()
        button = session.scalars(select(Concern.public_id).where(Concern.cause == "button")).one()
    officer = signed_in(client, make, route.staff["IRO"])
    assert CANARY in officer.get(f"/staff/words/{hearings[0]}").get_data(as_text=True)
    shown = officer.get(f"/staff/concerns/{button}").get_data(as_text=True)
    assert len(re.findall(CANARY, shown)) >= 3, "how to reach them stands with the concern"


def test_the_search_finds_a_word_that_was_only_written_otherwise() -> None:
    for hidden in (
        CANARY.upper().encode(),
        CANARY.encode().hex().encode(),
        base64.b64encode(f"x{CANARY}".encode()),
    ):
        with pytest.raises(AssertionError, match="found in there"):
            assert_not_in("there", hidden)
