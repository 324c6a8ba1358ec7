"""What a machine that watches over the service is told: ages, and nothing of anybody."""

from __future__ import annotations

import re
from datetime import timedelta

from flask.testing import FlaskClient

from participation.kernel.clock import system_now
from participation.outbox.models import OutboxItem, OutboxState
from participation.worker import timetable
from tests.texting import Texting


def test_before_any_text_nothing_is_late(texting: Texting, client: FlaskClient) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.get_json()["texts"] == {
        "oldest_unsent_seconds": None,
        "last_report_seconds": None,
        "last_text_in_seconds": None,
        "last_look_seconds": None,
    }


def test_the_ages_grow_until_something_moves_again(texting: Texting, client: FlaskClient) -> None:
    asked = texting.asked_parent()
    sid = texting.twilio.sent(asked.number)[0].sid
    texting.twilio.report(sid, "delivered", via=texting.app.test_client())
    texting.text(asked.number, "1")
    texting.at(texting.house.now() + timedelta(minutes=9))
    answer = client.get("/readyz")
    seen = answer.get_json()
    assert (answer.status_code, seen["ready"]) == (200, True)
    assert seen["texts"]["oldest_unsent_seconds"] == 540
    assert seen["texts"]["last_report_seconds"] == 540
    assert seen["texts"]["last_text_in_seconds"] == 540
    texting.at(texting.house.now() + timedelta(minutes=2))
    assert client.get("/readyz").status_code == 503  # nobody sends
    texting.work()
    later = client.get("/readyz").get_json()["texts"]
    assert later["oldest_unsent_seconds"] is None


def test_while_the_provider_is_away_the_service_is_ready_and_says_that_texts_do_not_go(
    texting: Texting, client: FlaskClient
) -> None:
    """A server that starts it anew, or takes it out of use, would only make things worse."""
    asked = texting.asked_parent()
    assert texting.text(asked.number, "1").status_code == 200
    texting.twilio.down = True
    texting.work()  # tried once, and rests some minutes
    texting.at(texting.house.now() + timedelta(minutes=20))
    answer = client.get("/readyz")
    assert (answer.status_code, answer.get_json()["texts"]["oldest_unsent_seconds"]) == (200, 1200)
    (rests,) = texting.all(OutboxItem, kind="message.send", state=OutboxState.QUEUED)
    texting.change(rests, lease_until=system_now() - timedelta(minutes=9))  # its rest is over
    assert client.get("/readyz").status_code == 200
    texting.change(rests, lease_until=system_now() - timedelta(minutes=11))
    assert client.get("/readyz").status_code == 503  # no worker has taken it up again


def test_the_look_at_the_providers_list_is_dated_and_is_no_work_left_undone(
    texting: Texting, client: FlaskClient
) -> None:
    timetable.keep(texting.app)
    texting.work()
    texting.at(texting.house.now() + timedelta(days=1))
    answer = client.get("/readyz")
    seen = answer.get_json()
    assert answer.status_code == 200
    assert seen["oldest_due_seconds"] == 0
    assert 0 <= seen["texts"]["last_look_seconds"] < 3600
    page = client.get("/metrics").get_data(as_text=True)
    assert "participation_texts_last_look_seconds " in page


def test_labels_say_what_kind_of_work_it_is_and_nothing_of_anybody(
    texting: Texting, client: FlaskClient
) -> None:
    texting.asked_parent()
    page = client.get("/metrics").get_data(as_text=True)
    labels = dict(re.findall(r'([a-z_]+)="([^"]*)"', page))
    assert set(labels) == {"kind", "state"}
    assert all(re.fullmatch(r"[a-z_.]+", value) for value in re.findall(r'="([^"]*)"', page))


def test_no_number_and_no_word_is_told(texting: Texting, client: FlaskClient) -> None:
    asked = texting.asked_parent()
    texting.text(asked.number, "MARKER-4711")
    shown = client.get("/readyz").get_data(as_text=True) + client.get("/metrics").get_data(
        as_text=True
    )
    assert "MARKER-4711" not in shown
    assert asked.number[-9:] not in shown
