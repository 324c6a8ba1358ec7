"""Puts the house together: settings in, a running application out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.middleware.proxy_fix import ProxyFix

from participation import cli as commands
from participation.care.safeguarding import lists, route_file
from participation.care.safeguarding.route import Route
from participation.channels import gateways
from participation.channels.held import Look
from participation.channels.mail.gateway import MailGateway
from participation.channels.sms.gateway import SmsGateway
from participation.channels.voice.gateway import VoiceGateway
from participation.guard.crypto import KeyRing
from participation.guard.deferred_provider import DeferredProvider
from participation.guard.ledger import Happened, Ledger
from participation.guard.proving import CouncilProvider, SecondFactor
from participation.guard.right_keys import PUT_BACK, WrongKey, wrong_key
from participation.journeys.services import Services
from participation.kernel import db, languages, logs, revision
from participation.kernel.clock import Clock, clock_from, system_now
from participation.kernel.durability import durability_fault
from participation.kernel.error_reports import ErrorReports
from participation.kernel.ids import Randomness, SystemRandomness
from participation.outbox.holding import HELD
from participation.questionnaire.library import load_library, shipped_forms
from participation.settings import Mode, Settings, SettingsProblem, Surface
from participation.settings.reading import Problem
from participation.web import headers, locale, problems
from participation.web.api import register as register_api
from participation.web.demo import register as register_demo
from participation.web.guests import register as register_guests
from participation.web.hooks import register as register_hooks
from participation.web.hooks import register_health
from participation.web.hosts import Doors, Side
from participation.web.respond import register as register_respond
from participation.web.staff import register as register_staff
from participation.web.staff.council_sign_in import COME_BACK
from participation.web.translate import register as register_translate
from participation.web.uploads import InMemory
from participation.worker.wakeups import Wakeups

MIGRATIONS = Path(__file__).parent / "migrations"
_BRING_TOGETHER = (
    "Run `participation db upgrade`, or start the version that they belong to (docs/running.md)"
)
LONGEST_WAIT_AT_THE_DOOR = 10.0  # seconds for one call to the council's provider: a page waits
MAX_BODY_BYTES = 256 * 1024  # a respondent's page (B58); the page for imports has its own limit


def create_app(
    settings: Settings,
    *,
    sms: SmsGateway | None = None,
    mail: MailGateway | None = None,
    voice: VoiceGateway | None = None,
    clock: Clock | None = None,
    randomness: Randomness | None = None,
) -> Flask:
    """Build the application from its settings; a test may hand in its own edges."""
    told = settings.error_reports
    logs.configure(told=ErrorReports(told, mode=settings.mode) if told else None)
    app = Flask("participation", template_folder="web/templates", static_folder="web/static")
    app.request_class = InMemory
    _configure(app, settings)
    languages.take_in(settings.forms_dir)
    if settings.proxies:  # so that throttles slow a visitor down and not everybody (T29)
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_proto=0)  # type: ignore[method-assign] # Flask's own way
    held = Look(lambda: db.peek(HELD) is not None)
    house = Services(
        settings=settings,
        clock=clock or clock_from(settings.now),
        ring=KeyRing(masters=dict(settings.encryption_keys), lookup=settings.lookup_key),
        sms=sms or gateways.sms_gateway(settings, held),
        mail=mail or gateways.mail_gateway(settings, held),
        library=load_library(shipped_forms(), settings.forms_dir),
        screening=lists.in_use(shipped_forms(), settings.forms_dir),
        randomness=randomness or SystemRandomness(),
        voice=voice or gateways.voice_gateway(settings, held),
        route=_route(settings),
        machine=gateways.machine_translator(settings),
        provider=DeferredProvider(lambda: _council_provider(settings)) if settings.oidc else None,
    )
    app.extensions["participation"] = house
    app.extensions["participation.ledger"] = _ledger(settings)
    app.extensions["participation.session_info"] = {"key_ring": house.ring}
    db.register(app)
    app.extensions["migrate"] = _WhenMigrating(app)
    doors = Doors(app, settings)  # before anything else looks at a request
    locale.register(app)
    problems.register(app)
    headers.install(app, https=settings.secure_cookies)
    _open_doors(app, settings, doors)
    wakeups = Wakeups(settings)
    app.extensions["participation.wakeups"] = wakeups
    app.extensions["participation.wake"] = wakeups.wake
    commands.register(app)
    return app


def fit_to_serve(app: Flask) -> Flask:
    """The application, once its database has said that what it commits stays (B90), that its
    tables are those of this program (I26), and that it was written with these keys.

    Raises:
        SettingsProblem: nothing may be served from it. A demonstration may forget.
    """
    with app.app_context():
        with db.db.engine.connect() as connection:
            demo = app.extensions["participation"].settings.mode is Mode.DEMO
            forgets = None if demo else durability_fault(connection)
            tables = revision.not_up_to_date(connection)
        wrong = None if tables else _wrong_key(app)
        db.db.engine.dispose()  # a server that forks must not share this connection
    if tables:
        _refuse(tables, _BRING_TOGETHER)
    _refuse_key(wrong)
    if forgets:
        _refuse(f"does not keep commits: {forgets}", "Turn it on in the server's configuration")
    return app


def fit_to_touch(app: Flask) -> Flask:
    """The application, for a command at a terminal: tables that are later than this program are
    not touched, nor are any with other keys than their own. What cannot be asked is left to the
    command itself to find.

    Raises:
        SettingsProblem: they are.
    """
    tables, wrong = None, None
    with app.app_context():
        try:
            with db.db.engine.connect() as connection:
                tables = revision.newer_than_known(connection)
            wrong = None if tables else _wrong_key(app)
        except SQLAlchemyError:
            pass
        finally:
            db.db.engine.dispose()
    if tables:
        _refuse(tables, _BRING_TOGETHER)
    _refuse_key(wrong)
    return app


def _wrong_key(app: Flask) -> WrongKey | None:
    with db.reading() as session:
        return wrong_key(session, app.extensions["participation"].ring)


def _refuse_key(wrong: WrongKey | None) -> None:
    if wrong is not None:
        raise SettingsProblem((Problem(wrong.setting, wrong.fault, PUT_BACK),))


def _refuse(fault: str, remedy: str) -> NoReturn:
    raise SettingsProblem((Problem("PARTICIPATION_DATABASE_URL", fault, remedy),))


class _WhenMigrating:
    """Stands for the library that migrates, and is put in its place when somebody does: it keeps
    10 MB that no server and no worker needs."""

    def __init__(self, app: Flask) -> None:
        self._app = app

    def __getattr__(self, name: str) -> Any:
        from flask_migrate import Migrate  # noqa: PLC0415 - see above

        Migrate(
            self._app,
            db.db,
            directory=str(MIGRATIONS),
            render_as_batch=True,
            compare_type=True,
        )
        return getattr(self._app.extensions["migrate"], name)


def _configure(app: Flask, settings: Settings) -> None:
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=db.engine_options(settings.database_url),
        MAX_CONTENT_LENGTH=MAX_BODY_BYTES,
        MAX_FORM_MEMORY_SIZE=MAX_BODY_BYTES,
        # The only host names we answer to: ours, and this machine's for whoever probes it (T28).
        TRUSTED_HOSTS=list(settings.trusted_hosts),
        JSON_SORT_KEYS=False,
    )
    app.json.ensure_ascii = False  # type: ignore[attr-defined] # the default provider has it


def _ledger(settings: Settings) -> Callable[[Sequence[tuple[Happened, str]]], None] | None:
    """What the doors tell of what must stay taken back."""
    if settings.backup.ledger is None:
        return None
    ledger = Ledger(settings.backup.ledger, settings.lookup_key)
    return lambda notes: ledger.append(notes, system_now())


def _route(settings: Settings) -> Route | None:
    """Whom concerns are told to. A file that is wrong stops the start: nobody learns of it at
    three in the morning."""
    if settings.route.file is None:
        return None
    try:
        return route_file.load(settings.route.file, real=settings.mode is Mode.PRODUCTION)
    except route_file.RouteProblem as problem:
        remedy = "docs/running.md shows a whole one"
        raise SettingsProblem(
            tuple(Problem("PARTICIPATION_ROUTE", fault, remedy) for fault in problem.faults)
        ) from None


def _council_provider(settings: Settings) -> CouncilProvider:
    from participation.guard.council_provider import (  # noqa: PLC0415 - see DeferredProvider
        Arrangement,
        OidcProvider,
    )

    oidc = settings.oidc
    return OidcProvider(
        Arrangement(
            issuer=oidc.issuer,
            client_id=oidc.client_id,
            client_secret=oidc.client_secret,
            come_back_to=f"{settings.staff_url}{COME_BACK}",
            second_factor=SecondFactor(oidc.mfa_claim, oidc.mfa_values),
            wants_groups=bool(oidc.roles),
        ),
        timeout_seconds=min(settings.provider_timeout_seconds, LONGEST_WAIT_AT_THE_DOOR),
    )


def _open_doors(app: Flask, settings: Settings, doors: Doors) -> None:
    """Only the surfaces this process serves (D24); the others are simply not there."""
    register_health(app)
    if Surface.HOOKS in settings.surfaces:
        doors.open(register_hooks, Side.PEOPLE)
    if Surface.RESPOND in settings.surfaces:
        for register in (register_respond, register_translate, register_guests):
            doors.open(register, Side.PEOPLE)
    for surface, register in ((Surface.STAFF, register_staff), (Surface.API, register_api)):
        if surface in settings.surfaces:
            doors.open(register, Side.STAFF)
    if settings.mode is Mode.DEMO:
        register_demo(app)
