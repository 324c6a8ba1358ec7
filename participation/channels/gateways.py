"""Which provider stands behind each channel, by the settings. Nobody is called before first use."""

from __future__ import annotations

from urllib.parse import urlsplit

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
from participation.settings import Settings, SettingsProblem, SmsProvider
from participation.settings.machine import LANGUAGES, Engine
from participation.settings.reading import Problem
from participation.settings.route import VoiceProvider


def sms_gateway(settings: Settings, held: Look) -> SmsGateway:
    match settings.sms:
        case SmsProvider.SIMULATOR:
            return SmsSimulator()
        case SmsProvider.TWILIO:
            return HeldTexts(DeferredGateway(lambda: _twilio(settings)), held)
        case SmsProvider.NOTIFY:
            return HeldTexts(DeferredGateway(lambda: _notify(settings)), held)


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


def voice_gateway(settings: Settings, held: Look) -> VoiceGateway:
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


def mail_gateway(settings: Settings, held: Look) -> MailGateway:
    if not settings.mail_url:
        return MailSimulator()
    host = urlsplit(settings.staff_url).hostname or "localhost"
    smtp = SmtpGateway(
        settings.mail_url,
        sender=f"participation@{host}",
        timeout_seconds=settings.provider_timeout_seconds,
    )
    return HeldMail(smtp, held)


def machine_translator(settings: Settings) -> MachineTranslator | None:
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
