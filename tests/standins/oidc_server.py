"""A real OpenID Connect provider on loopback, with real keys, which can be told to misbehave.

    with OidcServer() as provider:
        ... PARTICIPATION_OIDC_ISSUER=provider.issuer ...
        provider.person = {"sub": "s1", "name": "Sam Green", "amr": ["pwd", "mfa"]}
        provider.wrong = Wrong.NONCE

Whoever is sent to its sign-in is `person` at once, or after pressing where `asks` is set: there is
no form to fill in.
"""

from __future__ import annotations

import hmac
import json
import secrets
import threading
import time
from base64 import b64decode, urlsafe_b64encode
from enum import Enum, auto
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT_ID = "reviews-of-the-council"
CLIENT_SECRET = "a-secret-of-the-client-for-tests"
TENANT = "9f1c0e6a-0000-4000-8000-00000000c0de"


class Wrong(Enum):
    """One way of misbehaving."""

    NONCE = auto()
    NO_NONCE = auto()
    AUDIENCE = auto()
    MORE_AUDIENCES = auto()  # meant for another service as well, which handed it on
    ALG_NONE = auto()
    HS256_WITH_THE_PUBLIC_KEY = auto()
    SIGNED_BY_A_STRANGER = auto()
    EXPIRED = auto()
    MADE_LONG_AGO = auto()
    FROM_THE_FUTURE = auto()
    ISSUER_OF_THE_TOKEN = auto()
    ISSUER_OF_THE_ANSWER = auto()  # mixed up: another provider sent the browser back
    ISSUER_OF_THE_DOCUMENT = auto()
    NO_SUBJECT = auto()
    GROUPS_OVERAGE = auto()
    NO_TOKEN = auto()
    NOT_JSON = auto()
    ELSEWHERE = auto()  # the document is to be fetched from another address
    ENDLESS = auto()
    ERROR = auto()  # somebody pressed Cancel there
    KEEPS_ITS_SESSION = auto()  # is asked to have somebody sign in again, and does not
    NEVER_SAYS_WHEN = auto()
    DOWN = auto()


_KEYS = [RSAKey.generate_key(2048) for _ in range(2)]  # making one takes a while: once a run
_STRANGER = RSAKey.generate_key(2048)


class OidcServer:
    """Listens on loopback from construction; serves from `start` (or `with`) to `close`."""

    def __init__(self) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _Pages)
        self._server.provider = self
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.02,), daemon=True
        )
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self.issuer = f"{self.url}/{TENANT}/v2.0"
        self.person: dict[str, Any] = {"sub": "s1", "name": "Sam Green", "amr": ["pwd", "mfa"]}
        self.wrong: Wrong | None = None
        self.key = 0  # which of the keys is published and used
        self.clock_differs = 0  # seconds
        self.since = 0.0  # who is signed in at this provider was before: single sign-on
        self.asked: list[str] = []  # paths, in order
        self.verifiers: list[str] = []
        self.sent_to_sign_in: list[dict[str, str]] = []
        self.names_itself = True  # RFC 9207
        self.asks = False  # shows a page of its own first
        self._codes: dict[str, dict[str, str]] = {}

    def start(self) -> OidcServer:
        self._thread.start()
        return self

    def close(self) -> None:
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join(5)
        self._server.server_close()

    def __enter__(self) -> OidcServer:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    # --- what it answers ------------------------------------------------------------------------

    def document(self) -> dict[str, Any]:
        elsewhere = "https://login.elsewhere.example/v2.0"
        return {
            "issuer": elsewhere if self.wrong is Wrong.ISSUER_OF_THE_DOCUMENT else self.issuer,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
            "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],  # it boasts
            "authorization_response_iss_parameter_supported": self.names_itself,
        }

    def keys(self) -> dict[str, Any]:
        public = _KEYS[self.key].as_dict(private=False)
        return {"keys": [public | {"kid": f"key-{self.key}", "use": "sig"}]}

    def signed_in(self, asked: dict[str, str]) -> str:
        """Where the browser is sent back to."""
        self.sent_to_sign_in.append(asked)
        back = {"state": asked["state"]}
        if self.names_itself:
            back["iss"] = self.issuer
        if self.wrong is Wrong.ISSUER_OF_THE_ANSWER:
            back["iss"] = "https://login.elsewhere.example/v2.0"
        if self.wrong is Wrong.ERROR:
            back |= {"error": "access_denied", "error_description": "<b>cancelled</b>"}
        else:
            back["code"] = secrets.token_urlsafe(24)
            self._codes[back["code"]] = asked
        return f"{asked['redirect_uri']}?{urlencode(back)}"

    def token_for(self, form: dict[str, str], authorization: str) -> dict[str, Any] | None:
        """The answer to a code; None when it is not good, or not handed in by whom it was for."""
        self.verifiers.append(form.get("code_verifier", ""))
        asked = self._codes.pop(form.get("code", ""), None)
        client = b64decode(authorization.removeprefix("Basic ") or "").decode()
        hashed = urlsafe_b64encode(sha256(form.get("code_verifier", "").encode()).digest())
        if (
            asked is None
            or client != f"{CLIENT_ID}:{CLIENT_SECRET}"
            or form.get("redirect_uri") != asked["redirect_uri"]
            or asked["code_challenge_method"] != "S256"
            or asked["code_challenge"] != hashed.rstrip(b"=").decode()
        ):
            return None
        answer = {"access_token": secrets.token_urlsafe(16), "token_type": "Bearer"}
        if self.wrong is not Wrong.NO_TOKEN:
            answer["id_token"] = self._signed(self._claims(asked))
        return answer

    def _claims(self, asked: dict[str, str]) -> dict[str, Any]:
        now = int(time.time()) + self.clock_differs
        claims: dict[str, Any] = {
            "iss": self.issuer,
            "aud": CLIENT_ID,
            "iat": now,
            "nbf": now,
            "exp": now + 3600,
            "nonce": asked["nonce"],
            "auth_time": self._signed_in_at(asked) + self.clock_differs,
            **self.person,
        }
        match self.wrong:
            case Wrong.NONCE:
                claims["nonce"] = "the-nonce-of-somebody-else"
            case Wrong.NO_NONCE:
                del claims["nonce"]
                claims["nonce_supported"] = False  # CVE of Authlib before 1.9
            case Wrong.AUDIENCE:
                claims["aud"] = "another-service"
            case Wrong.MORE_AUDIENCES:
                claims["aud"], claims["azp"] = [CLIENT_ID, "another"], "another"
            case Wrong.EXPIRED:
                claims |= {"iat": now - 7200, "nbf": now - 7200, "exp": now - 3600}
            case Wrong.MADE_LONG_AGO:
                claims |= {"iat": now - 3600, "nbf": now - 3600}
            case Wrong.FROM_THE_FUTURE:
                claims |= {"iat": now + 600, "nbf": now + 600}
            case Wrong.ISSUER_OF_THE_TOKEN:
                claims["iss"] = self.issuer.replace(TENANT, "another-tenant")
            case Wrong.NEVER_SAYS_WHEN:
                del claims["auth_time"]
            case Wrong.NO_SUBJECT:
                del claims["sub"]
            case Wrong.GROUPS_OVERAGE:
                claims.pop("groups", None)
                claims["_claim_names"] = {"groups": "src1"}
                claims["_claim_sources"] = {"src1": {"endpoint": f"{self.url}/graph"}}
        return claims

    def _signed_in_at(self, asked: dict[str, str]) -> int:
        """Now, of whoever had no session here or is asked to sign in all the same."""
        if asked.get("prompt") == "login" and self.wrong is not Wrong.KEEPS_ITS_SESSION:
            self.since = time.time()
        self.since = self.since or time.time()
        return int(self.since)

    def _signed(self, claims: dict[str, Any]) -> str:
        key, kid = _KEYS[self.key], f"key-{self.key}"
        match self.wrong:
            case Wrong.ALG_NONE:
                return f"{_part({'alg': 'none', 'kid': kid})}.{_part(claims)}."
            case Wrong.HS256_WITH_THE_PUBLIC_KEY:
                public = key.public_key.public_bytes(
                    Encoding.PEM, PublicFormat.SubjectPublicKeyInfo
                )
                told = f"{_part({'alg': 'HS256', 'kid': kid})}.{_part(claims)}"
                mac = hmac.new(public, told.encode(), sha256).digest()
                return f"{told}.{urlsafe_b64encode(mac).rstrip(b'=').decode()}"
            case Wrong.SIGNED_BY_A_STRANGER:
                key = _STRANGER
        return jwt.encode({"alg": "RS256", "kid": kid}, claims, key)


class _Pages(BaseHTTPRequestHandler):
    """HTTP around it."""

    @property
    def provider(self) -> OidcServer:
        found: OidcServer = self.server.provider
        return found

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        self.provider.asked.append(parts.path)
        wrong = self.provider.wrong
        if wrong is Wrong.DOWN:
            self._say(503, b"")
        elif parts.path.endswith("/.well-known/openid-configuration"):
            if wrong is Wrong.ELSEWHERE:
                self._say(302, b"", Location=f"{self.provider.url}/moved")
            elif wrong is Wrong.ENDLESS:
                self._say(200, b" " * 2_000_000)
            elif wrong is Wrong.NOT_JSON:
                self._say(200, b"<html>sign in to the guest wifi</html>")
            else:
                self._json(self.provider.document())
        elif parts.path == "/keys":
            self._json(self.provider.keys())
        elif parts.path == "/authorize":
            asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
            if self.provider.asks and "pressed" not in asked:
                link = f'<a href="{self.path}&pressed=1">It is me</a>'
                page = f"<!DOCTYPE html><title>Who?</title>{link}".encode()
                self._say(200, page, **{"Content-Type": "text/html"})
                return
            self._say(302, b"", Location=self.provider.signed_in(asked))
        else:
            self._say(404, b"")

    def do_POST(self) -> None:
        self.provider.asked.append(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        form = {name: values[0] for name, values in parse_qs(body).items()}
        answer = self.provider.token_for(form, self.headers.get("Authorization", ""))
        if answer is None:
            self._json({"error": "invalid_grant", "error_description": "no"}, 400)
        else:
            self._json(answer)

    def _json(self, said: object, status: int = 200) -> None:
        self._say(status, json.dumps(said).encode(), **{"Content-Type": "application/json"})

    def _say(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def _part(said: object) -> str:
    return urlsafe_b64encode(json.dumps(said).encode()).rstrip(b"=").decode()
