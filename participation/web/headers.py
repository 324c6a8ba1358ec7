"""What every answer tells the browser: run nothing foreign, keep nothing, tell nobody.

`install` hangs on the whole app, so no view can forget it. The shared-device rules are those of
threat T4: pages are not kept, and leaving or sending clears what the browser had put aside. Static
files carry a hash of their content in the address (`static_url`) and may therefore be kept for a
year.

Compressed are static files and the pages of respondents, who pay for every byte. A listener can
guess a token from the length of a compressed page only if they can have it drawn with words of
their own choice beside the token, again and again. On those pages nobody can: no words come from
an address, every press needs the sitting's own token, and no other site's press carries its cookie.
Staff pages may show what an address says, so they are not compressed.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, current_app, request
from jinja2 import ChoiceLoader, PackageLoader, PrefixLoader

STATIC = Path(__file__).with_name("static")
PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
    "media-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
DATA_POLICY = "default-src 'none'; frame-ancestors 'none'"
PERMISSIONS = "camera=(), geolocation=(), microphone=()"
A_YEAR = 365 * 24 * 60 * 60
KEPT = frozenset(  # named by the hash of their content, which is nobody's secret
    {
        "static",
        "respond_look.look",
        "respond_council_files.symbol",
        "respond_council_files.sound",
    }
)
COMPRESSED = ("text/css", "text/javascript", "image/svg+xml")


def install(app: Flask, *, https: bool) -> None:
    """Put the headers on every answer of `app`, and what templates need into its Jinja.

    `https` says that the public address is https: only then is HSTS promised, because a promise
    made over plain http in a demo would lock the browser out of the next one.
    """

    @app.after_request
    def guard(response: Response) -> Response:
        if request.endpoint in KEPT and response.status_code < 400:
            _for_static_files(response)
        else:
            _for_pages(response)
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        if https:
            response.headers["Strict-Transport-Security"] = f"max-age={A_YEAR}; includeSubDomains"
        return response

    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals["static_url"] = static_url
    own = app.jinja_env.loader
    govuk = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    app.jinja_env.loader = ChoiceLoader([own, govuk]) if own is not None else govuk


def static_url(name: str) -> str:
    """Address of a file under static/ with the hash of its content: "/static/respond.css?v=…".

    Built without the request's host, which the error page for a wrong host does not have (B54).
    """
    return f"{current_app.static_url_path}/{name}?v={_content_hash(STATIC / name)}"


def forget_this_device(response: Response) -> Response:
    """Ask the browser to drop what it kept of this site; for sending, leaving and a session's end.

    Cookies are left alone: the view that ends or renews a sitting changes that cookie itself, which
    is also what keeps the old page out of the back/forward cache.
    """
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def may_be_packed() -> None:
    """Of a staff page: nothing stands in it of anybody, and its address has no word in it but of
    our own, so that its length tells nobody anything (ADR 28)."""
    request.environ[_MAY_BE_PACKED] = True


def _for_pages(response: Response) -> None:
    is_page = response.mimetype == "text/html" and not 300 <= response.status_code < 400
    headers = response.headers
    headers["Content-Security-Policy"] = PAGE_POLICY if is_page else DATA_POLICY
    headers["Cache-Control"] = "no-store"
    headers["Referrer-Policy"] = "no-referrer"
    if is_page:
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers["Permissions-Policy"] = PERMISSIONS
        headers["X-Robots-Tag"] = "noindex"
    if is_page and (
        (request.blueprint or "").startswith("respond") or _MAY_BE_PACKED in request.environ
    ):
        _compress(response, _squeeze)


def _for_static_files(response: Response) -> None:
    current = response.status_code in (200, 206) and "v" in request.args
    response.headers["Cache-Control"] = (
        f"public, max-age={A_YEAR}, immutable" if current else "no-cache"
    )
    # Names and dates of files on the server are nobody's business; the hash does their work.
    for needless in ("Content-Disposition", "Last-Modified", "Date"):
        response.headers.pop(needless, None)
    if response.status_code == 200 and response.mimetype in COMPRESSED:
        response.direct_passthrough = False
        _compress(response, _packed)


def _compress(response: Response, packed: Callable[[bytes], bytes]) -> None:
    """Where the browser can read it; a HEAD has nothing to pack."""
    response.vary.add("Accept-Encoding")
    if request.accept_encodings["gzip"] > 0 and request.method != "HEAD":
        response.set_data(packed(response.get_data()))
        response.headers["Content-Encoding"] = "gzip"


_MAY_BE_PACKED = "participation.may_be_packed"


@lru_cache(maxsize=64)
def _content_hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


@lru_cache(maxsize=64)
def _packed(content: bytes) -> bytes:
    return gzip.compress(content, compresslevel=9, mtime=0)


def _squeeze(content: bytes) -> bytes:
    """A page, which is like no other: quickly, and kept nowhere."""
    return gzip.compress(content, compresslevel=6, mtime=0)
