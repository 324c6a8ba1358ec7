"""The council's OpenID Connect provider: the only file that knows Authlib.

What it publishes about itself is read anew every hour, its keys also when a token names one that
is not among them, though not more than once a minute: a stranger must not make us ask for ever.
No answer is followed elsewhere, none may be long, and every address it names must be as safe as
its own. Nothing here logs, and no refusal repeats what it was shown.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from time import monotonic
from typing import Any, Final

from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import ExpiredTokenError, InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry
from requests import Response
from requests.exceptions import RequestException

from participation.guard.proving import Proven, Refusal, Refused, SecondFactor, judge
from participation.guard.trips import Trip

# Signed with a key that only the provider has: never one that we share with it, and never none.
ALGORITHMS: Final = ("RS256", "PS256", "ES256")
CLOCKS_DIFFER: Final = timedelta(minutes=2)
FRESH: Final = timedelta(minutes=10)  # a token is made when the code is handed in
ON_THE_WAY: Final = timedelta(seconds=5)  # between two clocks' whole seconds
READ_ANEW: Final = timedelta(hours=1)
KEYS_AT_MOST_EVERY: Final = timedelta(minutes=1)
NOT_ASKED_FOR: Final = timedelta(seconds=15)  # after it did not answer: nobody waits in a row
_LONGEST: Final = 512 * 1024
_LONGEST_TOKEN: Final = 64 * 1024
_ANEW: Final = {"prompt": "login", "max_age": "0"}  # whoever is signed in there signs in again
_ENDPOINTS: Final = ("authorization_endpoint", "token_endpoint", "jwks_uri")


@dataclass(frozen=True, slots=True)
class Arrangement:
    """What the council and its provider agreed on."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    come_back_to: str
    second_factor: SecondFactor
    wants_groups: bool = False


class _Unusable(Exception):
    """What came from the provider cannot be used; says in a word of ours what it was."""


class OidcProvider:
    """Asks the provider over HTTP. One for all threads of a process."""

    def __init__(self, arrangement: Arrangement, *, timeout_seconds: float) -> None:
        self._agreed = arrangement
        self._timeout = timeout_seconds
        self._lock = threading.Lock()
        self._about: Mapping[str, Any] = {}
        self._about_until = 0.0
        self._keys: KeySet | None = None
        self._keys_until = 0.0
        self._keys_read = float("-inf")
        self._away_until = 0.0

    def address_for(self, trip: Trip) -> str | Refused:
        """Where this browser is sent to sign in: with the nonce, and the verifier's hash."""
        more = self._asked_for()
        try:
            about = self._read_about()
            with self._client(about) as client:
                address, _state = client.create_authorization_url(
                    about["authorization_endpoint"],
                    state=trip.state,
                    code_verifier=trip.verifier,
                    nonce=trip.nonce,
                    **more,
                    **(_ANEW if trip.anew else {}),
                )
        except (RequestException, _Unusable) as fault:
            return _away(fault)
        return str(address)

    def is_issuer(self, named: str) -> bool | Refused:
        """RFC 9207: whoever answers may say who they are, and some promise that they always do."""
        try:
            about = self._read_about()
        except (RequestException, _Unusable) as fault:
            return _away(fault)
        if not named:
            return about.get("authorization_response_iss_parameter_supported") is not True
        return named == str(about["issuer"])

    def proven(self, code: str, trip: Trip, *, now: datetime) -> Proven | Refused:
        """Hand the code in, open the token, and judge what it says."""
        try:
            about = self._read_about()
            token = self._handed_in(about, code, trip)
            claims = self._opened(about, token, trip, now)
        except RequestException as fault:
            return _away(fault)
        except OAuthError:
            return Refused(Refusal.NOT_TRUE, "code")
        except _Unusable as fault:
            return Refused(Refusal.AWAY, str(fault))
        except JoseError as fault:
            return Refused(Refusal.NOT_TRUE, _check_of(fault))
        except (ValueError, TypeError, KeyError):
            return Refused(Refusal.NOT_TRUE, "shape")
        if trip.anew and not _signed_in_since(claims, trip, now):
            return Refused(Refusal.NOT_ANEW, "auth_time")
        return judge(claims, self._agreed.second_factor, wants_groups=self._agreed.wants_groups)

    def _asked_for(self) -> dict[str, str]:
        """A provider that has several ways of signing in is told which one we need."""
        second = self._agreed.second_factor
        match second.claim:
            case "acr":
                return {"acr_values": " ".join(second.values)}
            case "acrs":
                wanted = {"essential": True, "values": list(second.values)}
                return {"claims": json.dumps({"id_token": {"acrs": wanted}})}
        return {}

    def _client(self, about: Mapping[str, Any]) -> OAuth2Session:
        ways = about.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        basic = "client_secret_basic" in ways
        return OAuth2Session(
            self._agreed.client_id,
            self._agreed.client_secret,
            token_endpoint_auth_method="client_secret_basic" if basic else "client_secret_post",
            scope="openid profile email",
            redirect_uri=self._agreed.come_back_to,
            code_challenge_method="S256",
            default_timeout=self._timeout,
        )

    def _handed_in(self, about: Mapping[str, Any], code: str, trip: Trip) -> str:
        with self._client(about) as client:
            client.register_compliance_hook("access_token_response", _short_and_here)
            try:
                answer = client.fetch_token(
                    about["token_endpoint"],
                    grant_type="authorization_code",
                    code=code,
                    code_verifier=trip.verifier,
                    allow_redirects=False,
                )
            except RequestException:
                raise
            except ValueError as fault:
                raise _Unusable("token answer") from fault
        token = answer.get("id_token")
        if not isinstance(token, str) or len(token) > _LONGEST_TOKEN:
            raise _Unusable("no token")
        return token

    def _opened(
        self, about: Mapping[str, Any], token: str, trip: Trip, now: datetime
    ) -> dict[str, Any]:
        """The claims of a token that the provider signed for us, for this trip, just now.

        Raises:
            JoseError: any of it does not hold.
        """
        signed = JWSRegistry(algorithms=list(ALGORITHMS), strict_check_header=False)
        try:
            opened = jwt.decode(token, self._keys_of(about), registry=signed)
        except InvalidKeyIdError:
            opened = jwt.decode(token, self._keys_of(about, anew=True), registry=signed)
        claims = CodeIDToken(
            opened.claims,
            opened.header,
            {
                "iss": {"essential": True, "value": str(about["issuer"])},
                "aud": {"essential": True, "value": self._agreed.client_id},
                "nonce": {"essential": True, "value": trip.nonce},
            },
            {"client_id": self._agreed.client_id, "nonce": trip.nonce},
        )
        moment, leeway = int(now.timestamp()), int(CLOCKS_DIFFER.total_seconds())
        claims.validate(now=moment, leeway=leeway)
        if moment - claims["iat"] > FRESH.total_seconds() + leeway:
            raise ExpiredTokenError("iat")
        return dict(claims)

    # --- what it publishes ----------------------------------------------------------------------

    def _read_about(self) -> Mapping[str, Any]:
        with self._lock:
            if monotonic() < self._about_until:
                return self._about
            place = f"{self._agreed.issuer.rstrip('/')}/.well-known/openid-configuration"
            about = self._get(place)
            # The address is written without its last stroke; some issuers end with one.
            if str(about.get("issuer", "")).rstrip("/") != self._agreed.issuer.rstrip("/"):
                raise _Unusable("issuer")
            secure = self._agreed.issuer.startswith("https://")
            for name in _ENDPOINTS:
                named = about.get(name)
                if not isinstance(named, str) or (secure and not named.startswith("https://")):
                    raise _Unusable(name)
            self._about, self._about_until = about, monotonic() + READ_ANEW.total_seconds()
            return about

    def _keys_of(self, about: Mapping[str, Any], *, anew: bool = False) -> KeySet:
        with self._lock:
            now = monotonic()
            too_soon = now - self._keys_read < KEYS_AT_MOST_EVERY.total_seconds()
            kept = self._keys
            if kept is not None and (too_soon or (now < self._keys_until and not anew)):
                return kept
            found = self._get(about["jwks_uri"]).get("keys")
            keys = [key for key in found if _is_for_us(key)] if isinstance(found, list) else []
            if not keys:
                raise _Unusable("keys")
            try:
                self._keys = KeySet.import_key_set({"keys": keys})
            except (JoseError, ValueError, TypeError, KeyError) as fault:
                raise _Unusable("keys") from fault
            self._keys_read, self._keys_until = now, now + READ_ANEW.total_seconds()
            return self._keys

    def _get(self, place: str) -> Mapping[str, Any]:
        if monotonic() < self._away_until:
            raise _Unusable("away just now")
        try:
            with OAuth2Session(default_timeout=self._timeout) as client:
                answer = _short_and_here(
                    client.request("GET", place, withhold_token=True, allow_redirects=False)
                )
                answer.raise_for_status()
        except RequestException:
            self._away_until = monotonic() + NOT_ASKED_FOR.total_seconds()
            raise
        try:
            said = answer.json()
        except ValueError as fault:
            raise _Unusable("no JSON") from fault
        if not isinstance(said, dict):
            raise _Unusable("no JSON")
        return said


def _signed_in_since(claims: Mapping[str, Any], trip: Trip, now: datetime) -> bool:
    """Whether they signed in there after they had set out. How long ago that was is told by the
    provider's clock, and how long the trip took by ours: they need not show the same time."""
    signed_in, made = claims.get("auth_time"), claims["iat"]
    if isinstance(signed_in, bool) or not isinstance(signed_in, int | float):
        return False  # it was asked for: a provider that does not say lets nobody in anew
    return bool(made - signed_in <= (now - trip.began + ON_THE_WAY).total_seconds())


def _short_and_here(answer: Response) -> Response:
    if answer.is_redirect or len(answer.content) > _LONGEST:
        raise _Unusable("elsewhere or too long")
    return answer


def _is_for_us(key: object) -> bool:
    """A public key for signatures; anything else it publishes is not looked at."""
    return (
        isinstance(key, dict)
        and key.get("kty") in ("RSA", "EC")
        and key.get("use", "sig") == "sig"
        and "d" not in key
    )


def _away(fault: Exception) -> Refused:
    said = str(fault) if isinstance(fault, _Unusable) else type(fault).__name__
    return Refused(Refusal.AWAY, said)


def _check_of(fault: JoseError) -> str:
    claim = getattr(fault, "claim", None)
    return claim if isinstance(claim, str) and claim.isidentifier() else type(fault).__name__
