"""Small storms within `make test`; `python -m tests.faults --storms` has them at full size."""

from __future__ import annotations

from dataclasses import replace

import pytest

from participation.channels.sms.twilio_gateway import TwilioGateway
from tests.conftest import ACCOUNT_SID, AUTH_TOKEN, OUR_NUMBER, MovableClock
from tests.faults import storms
from tests.faults.storms import Scene
from tests.texting import Texting

pytestmark = pytest.mark.slow
PATIENCE = 5.0


@pytest.fixture
def scene(texting: Texting, clock: MovableClock) -> Scene:
    """The provider's answers are waited for: none of these storms is about slow ones."""
    gateway = TwilioGateway(
        ACCOUNT_SID,
        AUTH_TOKEN,
        timeout_seconds=PATIENCE,
        from_number=OUR_NUMBER,
        base_url=texting.twilio.url,
    )
    settings = replace(
        texting.house.settings,
        forget_at_provider=False,  # what the stand-in took is the witness
        provider_timeout_seconds=PATIENCE,
        lease_seconds=3 * PATIENCE,
    )
    texting.app.extensions["participation"] = replace(texting.house, settings=settings, sms=gateway)
    return Scene(texting.app, clock, texting.twilio)


def test_f3_texts_twice_out_of_order_and_a_day_late_are_each_kept_once(scene: Scene) -> None:
    storm = storms.shuffled(scene, 650)
    assert (storm.unique, storm.posted) == (500, 650)
    assert storm.faults == {}


def test_i6_after_a_day_without_the_provider_all_is_in_and_nothing_went_out_at_night(
    scene: Scene,
) -> None:
    storm = storms.a_day_without(scene, queued=20, inbound_texts=30)
    assert storm.faults == {}
    assert storm.sent > 18


def test_f10_a_flood_is_all_kept_answered_within_the_caps_and_its_red_words_are_told_at_once(
    scene: Scene,
) -> None:
    storm = storms.flood(scene, 120)
    assert storm.faults == {}
    assert storm.sent > 0


def test_a_storm_that_loses_a_text_says_so(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    taken, lost = Scene.post, []

    def drop_one(held: Scene, text: storms.Text) -> int:
        if not lost or text.sid in lost:
            lost.append(text.sid)
            return 200
        return taken(held, text)

    monkeypatch.setattr(Scene, "post", drop_one)
    assert "lost" in storms.shuffled(scene, 65).faults
