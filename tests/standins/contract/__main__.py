"""What we ask of Twilio, and what our stand-in answers, held against Twilio's published
description: `make twilio-contract`.

Prism stands between the house's own gateway and the stand-in, and refuses whatever the OpenAPI
description of the Messages API does not allow, in the question or in the answer. Every call that
the house makes is made; then some that are wrong, which must be refused, or nothing is proved.

One thing of the description is read more kindly: it calls the address of a page of a list a whole
`uri`, and its own examples, like Twilio's library, have a path.

Node's packages are fetched once into this folder, at the exact versions of package.json, the
description among them. There is no lock file, since it would name a registry; whoever installs
chooses it. Nothing of theirs is kept in this repository.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import chain
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import ProxyHandler, Request, build_opener

from participation.channels.sms.gateway import GatewayRefused
from participation.channels.sms.twilio_gateway import TwilioGateway
from tests.standins.twilio_server import ACCOUNT_SID, AUTH_TOKEN, OUR_NUMBER, Fault, TwilioServer

HERE = Path(__file__).parent
INSTALL = ["npm", "install", "--no-package-lock", "--no-audit", "--no-fund", "--loglevel=error",
           "--ignore-scripts"]  # fmt: skip
PUBLISHED = HERE / Path(
    "node_modules/@twilio/cli-core/src/services/twilio-api/twilio_api_v2010.json"
)
START_SECONDS = 120.0
THEIRS = "+447700900123"
MESSAGES = f"/2010-04-01/Accounts/{ACCOUNT_SID}/Messages.json"
_direct = build_opener(ProxyHandler({}))


def main() -> int:
    if shutil.which("npm") is None:
        print("Not run: no Node. On Debian or Ubuntu: apt-get install nodejs npm.", file=sys.stderr)
        return 1
    if not (HERE / "node_modules").exists():
        subprocess.run(INSTALL, cwd=HERE, check=True)
    bad = False
    with TwilioServer() as twilio, prism(twilio.url) as between:
        for name, check in chain(_ours(twilio, between), _wrong(twilio, between)):
            try:
                check()
                print(f"as described: {name}", flush=True)
            except Exception as fault:  # noqa: BLE001 - each line is judged, then the next
                bad = True
                print(f"NOT as described: {name}: {fault!r}", file=sys.stderr, flush=True)
    return int(bad)


def _ours(twilio: TwilioServer, between: str) -> Iterator[tuple[str, Callable[[], object]]]:
    """Every call of the gateway, by a messaging service too, and two refusals."""
    gateway = TwilioGateway(
        ACCOUNT_SID, AUTH_TOKEN, timeout_seconds=30, from_number=OUR_NUMBER,
        numbers=(OUR_NUMBER,), base_url=between,
    )  # fmt: skip
    service = TwilioGateway(
        ACCOUNT_SID, AUTH_TOKEN, timeout_seconds=30,
        messaging_service_sid="MG" + "2" * 32, base_url=between,
    )  # fmt: skip
    told: dict[str, Any] = {
        "to": THEIRS,
        "body": "Hello. Reply 1 for yes.",
        "callback_url": "https://words.northshire.example/hooks/twilio/status/abc.def",
        "validity_seconds": 3600,
    }
    since = datetime.now(UTC) - timedelta(days=1)
    yield "a text from our number", lambda: gateway.send(**told)
    yield "a text by a messaging service", lambda: service.send(**told)
    yield "a text in other letters", lambda: gateway.send(**{**told, "body": "أهلا 🌳"})
    yield (
        "was it taken?",
        lambda: _is(gateway.find(to=THEIRS, body=told["body"], since=since) is not None),
    )
    for number in range(2):
        twilio.receive(from_=THEIRS, body=f"text {number}", pictures=number)
    yield (
        "what came in",
        lambda: _is(len([one for page in gateway.listed(since=since) for one in page]) == 2),
    )
    pictured = next(text for text in twilio.taken.all() if text.pictures)
    yield (
        "its words blanked, its picture deleted",
        lambda: gateway.forget(pictured.sid, pictures=True),
    )
    yield (
        "both are gone",
        lambda: _is(
            (one := twilio.taken.one(pictured.sid)) is not None
            and not one.pictures
            and not one.body
        ),
    )
    for fault in (Fault.OPTED_OUT, Fault.LANDLINE):
        twilio.fault(fault, to=THEIRS)
        yield f"refused for good: {fault}", lambda: _refuses(lambda: gateway.send(**told))


def _wrong(twilio: TwilioServer, between: str) -> Iterator[tuple[str, Callable[[], object]]]:
    """A question and an answer that the description does not allow are seen."""
    yield (
        "a request of a wrong shape is refused by prism",
        lambda: _is(_post(between, {"Body": "To is missing"}) == 422),
    )
    yield (
        "an account id of a wrong shape is refused by prism",
        lambda: _is(_post(between, {"To": THEIRS, "Body": "x"}, account="AC1") == 422),
    )
    twilio.receive(from_=THEIRS, body="its id has a wrong shape", sid="SM1")
    listing = Request(between + MESSAGES, headers=_entry())  # noqa: S310 - our own loopback
    yield "an answer of a wrong shape is refused by prism", lambda: _is(_status(listing) == 500)


def _is(holds: bool) -> None:
    if not holds:
        raise AssertionError("it is otherwise")


def _refuses(send: Callable[[], object]) -> None:
    try:
        send()
    except GatewayRefused:
        return
    raise AssertionError("it was not refused")


def _post(between: str, form: dict[str, str], *, account: str = ACCOUNT_SID) -> int:
    return _status(
        Request(  # noqa: S310 - our own loopback
            between + MESSAGES.replace(ACCOUNT_SID, account),
            data=urlencode(form).encode(),
            headers={**_entry(), "Content-Type": "application/x-www-form-urlencoded"},
        )
    )


def _entry() -> dict[str, str]:
    pair = b64encode(f"{ACCOUNT_SID}:{AUTH_TOKEN}".encode()).decode()
    return {"Authorization": f"Basic {pair}"}


def _status(asked: Request) -> int:
    try:
        with _direct.open(asked, timeout=60) as answer:
            return int(answer.status)
    except HTTPError as refused:
        with refused:
            return refused.code


def _description(folder: Path) -> Path:
    """Twilio's own, without what has nothing to do with texts."""
    published = json.loads(PUBLISHED.read_text("utf-8"))
    paths = {path: said for path, said in published["paths"].items() if "/Messages" in path}
    listed = paths[MESSAGES.replace(ACCOUNT_SID, "{AccountSid}")]["get"]["responses"]["200"]
    properties = listed["content"]["application/json"]["schema"]["properties"]
    for name in ("uri", "first_page_uri", "next_page_uri", "previous_page_uri"):
        properties[name]["format"] = "uri-reference"
    made = folder / "messages.json"
    made.write_text(json.dumps({**published, "paths": paths}), "utf-8")
    return made


@contextmanager
def prism(upstream: str) -> Iterator[str]:
    """Prism before the stand-in, refusing what is not described; its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    made = _description(HERE / "node_modules")
    command = ["node", "node_modules/@stoplight/prism-cli/dist/index.js", "proxy", str(made)]
    command += [upstream, "--errors", "--host", "127.0.0.1", "--port", str(port)]
    with (HERE / "node_modules" / "prism.log").open("wb") as log:
        running = subprocess.Popen(command, cwd=HERE, stdout=log, stderr=log, env=dict(os.environ))
        try:
            _wait(port, running)
            yield f"http://127.0.0.1:{port}"
        finally:
            running.terminate()
            running.wait(10)


def _wait(port: int, running: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_SECONDS
    while running.poll() is None and time.monotonic() < until:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("prism did not start; node_modules/prism.log says why")


if __name__ == "__main__":
    sys.exit(main())
