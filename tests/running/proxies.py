"""The proxies' samples in front of a real server: `python -m tests.running.proxies [NAME]`.

Needs nginx and Caddy (Debian: nginx-light, caddy) and openssl. The samples of docs/running are
taken as they stand, but for ports, certificates and folders. Two processes serve, as in production:
one for respondents, one for staff. Then a stand-in takes their place and tells which headers it was
sent, and last nobody, so that the proxy has a failure to write about. Whatever the proxy wrote is
searched for every key and every word that was sent; a control, with the log that the proxy would
write by itself, finds them.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from tests.running.behind import BODY_WORD, Behind, echoing, real_house
from tests.running.in_front import PROXIES, Answer, InFront

PEOPLE, STAFF = "haveyoursay.council.example", "reviews.council.example"
FORGED = {
    "X-Forwarded-For": "203.0.113.77",
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Port": "7777",
    "X-Forwarded-Prefix": "/evil",
    "X-Forwarded-Proto": "evil",
    "X-HTTP-Method-Override": "DELETE",
    "X-Original-URL": "/staff/evil",
    "X-Rewrite-URL": "/staff/evil",
    "X-Real-IP": "203.0.113.77",
    "Forwarded": "for=203.0.113.77;host=evil.example",
}
HIDDEN_DOORS = ("/healthz", "/readyz", "/metrics")
STAFF_DOORS = ("/staff/sign-in", "/staff/concerns", "/api/v1/reviews", "/api/v1/openapi.json")


@dataclass
class Found:
    """What was wrong, and how much was asked."""

    faults: list[str] = field(default_factory=list)
    asked: int = 0

    def expect(self, what: str, answer: Answer, *statuses: int) -> None:
        self.asked += 1
        if answer.status not in statuses:
            self.faults.append(f"{what}: {answer.status} instead of {statuses}")


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.running.proxies", description=__doc__)
    parser.add_argument("which", nargs="*", metavar="NAME", help=f"of {', '.join(PROXIES)}")
    which = parser.parse_args(arguments).which or list(PROXIES)
    code = 0
    for name in which:
        if shutil.which(name) is None:
            print(f"{name} is not here", file=sys.stderr)
            code = 2
            continue
        with tempfile.TemporaryDirectory(prefix="participation-proxy-") as made:
            found, logged = check(name, Path(made))
        for fault in found.faults:
            print(f"  {name}: {fault}")
        print(json.dumps({"name": f"proxy.{name}.requests", "value": found.asked}))
        print(json.dumps({"name": f"proxy.{name}.logged", "value": logged}))
        print(json.dumps({"name": f"proxy.{name}.faults", "value": len(found.faults)}), flush=True)
        code = code or int(bool(found.faults))
    return code


def check(name: str, folder: Path) -> tuple[Found, int]:
    found = Found()
    with real_house(folder / "house") as house:
        front = PROXIES[name](folder / "front", house.ports)
        with front.running():
            _the_two_hosts(front, house, found)
            _what_has_a_key(front, house, found)
        _nothing_was_written(front, house, found)
        control = PROXIES[name](folder / "control", house.ports, plain=True)
        with control.running():
            _what_has_a_key(control, house, Found())
        if not any(secret in control.written() for secret in house.secrets):
            found.faults.append("the control wrote no key either: nothing was shown")
        ports = house.ports
    with echoing(ports):
        forged = PROXIES[name](folder / "forged", ports)
        with forged.running():
            _forged_headers(forged, found)
    failing = PROXIES[name](folder / "failing", ports)
    with failing.running():
        for path in house.keyed:
            found.expect(f"nobody behind {path[:4]}", failing.ask(PEOPLE, path), 502, 503)
    _nothing_was_written(failing, house, found)
    return found, front.written().count(b"\n") + failing.written().count(b"\n")


def _the_two_hosts(front: InFront, house: Behind, found: Found) -> None:
    for path in STAFF_DOORS:
        found.expect(f"{path} on the people's host", front.ask(PEOPLE, path), 404)
    found.expect("signing in on the staff's host", front.ask(STAFF, "/staff/sign-in"), 200)
    found.expect("the interface without a token", front.ask(STAFF, "/api/v1/reviews"), 401)
    for path in (*house.keyed, "/code", "/q", "/card"):
        found.expect(f"{path[:4]} on the staff's host", front.ask(STAFF, path), 404)
    found.expect("a hook on the staff's host", front.send(STAFF, "/hooks/twilio/sms", b""), 404)
    for host in (PEOPLE, STAFF):
        for path in HIDDEN_DOORS:
            found.expect(f"{path} from outside", front.ask(host, path), 404)
    found.asked += 1
    if front.answers_for("evil.example"):
        found.faults.append("another host's name is answered")


def _what_has_a_key(front: InFront, house: Behind, found: Found) -> None:
    """Every way in which a key or a word reaches a proxy."""
    link = house.link
    found.expect("a link", front.ask(PEOPLE, link), 200)
    found.expect("a link that is pressed", front.send(PEOPLE, link, b"csrf_token=x"), 303, 400, 403)
    for path in house.keyed:
        found.expect("a path with a key", front.ask(PEOPLE, path), 200, 404)
    found.expect("a key and nothing else", front.ask(PEOPLE, f"/{house.token}"), 404)
    found.expect("a key in a query", front.ask(PEOPLE, f"/code?c={house.token}"), 200)
    found.expect("a doubled stroke", front.ask(PEOPLE, f"/{link}"), 200, 301, 302, 308, 404)
    found.expect(
        "an address that led here",
        front.ask(PEOPLE, "/code", {"Referer": f"https://{PEOPLE}{link}"}),
        200,
    )
    report = f"/hooks/twilio/status/{house.token}"
    found.expect("a report", front.send(PEOPLE, report, b"MessageStatus=sent"), 403)
    words = b"words=" + BODY_WORD.encode() * 30_000
    found.expect("words without a sitting", front.send(PEOPLE, "/q", words), 303, 404, 413)
    too_much = b"words=" + b"a" * 2_000_000
    found.expect("too much", front.send(PEOPLE, link, too_much), 413, 502)  # 502: Caddy before 2.7
    found.expect("a long address", front.ask(PEOPLE, link + "a" * 60_000), 400, 414, 431)
    found.expect("a cookie", front.ask(PEOPLE, "/q", {"Cookie": f"a={house.token}"}), 404)


def _nothing_was_written(front: InFront, house: Behind, found: Found) -> None:
    written = front.written()
    if written.count(b"\n") < len(house.keyed):
        found.faults.append("hardly anything was logged")
    for secret in house.secrets:
        if secret in written:
            place = written.index(secret)
            found.faults.append(
                f"a key was written: {written[max(0, place - 160) : place][-160:]!r}"
            )


def _forged_headers(front: InFront, found: Found) -> None:
    for host in (PEOPLE, STAFF):
        answer = front.ask(host, "/anything", FORGED)
        found.expect("forged headers", answer, 200)
        told = {name.lower(): value for name, value in json.loads(answer.body).items()}
        if told.get("x-forwarded-for") != "127.0.0.1" or told.get("host") != host:
            found.faults.append(f"who asks is told wrong: {told}")
        kept = [name for name, value in told.items() if "evil" in value or "203.0" in value]
        kept += [name for name in ("x-http-method-override", "x-forwarded-port") if name in told]
        if kept:
            found.faults.append(f"what a visitor said of themselves went on: {kept}")


if __name__ == "__main__":
    sys.exit(main())
