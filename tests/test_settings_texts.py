"""An account at GOV.UK Notify: whole, or every slip in it named at once (B90)."""

from __future__ import annotations

import pytest

from participation.settings import Settings, SmsProvider, problems
from tests.test_settings import drill, production

KEY = "live-26785a09-ab16-4eb0-8407-a37497a57506-3d844edf-8d35-48ac-975b-e847b4f122b0"
ACCOUNT = {
    "PARTICIPATION_SMS": "notify",
    "NOTIFY_API_KEY": KEY,
    "NOTIFY_TEMPLATE_ID": "f33517ff-2a88-4f6e-b855-c550268ce08a",
    "NOTIFY_NUMBERS": "76543",
    "NOTIFY_BEARER_TOKEN": "x0123456789abcdefghijklmnopqrstuvwxyz",
    "TWILIO_ACCOUNT_SID": "",
    "TWILIO_AUTH_TOKEN": "",
}


def faulty(environ: dict[str, str]) -> list[str]:
    return [problem.name for problem in problems(environ)]


def test_a_whole_account_is_used_and_twilio_is_not_asked_for() -> None:
    settings = Settings.from_env(production(**ACCOUNT))
    assert settings.sms is SmsProvider.NOTIFY
    assert settings.our_numbers == ("76543",)
    assert settings.notify.bearer_tokens == (ACCOUNT["NOTIFY_BEARER_TOKEN"],)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("NOTIFY_API_KEY", ""),
        ("NOTIFY_API_KEY", KEY[:-1]),
        ("NOTIFY_TEMPLATE_ID", ""),
        ("NOTIFY_TEMPLATE_ID", "first-text"),
        ("NOTIFY_NUMBERS", ""),
        ("NOTIFY_NUMBERS", "+447700900001"),
        ("NOTIFY_BEARER_TOKEN", ""),
        ("NOTIFY_BEARER_TOKEN", "short"),
        ("NOTIFY_BEARER_TOKEN_NEXT", "short"),
        ("NOTIFY_API_BASE_URL", "http://notify.example"),
    ],
)
def test_b90_each_slip_is_named_and_no_secret_repeated(name: str, value: str) -> None:
    environ = production(**ACCOUNT) | {name: value}
    assert name in faulty(environ)
    shown = " ".join(str(problem) for problem in problems(environ))
    assert KEY[-36:-1] not in shown
    assert ACCOUNT["NOTIFY_BEARER_TOKEN"] not in shown


def test_a_drill_writes_to_nobody_but_a_stand_in() -> None:
    assert faulty(drill(**ACCOUNT)) == ["NOTIFY_API_BASE_URL"]
    assert faulty(drill(**ACCOUNT, NOTIFY_API_BASE_URL="http://127.0.0.1:9000")) == []


def test_what_nobody_may_see_is_not_in_repr() -> None:
    shown = repr(Settings.from_env(production(**ACCOUNT)))
    for secret in (KEY, ACCOUNT["NOTIFY_BEARER_TOKEN"], "76543"):
        assert secret not in shown
