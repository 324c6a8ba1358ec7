"""Where people and staff have a host name each, no door answers at the other's."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from participation.app import create_app
from participation.kernel.db import db
from tests.conftest import settings_for_tests
from tests.web.addresses import address

PEOPLE, STAFF, BESIDE = "views.example", "staff.example", "127.0.0.1:8000"
STAFFS = ("/staff/", "/api/")
ANYBODYS = ("/static/", "/healthz", "/readyz", "/metrics")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> tuple[FlaskClient, list[Rule]]:
    """One process with every surface."""
    folder = tmp_path_factory.mktemp("two-hosts")
    urls = {"public_url": f"https://{PEOPLE}", "staff_url": f"https://{STAFF}"}
    app = create_app(settings_for_tests(f"sqlite:///{folder}/p.db", folder, **urls))
    with app.app_context():
        db.create_all()
        db.engine.dispose()
    return app.test_client(), list(app.url_map.iter_rules())


def ask(client: FlaskClient, host: str, path: str, verb: str = "GET") -> TestResponse:
    return client.open(path, method=verb, headers={"Host": host, "Accept-Encoding": "gzip"})


def host_of(path: str) -> str:
    return STAFF if path.startswith(STAFFS) else PEOPLE


def test_t28_at_the_others_host_every_address_is_one_that_does_not_exist(
    served: tuple[FlaskClient, list[Rule]],
) -> None:
    client, rules = served
    nothing = {host: ask(client, host, "/nothing-here") for host in (PEOPLE, STAFF, BESIDE)}
    asked = 0
    for rule in rules:
        path = address(rule)
        if path.startswith(ANYBODYS):
            continue
        for host in {PEOPLE, STAFF, BESIDE} - {host_of(path)}:
            if host == BESIDE and path.startswith((*STAFFS, "/hooks/")):
                continue  # nobody's page, in the shape that machines read: asked below
            for verb in ("GET", "POST", "OPTIONS", "DELETE"):
                answer, none = ask(client, host, path, verb), nothing[host]
                told = (answer.status_code, answer.data, sorted(answer.headers))
                assert told == (404, none.data, sorted(none.headers)), (host, verb, rule)
                asked += 1
    assert asked > 1000


def test_t28_each_door_is_open_at_its_own_host(served: tuple[FlaskClient, list[Rule]]) -> None:
    client, _rules = served
    for path in ("/staff/sign-in", "/api/v1/openapi.json"):
        assert ask(client, STAFF, path).status_code == 200
        assert ask(client, BESIDE, path).status_code == 404
    for path in ("/code", "/l/x", "/c/x", "/m/x"):
        assert ask(client, PEOPLE, path).status_code == 200
    assert ask(client, PEOPLE, "/hooks/twilio/sms", "POST").status_code == 415  # no text came
    assert ask(client, BESIDE, "/hooks/twilio/sms", "POST").status_code == 404


@pytest.mark.parametrize("host", [PEOPLE, STAFF, BESIDE])
def test_whoever_watches_our_health_asks_at_any_host_of_ours(
    served: tuple[FlaskClient, list[Rule]], host: str
) -> None:
    for path in ("/healthz", "/static/respond.css"):
        assert ask(served[0], host, path).status_code == 200


def test_t28_a_stroke_too_many_and_a_forwarded_host_lead_nowhere_either(
    served: tuple[FlaskClient, list[Rule]],
) -> None:
    client, _rules = served
    assert ask(client, PEOPLE, "/staff//sign-in").status_code == 404
    assert ask(client, PEOPLE, "/mine//happened").status_code == 308
    forged = {"Host": PEOPLE, "X-Forwarded-Host": STAFF, "Forwarded": f"host={STAFF}"}
    assert client.get("/staff/sign-in", headers=forged).status_code == 404
