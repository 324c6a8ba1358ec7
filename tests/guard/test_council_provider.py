"""A token lets somebody in when the real provider made it: for us, for this trip, just now, and
after a second factor. Every other one lets nobody in, and none of them is told anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from http.client import HTTPConnection
from urllib.parse import parse_qs, urlsplit

import pytest

from participation.guard import council_provider
from participation.guard.council_provider import Arrangement, OidcProvider
from participation.guard.proving import Proven, Refusal, Refused, SecondFactor
from participation.guard.trips import Trip, set_out
from participation.kernel.clock import system_now
from tests.standins.oidc_server import CLIENT_ID, CLIENT_SECRET, OidcServer, Wrong

BACK = "http://localhost/staff/sign-in/council/back"
SECRET = b"a secret of ours"


@pytest.fixture
def server() -> Iterator[OidcServer]:
    with OidcServer() as provider:
        yield provider


@pytest.fixture
def provider(server: OidcServer) -> OidcProvider:
    return asking(server)


def asking(
    server: OidcServer, second: SecondFactor | None = None, *, wants_groups: bool = False
) -> OidcProvider:
    arrangement = Arrangement(
        issuer=server.issuer,
        client_id=CLIENT_ID,
        client_secret=CLIENT_SECRET,
        come_back_to=BACK,
        second_factor=second or SecondFactor("amr", ("mfa",)),
        wants_groups=wants_groups,
    )
    return OidcProvider(arrangement, timeout_seconds=5)


def a_trip() -> Trip:
    return set_out(SECRET, "browser", random="r", now=system_now())


def code_from(provider: OidcProvider, trip: Trip) -> str:
    """What the browser brings back after it was sent to sign in."""
    address = provider.address_for(trip)
    assert isinstance(address, str)
    parts = urlsplit(address)
    with closing(HTTPConnection(parts.netloc, timeout=5)) as line:
        line.request("GET", f"{parts.path}?{parts.query}")
        back = line.getresponse().headers["Location"]
    return parse_qs(urlsplit(back).query)["code"][0]


def came_back(provider: OidcProvider) -> Proven | Refused:
    trip = a_trip()
    return provider.proven(code_from(provider, trip), trip, now=system_now())


def refused(provider: OidcProvider) -> str:
    found = came_back(provider)
    assert isinstance(found, Refused)
    assert found.why is Refusal.NOT_TRUE
    return found.check


# --- who it is ----------------------------------------------------------------------------------


def test_somebody_who_signed_in_there_is_proven_to_us(
    server: OidcServer, provider: OidcProvider
) -> None:
    server.person |= {"email": "sam.green@council.example", "groups": ["g1"]}
    found = came_back(provider)
    assert isinstance(found, Proven)
    assert found.identity == f"iss\0{server.issuer}\0s1"
    assert (found.name, found.email) == ("Sam Green", "sam.green@council.example")
    assert found.groups == {"g1"}


def test_at_entra_the_tenant_and_the_object_are_who_it_is(
    server: OidcServer, provider: OidcProvider
) -> None:
    server.person |= {"tid": "t", "oid": "o", "preferred_username": "sam@council.example"}
    found = came_back(provider)
    assert isinstance(found, Proven)
    assert found.identity == "tid\0t\0o"
    assert found.email == "sam@council.example"


def test_at_entra_somebody_without_an_object_id_is_nobody(
    server: OidcServer, provider: OidcProvider
) -> None:
    server.person |= {"tid": "t"}
    assert refused(provider) == "identity"


def test_the_browser_is_sent_with_a_nonce_and_the_verifiers_hash_and_nothing_secret(
    server: OidcServer, provider: OidcProvider
) -> None:
    trip = a_trip()
    code_from(provider, trip)
    (asked,) = server.sent_to_sign_in
    assert asked["response_type"] == "code"
    assert asked["code_challenge_method"] == "S256"
    assert (asked["state"], asked["nonce"]) == (trip.state, trip.nonce)
    assert asked["redirect_uri"] == BACK
    assert "openid" in asked["scope"].split()
    assert trip.verifier not in str(asked)
    assert CLIENT_SECRET not in str(asked)


# --- tokens that were not made for us, now, for this trip ----------------------------------------


@pytest.mark.parametrize(
    ("wrong", "check"),
    [
        (Wrong.NONCE, "nonce"),
        (Wrong.NO_NONCE, "nonce"),
        (Wrong.AUDIENCE, "aud"),
        (Wrong.MORE_AUDIENCES, "azp"),
        (Wrong.ALG_NONE, "UnsupportedAlgorithmError"),
        (Wrong.HS256_WITH_THE_PUBLIC_KEY, "UnsupportedAlgorithmError"),
        (Wrong.SIGNED_BY_A_STRANGER, "BadSignatureError"),
        (Wrong.EXPIRED, "exp"),
        (Wrong.MADE_LONG_AGO, "iat"),
        (Wrong.FROM_THE_FUTURE, "iat"),
        (Wrong.ISSUER_OF_THE_TOKEN, "iss"),
        (Wrong.NO_SUBJECT, "sub"),
    ],
    ids=lambda value: getattr(value, "name", "").lower(),
)
def test_a_token_that_is_not_true_lets_nobody_in(
    server: OidcServer, provider: OidcProvider, wrong: Wrong, check: str
) -> None:
    server.wrong = wrong
    assert refused(provider) == check


@pytest.mark.parametrize("seconds", [-90, 90])
def test_clocks_may_differ_by_a_minute_and_a_half(
    server: OidcServer, provider: OidcProvider, seconds: int
) -> None:
    server.clock_differs = seconds
    assert isinstance(came_back(provider), Proven)


def test_a_code_is_good_once(provider: OidcProvider) -> None:
    trip = a_trip()
    code = code_from(provider, trip)
    assert isinstance(provider.proven(code, trip, now=system_now()), Proven)
    again = provider.proven(code, trip, now=system_now())
    assert again == Refused(Refusal.NOT_TRUE, "code")


def test_a_code_of_another_trip_is_not_good_for_this_one(provider: OidcProvider) -> None:
    code = code_from(provider, set_out(SECRET, "a thief", random="x", now=system_now()))
    assert provider.proven(code, a_trip(), now=system_now()) == Refused(Refusal.NOT_TRUE, "code")


def test_an_answer_of_another_provider_is_known_by_its_name(
    server: OidcServer, provider: OidcProvider
) -> None:
    assert provider.is_issuer(server.issuer)
    assert not provider.is_issuer("https://login.elsewhere.example/v2.0")
    assert not provider.is_issuer("")  # this one promises to name itself
    server.names_itself = False
    assert asking(server).is_issuer("")


# --- second factor and groups ---------------------------------------------------------------------


@pytest.mark.parametrize("amr", [["pwd"], [], "pwd", None, [["mfa"]], {"mfa": 1}], ids=str)
def test_a28_a_password_alone_is_not_enough(
    server: OidcServer, provider: OidcProvider, amr: object
) -> None:
    server.person["amr"] = amr
    found = came_back(provider)
    assert isinstance(found, Refused)
    assert found.why in (Refusal.NO_SECOND_FACTOR, Refusal.NOT_TRUE)


@pytest.mark.parametrize(
    ("second", "claims", "asks_for"),
    [
        (SecondFactor("acr", ("silver", "gold")), {"acr": "gold"}, ("acr_values", "silver gold")),
        (
            SecondFactor("acrs", ("c1",)),
            {"acrs": ["c1"]},
            ("claims", '{"id_token": {"acrs": {"essential": true, "values": ["c1"]}}}'),
        ),
    ],
    ids=["acr", "acrs"],
)
def test_a_provider_that_says_it_in_another_way_is_asked_for_it(
    server: OidcServer,
    second: SecondFactor,
    claims: dict[str, object],
    asks_for: tuple[str, str],
) -> None:
    provider = asking(server, second)
    found = came_back(provider)
    assert isinstance(found, Refused)
    assert found.why is Refusal.NO_SECOND_FACTOR
    server.person |= claims
    assert isinstance(came_back(provider), Proven)
    assert server.sent_to_sign_in[0][asks_for[0]] == asks_for[1]


def test_groups_that_were_left_out_are_not_fetched_from_where_the_token_says(
    server: OidcServer,
) -> None:
    server.wrong = Wrong.GROUPS_OVERAGE
    assert came_back(asking(server, wants_groups=True)) == Refused(
        Refusal.TOO_MANY_GROUPS, "groups"
    )
    assert "/graph" not in server.asked
    assert isinstance(came_back(asking(server)), Proven)  # where nothing depends on them
    server.person["roles"] = ["iro"]  # app roles are always told
    assert isinstance(came_back(asking(server, wants_groups=True)), Proven)


# --- the provider itself --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "wrong",
    [
        Wrong.ISSUER_OF_THE_DOCUMENT,
        Wrong.ELSEWHERE,
        Wrong.ENDLESS,
        Wrong.NOT_JSON,
        Wrong.DOWN,
    ],
    ids=lambda wrong: wrong.name.lower(),
)
def test_a_provider_whose_word_cannot_be_used_is_as_good_as_away(
    server: OidcServer, provider: OidcProvider, wrong: Wrong
) -> None:
    server.wrong = wrong
    found = provider.address_for(a_trip())
    assert isinstance(found, Refused)
    assert found.why is Refusal.AWAY
    assert "/moved" not in server.asked


def test_an_answer_without_a_token_lets_nobody_in(
    server: OidcServer, provider: OidcProvider
) -> None:
    server.wrong = Wrong.NO_TOKEN
    assert came_back(provider) == Refused(Refusal.AWAY, "no token")


def test_a_provider_that_is_away_is_not_asked_by_everybody_in_turn(
    server: OidcServer, provider: OidcProvider
) -> None:
    server.wrong = Wrong.DOWN
    for _ in range(5):
        assert isinstance(provider.address_for(a_trip()), Refused)
    assert len(server.asked) == 1


def test_a_new_key_is_read_when_a_token_names_it_and_not_more_than_once_a_minute(
    server: OidcServer, provider: OidcProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = [1000.0]
    monkeypatch.setattr(council_provider, "monotonic", lambda: moment[0])
    assert isinstance(came_back(provider), Proven)
    server.key = 1
    assert refused(provider) == "InvalidKeyIdError"  # the keys were read just now
    moment[0] += council_provider.KEYS_AT_MOST_EVERY.total_seconds() + 1
    assert isinstance(came_back(provider), Proven)
    assert server.asked.count("/keys") == 2
    server.wrong = Wrong.SIGNED_BY_A_STRANGER
    for _ in range(3):
        refused(provider)
    assert server.asked.count("/keys") == 2


def test_what_it_publishes_is_read_once_an_hour(
    server: OidcServer, provider: OidcProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = [1000.0]
    monkeypatch.setattr(council_provider, "monotonic", lambda: moment[0])
    for _ in range(3):
        came_back(provider)
    about = [path for path in server.asked if path.endswith("openid-configuration")]
    assert len(about) == 1
    moment[0] += timedelta(minutes=61).total_seconds()
    came_back(provider)
    assert len([path for path in server.asked if path.endswith("openid-configuration")]) == 2


def test_t23_nothing_that_is_printed_holds_a_secret_or_a_person(
    server: OidcServer, provider: OidcProvider
) -> None:
    trip = a_trip()
    found = provider.proven(code_from(provider, trip), trip, now=system_now())
    shown = repr((found, trip, provider, provider._agreed))
    for secret in (CLIENT_SECRET, trip.state, trip.nonce, trip.verifier, "Sam Green", "s1"):
        assert secret not in shown
