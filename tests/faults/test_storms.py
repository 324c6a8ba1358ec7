"""Small storms within `make test`; `python -m tests.faults --storms` has them at full size."""

from __future__ import annotations

import pytest

from tests.faults import storms
from tests.faults.mails import TROUBLES, Post, mails
from tests.faults.schedulers import schedulers
from tests.faults.steps import RECEIVING, SENDING, at_each_step
from tests.faults.storms import Scene

pytestmark = pytest.mark.slow


def test_f3_texts_twice_out_of_order_and_a_day_late_are_each_kept_once(scene: Scene) -> None:
    storm = storms.shuffled(scene, 260)
    assert (storm.unique, storm.posted) == (200, 260)
    assert storm.faults == {}


def test_i6_after_a_day_without_the_provider_all_is_in_and_nothing_went_out_at_night(
    scene: Scene,
) -> None:
    storm = storms.a_day_without(scene, queued=10, inbound_texts=20)
    assert storm.faults == {}
    assert storm.sent > 9


def test_f10_a_flood_is_all_kept_answered_within_the_caps_and_its_red_words_are_told_at_once(
    scene: Scene,
) -> None:
    storm = storms.flood(scene, 60)
    assert storm.faults == {}
    assert storm.sent > 0


def test_a_flood_whose_red_words_reach_nobody_says_so(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storms, "RED", "the bus was late")
    assert list(storms.flood(scene, 60).faults) == [
        "red words not before the team within their minute"
    ]


def test_a_storm_that_loses_a_text_says_so(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    taken, lost = Scene.post, []

    def drop_one(held: Scene, text: storms.Text) -> int:
        if not lost or text.sid in lost:
            lost.append(text.sid)
            return 200
        return taken(held, text)

    monkeypatch.setattr(Scene, "post", drop_one)
    assert "lost" in storms.shuffled(scene, 65).faults


def test_f2_killed_at_each_step_of_receiving_and_sending_a_text_is_kept_and_answered_once(
    scene: Scene,
) -> None:
    storm = at_each_step(scene, 2)
    assert storm.faults == {}
    assert storm.unique == 2 * (len(RECEIVING) + len(SENDING))


def test_f9_two_schedulers_at_once_do_each_thing_once(scene: Scene) -> None:
    storm = schedulers(scene, 12)
    assert storm.faults == {}


def test_f5_whatever_the_mail_server_does_every_officer_is_told_once(scene: Scene) -> None:
    storm = mails(scene, 3)
    assert storm.faults == {}
    assert storm.unique == 3 * len(TROUBLES)


def test_f5_a_notice_that_is_lost_would_be_seen(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent, lost = Post.send, []

    def loses_one(post: Post, **mail: str) -> None:
        if not lost or mail["message_id"] in lost:
            lost.append(mail["message_id"])
            return
        sent(post, **mail)

    monkeypatch.setattr(Post, "send", loses_one)
    assert mails(scene, 2).faults == {"not told to begin with": 1}
