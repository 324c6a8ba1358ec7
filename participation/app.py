"""Puts the house together: settings in, a running application out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import urlsplit

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.middleware.proxy_fix import ProxyFix

from participation import cli as commands
from participation.care.safeguarding import lists, route_file
from participation.care.safeguarding.route import Route
from participation.channels.held import HeldCalls, HeldMail, HeldTexts, Look
from participation.channels.machine.gateway import Deferred, MachineTranslator
from participation.channels.machine.languages import AZURE, LIBRETRANSLATE
from participation.channels.mail.gateway import MailGateway
from participation.channels.mail.simulator import MailSimulator
from participation.channels.mail.smtp_gateway import SmtpGateway
from participation.channels.sms.deferred import DeferredGateway
from participation.channels.sms.gateway import SmsGateway
from participation.channels.sms.simulator import SmsSimulator
from participation.channels.voice.deferred import DeferredCalls
from participation.channels.voice.gateway import VoiceGateway
from participation.channels.voice.silence import NoTelephone
from participation.channels.voice.simulator import VoiceSimulator
from participation.guard.crypto import KeyRing
from participation.guard.deferred_provider import DeferredProvider
from participation.guard.ledger import Happened, Ledger
from participation.guard.proving import CouncilProvider, SecondFactor
from participation.journeys.services import Services
from participation.kernel import db, languages, logs, revision
from participation.kernel.clock import Clock, clock_from, system_now
from participation.kernel.durability import durability_fault
from participation.kernel.error_reports import ErrorReports
from participation.kernel.ids import Randomness, SystemRandomness
from participation.outbox.holding import HELD
from participation.questionnaire.library import load_library, shipped_forms
from participation.settings import Mode, Settings, SettingsProblem, SmsProvider, Surface
from participation.settings.machine import LANGUAGES, Engine
from participation.settings.reading import Problem
from participation.settings.route import VoiceProvider
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
LONGEST_WAIT_AT_THE_DOOR = 10.0  # seconds for one call to the council's provider: a page waits
_BRING_TOGETHER = (
    "Run `participation db upgrade`, or start the version that they belong to (docs/running.md)"
)
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
        sms=sms or _sms_gateway(settings, held),
        mail=mail or _mail_gateway(settings, held),
        library=load_library(shipped_forms(), settings.forms_dir),
        screening=lists.in_use(shipped_forms(), settings.forms_dir),
        randomness=randomness or SystemRandomness(),
        voice=voice or _voice_gateway(settings, held),
        route=_route(settings),
        machine=_machine(settings),
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
    """The application, once its database has said that what it commits stays (B90), and that its
    tables are those of this program (I26).

    Raises:
        SettingsProblem: nothing may be served from it. A demonstration may forget.
    """
    with app.app_context():
        with db.db.engine.connect() as connection:
            demo = app.extensions["participation"].settings.mode is Mode.DEMO
            forgets = None if demo else durability_fault(connection)
            tables = revision.not_up_to_date(connection)
        db.db.engine.dispose()  # a server that forks must not share this connection
    if tables:
        _refuse(tables, _BRING_TOGETHER)
    if forgets:
        _refuse(f"does not keep commits: {forgets}", "Turn it on in the server's configuration")
    return app


def fit_to_touch(app: Flask) -> Flask:
    """The application, for a command at a terminal: tables that are later than this program are
    not touched. What cannot be asked is left to the command itself to find.

    Raises:
        SettingsProblem: they are.
    """
    with app.app_context():
        try:
            with db.db.engine.connect() as connection:
                tables = revision.newer_than_known(connection)
        except SQLAlchemyError:
            tables = None
        finally:
            db.db.engine.dispose()
    if tables:
        _refuse(tables, _BRING_TOGETHER)
    return app


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


def _sms_gateway(settings: Settings, held: Look) -> SmsGateway:
    match settings.sms:
        case SmsProvider.SIMULATOR:
            return SmsSimulator()
        case SmsProvider.TWILIO:
            return HeldTexts(DeferredGateway(lambda: _twilio(settings)), held)
        case SmsProvider.NOTIFY:
            return HeldTexts(DeferredGateway(lambda: _notify(settings)), held)


def _machine(settings: Settings) -> MachineTranslator | None:
    """What puts words into English while they wait for a translator; nothing, unless a council
    switched it on."""
    chosen = settings.machine
    if chosen.engine is Engine.OFF:
        return None
    azure = chosen.engine is Engine.AZURE
    name, takes = ("Azure Translator", AZURE) if azure else ("LibreTranslate", LIBRETRANSLATE)
    if unknown := sorted(set(chosen.languages) - set(takes)):
        remedy = f"Take out {', '.join(unknown)}; {name} takes {', '.join(sorted(takes))}"
        problem = Problem(LANGUAGES, "names a language that it does not take", remedy)
        raise SettingsProblem((problem,))
    return Deferred(name, lambda: _asked_machine(settings))


def _asked_machine(settings: Settings) -> MachineTranslator:
    chosen, seconds = settings.machine, settings.provider_timeout_seconds
    if chosen.engine is Engine.AZURE:
        from participation.channels.machine.azure import AzureTranslator  # noqa: PLC0415 - Deferred

        return AzureTranslator(
            chosen.key, region=chosen.region, url=chosen.url, timeout_seconds=seconds
        )
    from participation.channels.machine.libretranslate import (  # noqa: PLC0415 - see Deferred
        LibreTranslate,
    )

    return LibreTranslate(chosen.url, key=chosen.key, timeout_seconds=seconds)


def _ledger(settings: Settings) -> Callable[[Sequence[tuple[Happened, str]]], None] | None:
    """What the doors tell of what must stay taken back."""
    if settings.backup.ledger is None:
        return None
    ledger = Ledger(settings.backup.ledger, settings.lookup_key)
    return lambda notes: ledger.append(notes, system_now())


def _notify(settings: Settings) -> SmsGateway:
    from participation.channels.sms.notify_gateway import (  # noqa: PLC0415 - see DeferredGateway
        NotifyGateway,
    )

    return NotifyGateway(
        settings.notify.api_key,
        settings.notify.template_id,
        timeout_seconds=settings.provider_timeout_seconds,
        base_url=settings.notify.api_base_url or None,
    )


def _twilio(settings: Settings) -> SmsGateway:
    from participation.channels.sms.twilio_gateway import (  # noqa: PLC0415 - see DeferredGateway
        TwilioGateway,
    )

    return TwilioGateway(
        settings.twilio_account_sid,
        settings.twilio_auth_token,
        timeout_seconds=settings.provider_timeout_seconds,
        messaging_service_sid=settings.twilio_messaging_service_sid or None,
        from_number=next(iter(settings.twilio_numbers), None),
        numbers=settings.twilio_numbers,
        base_url=settings.twilio_api_base_url or None,
    )


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


def _voice_gateway(settings: Settings, held: Look) -> VoiceGateway:
    match settings.route.voice:
        case VoiceProvider.OFF:
            return NoTelephone()
        case VoiceProvider.SIMULATOR:
            return VoiceSimulator()
        case VoiceProvider.TWILIO:
            return HeldCalls(DeferredCalls(lambda: _twilio_calls(settings)), held)


def _twilio_calls(settings: Settings) -> VoiceGateway:
    from participation.channels.voice.twilio_calls import (  # noqa: PLC0415 - see DeferredCalls
        TwilioCalls,
    )

    return TwilioCalls(
        settings.twilio_account_sid,
        settings.twilio_auth_token,
        from_number=settings.route.voice_number,
        timeout_seconds=settings.provider_timeout_seconds,
        base_url=settings.twilio_api_base_url or None,
    )


def _mail_gateway(settings: Settings, held: Look) -> MailGateway:
    if not settings.mail_url:
        return MailSimulator()
    host = urlsplit(settings.staff_url).hostname or "localhost"
    smtp = SmtpGateway(
        settings.mail_url,
        sender=f"participation@{host}",
        timeout_seconds=settings.provider_timeout_seconds,
    )
    return HeldMail(smtp, held)


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
