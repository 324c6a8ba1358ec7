"""F2: the process that works is killed at each step, and another takes the work up."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

from participation.journeys import sending_texts, settling_texts
from participation.kernel.db import db
from participation.web.hooks import twilio as hook
from participation.worker import jobs, timetable
from tests.faults.correspondents import Text
from tests.faults.storms import Scene, Storm, kept_once
from tests.standins.signing import new_sid

Arm = Callable[[Scene], None]
WORDS = "mark001x01 is what somebody said"


def _die(*_given: Any, **_named: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _before(holder: Any, name: str) -> None:
    assert hasattr(holder, name), "nobody would ever call this, and nothing would be killed"
    setattr(holder, name, _die)


def _after(holder: Any, name: str) -> None:
    done = getattr(holder, name)

    def then_die(*given: Any, **named: Any) -> None:
        done(*given, **named)
        _die()

    setattr(holder, name, then_die)


RECEIVING: dict[str, Arm] = {
    "in the door": lambda _: _before(hook, "receive"),
    "taken in, not committed": lambda _: _after(hook, "receive"),
    "committed, not answered": lambda scene: scene.app.extensions.update(
        {"participation.wake": _die}
    ),
}
SENDING: dict[str, Arm] = {
    "claimed": lambda _: _before(sending_texts, "prepare"),
    "looked at, not committed": lambda _: _after(sending_texts, "prepare"),
    "noted as going out": lambda scene: _before(scene.house.sms, "send"),
    "with the provider": lambda scene: _after(scene.house.sms, "send"),
    "about to be noted as sent": lambda _: _before(settling_texts, "settle"),
    "noted as sent, not committed": lambda _: _after(settling_texts, "settle"),
}


def at_each_step(scene: Scene, times: int) -> Storm:
    """A stranger's text comes in and is answered; whoever does it dies there, so many times."""
    storm, texts = Storm(), list[Text]()
    scene.work()
    timetable.keep(scene.app)
    steps = [(name, arm, True) for name, arm in RECEIVING.items()]
    steps += [(name, arm, False) for name, arm in SENDING.items()]
    for place, (name, arm, receiving) in enumerate(steps):
        for n in range(times):
            text = Text(new_sid(), f"+447700900{place * 100 + n:03d}", WORDS, None)
            texts.append(text)
            scene.twilio.receive(from_=text.sender, body=text.body, sid=text.sid)
            if receiving:
                died = _killed(scene, arm, lambda text=text: scene.post(text))
            else:
                storm.fault("not taken", scene.post(text) != 200)
                died = _killed(scene, arm, lambda: jobs.work_off(scene.app, lambda _s: None))
            storm.fault(f"was not killed: {name}", not died)
            storm.posted += 1
        scene.work()  # the list of the provider too: what the door lost is found there
        scene.work()
    storm.unique = len(texts)
    kept_once(scene, texts, [], storm)
    got = Counter(text.to for text in scene.twilio.sent())
    wrong = [(text.sender[-3:], got[text.sender]) for text in texts if got[text.sender] != 1]
    storm.fault("not answered once", wrong)
    storm.sent = got.total()
    return storm


def _killed(scene: Scene, arm: Arm, work: Callable[[], object]) -> bool:
    """In a process of its own, whether it came to the step and died there."""
    with scene.app.app_context():
        db.session.remove()
        db.engine.dispose()
    child = os.fork()
    if child == 0:
        with contextlib.suppress(BaseException):
            threading.Timer(60, _die).start()
            arm(scene)
            work()
        os._exit(1)
    _, ended = os.waitpid(child, 0)
    return os.WIFSIGNALED(ended)
