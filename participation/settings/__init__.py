"""Settings from the environment, read once, and every fault named at once (B90).

`Settings.from_env` gives a frozen value or raises `SettingsProblem` with all that is missing,
weak or contradictory; nobody mends one line, restarts, and finds the next. Three modes:

* production refuses whatever could lose or leak words;
* drill is production's rules, but http, a set clock and local accounts are allowed, and texts go
  only to a provider's stand-in on this machine;
* demo shows its texts and mails on a page; nothing leaves the machine.

How one value is read stands in `settings/reading.py`, what contradicts in `settings/together.py`.
Secrets are never in `repr` or a message.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Final

from participation.settings.addresses import host_of
from participation.settings.audit import AuditSettings, read_audit
from participation.settings.backup import BackupSettings, read_backup
from participation.settings.error_reports import read_error_reports
from participation.settings.imports import ImportSettings, read_imports
from participation.settings.keeping import KeepingSettings, read_keeping
from participation.settings.kinds import Mode as Mode
from participation.settings.kinds import SmsProvider as SmsProvider
from participation.settings.kinds import Surface as Surface
from participation.settings.look import read_colour, read_local_words, read_logo
from participation.settings.machine import MachineSettings, read_machine
from participation.settings.names import NAMES as NAMES
from participation.settings.reading import Problem, Reading
from participation.settings.route import RouteSettings, read_route
from participation.settings.sign_in import OidcSettings, read_oidc
from participation.settings.texts import NotifyAccount, read_notify
from participation.settings.together import check_together

DEFAULT_DATABASE: Final = "sqlite:///instance/participation.db"
# What somebody may be here, as people.models.Role has it; a test compares the two.
ROLES: Final = (
    *("iro", "iro_manager", "business_support", "social_worker"),
    *("participation", "safeguarding", "complaints", "admin", "data_protection"),
)
LEAVE_URL: Final = "https://www.bbc.co.uk/weather"  # dull, quick, and nothing to explain


class Need(StrEnum):
    """How much of the environment a command needs; faults elsewhere do not stop it."""

    EVERYTHING = "everything"
    DATABASE = "database"


_NEEDED_FOR_DATABASE = frozenset(
    {
        "PARTICIPATION_MODE",
        "PARTICIPATION_DATABASE_URL",
        "PARTICIPATION_ENCRYPTION_KEYS",
        "PARTICIPATION_LOOKUP_KEY",
        "PARTICIPATION_BACKUP_KEY",
        "PARTICIPATION_LEDGER",
        "PARTICIPATION_AUDIT_ANCHORS",
        "PARTICIPATION_KEEP_MONTHS",
        "PARTICIPATION_KEEP_DRAFTS_DAYS",
        "PARTICIPATION_KEEP_SENT_TEXTS_DAYS",
        "PARTICIPATION_KEEP_STRANGERS_DAYS",
        "PARTICIPATION_KEEP_LINKS_DAYS",
        "PARTICIPATION_NOW",
        "FLASK_DEBUG",
    }
)


class SettingsProblem(Exception):
    """The environment cannot be used; `problems` holds every fault, the text a line for each."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Settings:
    """What the house is built with. Addresses carry no trailing slash; times are in seconds."""

    mode: Mode
    database_url: str = field(repr=False)  # may carry a password
    queue_url: str = field(repr=False)
    encryption_keys: tuple[tuple[str, bytes], ...] = field(repr=False)  # (id, 32 bytes), newest 1st
    lookup_key: bytes = field(repr=False)
    backup: BackupSettings = field(default_factory=BackupSettings)
    audit: AuditSettings = field(default_factory=AuditSettings)
    keeping: KeepingSettings = field(default_factory=KeepingSettings)
    secret_key: str = field(default="", repr=False)
    public_url: str = ""
    staff_url: str = ""
    surfaces: tuple[Surface, ...] = tuple(Surface)
    proxies: int = 0  # reverse proxies in front whose X-Forwarded-For is believed
    sms: SmsProvider = SmsProvider.SIMULATOR
    twilio_account_sid: str = ""
    twilio_auth_token: str = field(default="", repr=False)
    twilio_auth_token_next: str = field(default="", repr=False)
    twilio_messaging_service_sid: str = ""
    twilio_numbers: tuple[str, ...] = field(default=(), repr=False)
    twilio_api_base_url: str = ""
    notify: NotifyAccount = field(default_factory=NotifyAccount)
    forget_at_provider: bool = True  # have words blanked there once they are kept here (T22)
    provider_timeout_seconds: float = 20.0
    lease_seconds: float = 90.0
    gathering_seconds: float = 0.0  # how long our next question waits for the rest of a thought
    route: RouteSettings = field(default_factory=RouteSettings)
    imports: ImportSettings = field(default_factory=ImportSettings)
    machine: MachineSettings = field(default_factory=MachineSettings)
    mail_url: str = field(default="", repr=False)
    error_reports: str = field(default="", repr=False)  # a collector; empty: the log alone
    local_accounts: bool = False
    oidc: OidcSettings = field(default_factory=OidcSettings)
    council_name: str = ""
    check_phone: str = ""  # where people ask whether a text is really from the council
    forms_dir: Path | None = None
    symbols_dir: Path | None = None
    audio_dir: Path | None = None
    leave_url: str = LEAVE_URL
    colour: str = ""  # the council's, as #rrggbb
    logo: bytes = field(default=b"", repr=False)
    local_words: tuple[tuple[str, str], ...] = ()  # what it says instead of a word of ours
    now: str = ""  # what `kernel.clock.clock_from` reads; empty means the system's clock

    @classmethod
    def from_env(cls, environ: Mapping[str, str], *, needs: Need = Need.EVERYTHING) -> Settings:
        """The settings in `environ`.

        Raises:
            SettingsProblem: anything missing, weak or contradictory, all of it at once.
        """
        settings, found = _read(environ)
        stopping = _stopping(found, needs)
        if stopping:
            raise SettingsProblem(stopping)
        return settings

    @property
    def our_numbers(self) -> tuple[str, ...]:
        """The numbers we write from; a text from one of them is our own (B22)."""
        return self.notify.numbers if self.sms is SmsProvider.NOTIFY else self.twilio_numbers

    @property
    def drama_numbers_allowed(self) -> bool:
        """Whether numbers reserved for drama (07700 900000-900999) may be written to."""
        return self.mode is not Mode.PRODUCTION

    @property
    def secure_cookies(self) -> bool:
        """Whether cookies are `__Host-` and Secure; http has plain names, in demo and drill."""
        return self.public_url.startswith("https://")

    @property
    def secure_staff_cookies(self) -> bool:
        """The same for the staff's address."""
        return self.staff_url.startswith("https://")

    @property
    def trusted_hosts(self) -> tuple[str, ...]:
        """Host names a request may carry: ours, and this machine's for a probe beside it."""
        ours = {host_of(self.public_url), host_of(self.staff_url)} - {""}
        return (*sorted(ours), "localhost", "127.0.0.1")


def problems(environ: Mapping[str, str], *, needs: Need = Need.EVERYTHING) -> tuple[Problem, ...]:
    """Every fault in `environ`, in the order of `.env.example`; empty when it can be used."""
    return _stopping(_read(environ)[1], needs)


def _stopping(found: list[Problem], needs: Need) -> tuple[Problem, ...]:
    order = {name: place for place, name in enumerate(NAMES)}
    wanted = [
        problem
        for problem in found
        if needs is Need.EVERYTHING or problem.name in _NEEDED_FOR_DATABASE
    ]
    return tuple(sorted(wanted, key=lambda problem: order.get(problem.name, -1)))


def _read(environ: Mapping[str, str]) -> tuple[Settings, list[Problem]]:
    read = Reading(environ)
    mode = Mode(read.choice("PARTICIPATION_MODE", tuple(Mode), default=Mode.PRODUCTION))
    strict = mode is not Mode.DEMO
    database = read.database("PARTICIPATION_DATABASE_URL", DEFAULT_DATABASE, durable=strict)
    public = read.origin("PARTICIPATION_PUBLIC_URL", secure=mode is Mode.PRODUCTION)
    staff = read.origin("PARTICIPATION_STAFF_URL", secure=mode is Mode.PRODUCTION)
    surfaces = read.choices("PARTICIPATION_SURFACES", tuple(Surface))
    # Before the backup's own key, which must be none of them.
    encryption_keys = read.key_ring("PARTICIPATION_ENCRYPTION_KEYS", strict=strict)
    backup = read_backup(read, database=database, strict=strict)
    settings = Settings(
        mode=mode,
        database_url=database,
        queue_url=read.queue("PARTICIPATION_QUEUE_URL", beside=database),
        encryption_keys=encryption_keys,
        lookup_key=read.secret("PARTICIPATION_LOOKUP_KEY", strict=strict).encode(
            errors="surrogateescape"
        ),
        backup=backup,
        audit=read_audit(read, ledger=backup.ledger),
        keeping=read_keeping(read),
        secret_key=read.secret("PARTICIPATION_SECRET_KEY", strict=strict),
        public_url=public,
        staff_url=staff or (public if mode is not Mode.PRODUCTION else ""),
        surfaces=tuple(Surface(name) for name in surfaces),
        proxies=int(read.number("PARTICIPATION_PROXIES", default=0, least=0, most=5, whole=True)),
        sms=SmsProvider(
            read.choice("PARTICIPATION_SMS", tuple(SmsProvider), default=SmsProvider.SIMULATOR)
        ),
        twilio_account_sid=read.text("TWILIO_ACCOUNT_SID"),
        twilio_auth_token=read.text("TWILIO_AUTH_TOKEN"),
        twilio_auth_token_next=read.text("TWILIO_AUTH_TOKEN_NEXT"),
        twilio_messaging_service_sid=read.text("TWILIO_MESSAGING_SERVICE_SID"),
        twilio_numbers=read.numbers("TWILIO_NUMBERS", drama_allowed=mode is not Mode.PRODUCTION),
        twilio_api_base_url=read.address("TWILIO_API_BASE_URL", secure=mode is Mode.PRODUCTION),
        notify=read_notify(read, production=mode is Mode.PRODUCTION),
        forget_at_provider=read.flag("PARTICIPATION_FORGET_AT_PROVIDER", default=True),
        provider_timeout_seconds=read.number(
            "PARTICIPATION_PROVIDER_TIMEOUT_SECONDS", default=20, least=0.1, most=300
        ),
        lease_seconds=read.number("PARTICIPATION_LEASE_SECONDS", default=90, least=0.2, most=3600),
        gathering_seconds=read.number(
            "PARTICIPATION_GATHERING_SECONDS",
            default=20 if mode is Mode.PRODUCTION else 0,
            least=0,
            most=300,
        ),
        route=read_route(read, demo=mode is Mode.DEMO),
        imports=read_imports(read),
        machine=read_machine(read, production=mode is Mode.PRODUCTION),
        mail_url=read.mail("PARTICIPATION_MAIL_URL"),
        error_reports=read_error_reports(read),
        local_accounts=read.flag(
            "PARTICIPATION_LOCAL_ACCOUNTS", default=mode is not Mode.PRODUCTION
        ),
        oidc=read_oidc(read, production=mode is Mode.PRODUCTION, roles=ROLES),
        council_name=read.text("PARTICIPATION_COUNCIL_NAME"),
        check_phone=read.check_phone(
            "PARTICIPATION_CHECK_PHONE", drama_allowed=mode is not Mode.PRODUCTION
        ),
        forms_dir=read.folder("PARTICIPATION_FORMS_DIR"),
        symbols_dir=read.folder("PARTICIPATION_SYMBOLS_DIR"),
        audio_dir=read.folder("PARTICIPATION_AUDIO_DIR"),
        leave_url=read.address("PARTICIPATION_LEAVE_URL", secure=mode is Mode.PRODUCTION)
        or LEAVE_URL,
        colour=read_colour(read, "PARTICIPATION_COLOUR"),
        logo=read_logo(read, "PARTICIPATION_LOGO"),
        local_words=read_local_words(read, "PARTICIPATION_WORDS"),
        now=read.moment("PARTICIPATION_NOW", allowed=mode is not Mode.PRODUCTION),
    )
    if strict and read.is_on("FLASK_DEBUG"):
        read.fault("FLASK_DEBUG", "is on", "Take it out; errors would show what people wrote")
    check_together(settings, read)
    return settings, read.found
