"""What a setting alone does not show: two that contradict each other, or one that another needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from participation.settings.addresses import is_loopback, same_host
from participation.settings.backup import KEY as BACKUP_KEY
from participation.settings.imports import STAFF_DOMAINS
from participation.settings.kinds import Mode, SmsProvider, Surface
from participation.settings.reading import HOW_TO_MAKE_A_BARE_KEY, Reading
from participation.settings.route import check_route
from participation.settings.sign_in import check_sign_in
from participation.settings.texts import check_notify

if TYPE_CHECKING:
    from participation.settings import Settings

# One call is a connect and a wait, each as long as the timeout, and the lease outlasts both.
LEASE_IN_TIMEOUTS: Final = 2.5


def check_together(settings: Settings, read: Reading) -> None:
    """Every contradiction is a fault of `read`."""
    production = settings.mode is Mode.PRODUCTION
    if not settings.public_url:
        read.missing("PARTICIPATION_PUBLIC_URL", "The address that people answer at, https://…")
    if production and not settings.staff_url:
        read.missing("PARTICIPATION_STAFF_URL", "The address that staff sign in at, https://…")
    if production and settings.public_url and same_host(settings.public_url, settings.staff_url):
        read.fault(
            "PARTICIPATION_STAFF_URL",
            "has the same host name as PARTICIPATION_PUBLIC_URL",
            "Give staff a host name of their own, so that no cookie is shared with respondents",
        )
    secrets = [settings.secret_key, read.text("PARTICIPATION_LOOKUP_KEY")]
    if secrets[0] and secrets[0] == secrets[1]:
        read.fault(
            "PARTICIPATION_LOOKUP_KEY",
            "is the same as PARTICIPATION_SECRET_KEY",
            "Make a second one; whoever learns one must not have the other",
        )
    if read.shares_a_key(secrets):
        read.fault(
            "PARTICIPATION_ENCRYPTION_KEYS",
            "holds a key that is also another setting's secret",
            "Make a key that is used for nothing else",
        )
    if settings.lease_seconds < LEASE_IN_TIMEOUTS * settings.provider_timeout_seconds:
        read.fault(
            "PARTICIPATION_LEASE_SECONDS",
            "is shorter than two and a half times PARTICIPATION_PROVIDER_TIMEOUT_SECONDS",
            "Make the lease longer, or a text still on its way may be sent twice",
        )
    if production and not settings.backup.key:
        read.missing(
            BACKUP_KEY,
            "Without it no backup is made, and what children said is lost with the disk. Make one"
            f" with: {HOW_TO_MAKE_A_BARE_KEY}",
        )
    if production and not settings.mail_url:
        read.missing(
            "PARTICIPATION_MAIL_URL", "smtp://user:password@host:587; officers are told so"
        )
    if production and not settings.check_phone:
        read.missing(
            "PARTICIPATION_CHECK_PHONE",
            "The number people ring to ask whether a text is from you; every text names it",
        )
    if production and not settings.imports.staff_domains:
        read.missing(
            STAFF_DOMAINS,
            "What stands behind the @ of your staff, comma-separated, such as council.gov.uk; an"
            " extract can then make nobody staff by a wrong address",
        )
    check_sign_in(
        settings.oidc,
        read,
        local=settings.local_accounts,
        staff_surface=Surface.STAFF in settings.surfaces,
    )
    _texts(settings, read)
    check_route(
        settings.route,
        read,
        mode=settings.mode,
        account=bool(settings.twilio_account_sid and settings.twilio_auth_token),
        base_url=settings.twilio_api_base_url,
        mail_url=settings.mail_url,
    )


def _texts(settings: Settings, read: Reading) -> None:
    if settings.sms is SmsProvider.SIMULATOR:
        if settings.mode is not Mode.DEMO:
            read.fault(
                "PARTICIPATION_SMS",
                "is the simulator, which sends nothing",
                "Set PARTICIPATION_SMS=twilio and the TWILIO_ settings, or notify and NOTIFY_",
            )
        return
    if settings.sms is SmsProvider.NOTIFY:
        production = settings.mode is Mode.PRODUCTION
        check_notify(settings.notify, read, mode=settings.mode, production=production)
        return
    if not settings.twilio_account_sid:
        read.missing("TWILIO_ACCOUNT_SID", "It begins with AC and stands in the provider's console")
    if not settings.twilio_auth_token:
        read.missing("TWILIO_AUTH_TOKEN", "It stands beside the account SID in the console")
    if not (settings.twilio_messaging_service_sid or settings.twilio_numbers):
        read.missing("TWILIO_MESSAGING_SERVICE_SID", "Set it, or TWILIO_NUMBERS, to write from")
    if settings.mode is Mode.PRODUCTION:
        read.provider_account()
    elif not is_loopback(settings.twilio_api_base_url):
        read.fault(
            "TWILIO_API_BASE_URL",
            f"does not lead to this machine, and a {settings.mode} writes to nobody else",
            "Set it to the stand-in's address, such as http://127.0.0.1:9000",
        )
