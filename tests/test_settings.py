"""The service refuses to start on settings that could lose or leak words, and says why (B90)."""

from __future__ import annotations

import base64
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from participation.cli import config
from participation.settings import (
    NAMES,
    Mode,
    Need,
    Settings,
    SettingsProblem,
    SmsProvider,
    Surface,
    problems,
)

ROOT = Path(__file__).parent.parent
KEY = bytes(range(7, 39))
OTHER_KEY = bytes(range(90, 122))
BACKUP_KEY = bytes(range(60, 92))
SECRET = "n0t-A-r3al-one_bUt-l0ng-enough-to-pass_Qx7"
LOOKUP = "an0ther-0ne_f0r-finding-numbers-only_Zk3vB8"


def _base64(key: bytes) -> str:
    return base64.b64encode(key).decode()


def production(**changes: str) -> dict[str, str]:
    """A production environment that can be used, with changes; an empty value takes one out."""
    environ = {
        "PARTICIPATION_SECRET_KEY": SECRET,
        "PARTICIPATION_ENCRYPTION_KEYS": f"k1:{_base64(KEY)}",
        "PARTICIPATION_LOOKUP_KEY": LOOKUP,
        "PARTICIPATION_BACKUP_KEY": _base64(BACKUP_KEY),
        "PARTICIPATION_PUBLIC_URL": "https://haveyoursay.council.example",
        "PARTICIPATION_STAFF_URL": "https://reviews.council.example/",
        "PARTICIPATION_SMS": "twilio",
        "TWILIO_ACCOUNT_SID": "AC" + "0123456789abcdef" * 2,
        "TWILIO_AUTH_TOKEN": "fedcba9876543210" * 2,
        "TWILIO_MESSAGING_SERVICE_SID": "MG" + "0123456789abcdef" * 2,
        "PARTICIPATION_MAIL_URL": "smtp://mail.council.example:587",
        "PARTICIPATION_STAFF_MAIL_DOMAINS": "council.example",
        "PARTICIPATION_LOCAL_ACCOUNTS": "on",
        "PARTICIPATION_CHECK_PHONE": "0500 000000",  # such numbers are no longer given to anybody
    }
    return environ | changes


def drill(**changes: str) -> dict[str, str]:
    """A drill on one machine."""
    environ = production(
        PARTICIPATION_MODE="drill",
        PARTICIPATION_PUBLIC_URL="http://127.0.0.1:8000",
        PARTICIPATION_STAFF_URL="http://127.0.0.1:8000",
        TWILIO_ACCOUNT_SID="ACdrill",
        TWILIO_AUTH_TOKEN="drill",
        TWILIO_MESSAGING_SERVICE_SID="",
        TWILIO_NUMBERS="+447700900001",
        TWILIO_API_BASE_URL="http://127.0.0.1:9000",
        PARTICIPATION_MAIL_URL="",
        PARTICIPATION_LOCAL_ACCOUNTS="",
    )
    return environ | changes


def demo(**changes: str) -> dict[str, str]:
    environ = {
        "PARTICIPATION_MODE": "demo",
        "PARTICIPATION_SECRET_KEY": "demo",
        "PARTICIPATION_ENCRYPTION_KEYS": f"k1:{_base64(bytes(32))}",
        "PARTICIPATION_LOOKUP_KEY": "demo lookup",
        "PARTICIPATION_PUBLIC_URL": "http://localhost:8000",
    }
    return environ | changes


def faulty(environ: dict[str, str], needs: Need = Need.EVERYTHING) -> list[str]:
    return [problem.name for problem in problems(environ, needs=needs)]


@pytest.mark.parametrize("environ", [production(), drill(), demo()])
def test_a_good_environment_has_no_fault(environ: dict[str, str]) -> None:
    assert problems(environ) == ()
    Settings.from_env(environ)


def test_defaults_are_production_all_surfaces_and_a_file_with_a_queue_beside_it() -> None:
    settings = Settings.from_env(production())
    assert settings.mode is Mode.PRODUCTION
    assert settings.surfaces == tuple(Surface)
    assert settings.database_url == f"sqlite:///{Path.cwd() / 'instance/participation.db'}"
    assert settings.queue_url == f"sqlite:///{Path.cwd() / 'instance/queue.db'}"
    assert settings.staff_url == "https://reviews.council.example"
    assert (settings.provider_timeout_seconds, settings.lease_seconds) == (20, 90)
    assert settings.gathering_seconds == 20
    assert settings.leave_url == "https://www.bbc.co.uk/weather"
    assert settings.secure_cookies
    assert "haveyoursay.council.example" in settings.trusted_hosts
    assert "elsewhere.example" not in settings.trusted_hosts
    assert not settings.drama_numbers_allowed


def test_keys_come_in_the_order_given_newest_first() -> None:
    settings = Settings.from_env(
        production(PARTICIPATION_ENCRYPTION_KEYS=f"k2:{_base64(OTHER_KEY)}, k1:{_base64(KEY)}")
    )
    assert settings.encryption_keys == (("k2", OTHER_KEY), ("k1", KEY))


def test_b90_an_empty_environment_names_everything_that_is_missing_at_once() -> None:
    with pytest.raises(SettingsProblem) as refused:
        Settings.from_env({})
    assert [problem.name for problem in refused.value.problems] == [
        "PARTICIPATION_SECRET_KEY",
        "PARTICIPATION_ENCRYPTION_KEYS",
        "PARTICIPATION_LOOKUP_KEY",
        "PARTICIPATION_BACKUP_KEY",
        "PARTICIPATION_PUBLIC_URL",
        "PARTICIPATION_STAFF_URL",
        "PARTICIPATION_SMS",
        "PARTICIPATION_STAFF_MAIL_DOMAINS",
        "PARTICIPATION_MAIL_URL",
        "PARTICIPATION_LOCAL_ACCOUNTS",
        "PARTICIPATION_CHECK_PHONE",
    ]
    assert len(str(refused.value).splitlines()) == 11
    assert all(problem.remedy for problem in refused.value.problems)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PARTICIPATION_MODE", "staging"),
        ("PARTICIPATION_SECRET_KEY", ""),
        ("PARTICIPATION_SECRET_KEY", "short"),
        ("PARTICIPATION_SECRET_KEY", "a" * 64),
        ("PARTICIPATION_SECRET_KEY", "change-me-before-you-go-live-0123456789"),
        ("PARTICIPATION_LOOKUP_KEY", ""),
        ("PARTICIPATION_LOOKUP_KEY", "abcabcabcabcabcabcabcabcabcabcabcabcabc"),
        ("PARTICIPATION_LOOKUP_KEY", SECRET),
        ("PARTICIPATION_ENCRYPTION_KEYS", ""),
        ("PARTICIPATION_ENCRYPTION_KEYS", _base64(KEY)),
        ("PARTICIPATION_ENCRYPTION_KEYS", f"k1:{_base64(KEY[:16])}"),
        ("PARTICIPATION_ENCRYPTION_KEYS", f"k1:{_base64(bytes(32))}"),
        ("PARTICIPATION_ENCRYPTION_KEYS", "k1:not base64 at all"),
        ("PARTICIPATION_ENCRYPTION_KEYS", f"k1:{_base64(KEY)},k1:{_base64(OTHER_KEY)}"),
        ("PARTICIPATION_ENCRYPTION_KEYS", f"k1:{_base64(KEY)},k2:{_base64(KEY)}"),
        ("PARTICIPATION_DATABASE_URL", "sqlite:///:memory:"),
        ("PARTICIPATION_DATABASE_URL", "sqlite://"),
        ("PARTICIPATION_DATABASE_URL", "sqlite:///file:x?mode=memory&uri=true"),
        ("PARTICIPATION_DATABASE_URL", "mysql://db/participation"),
        ("PARTICIPATION_DATABASE_URL", "participation.db"),
        (
            "PARTICIPATION_DATABASE_URL",
            "postgresql://db/p?options=-c%20synchronous_commit%3Doff",
        ),
        ("PARTICIPATION_QUEUE_URL", "sqlite:///instance/participation.db"),
        ("PARTICIPATION_QUEUE_URL", "amqp://broker"),
        ("PARTICIPATION_PUBLIC_URL", ""),
        ("PARTICIPATION_PUBLIC_URL", "http://haveyoursay.council.example"),
        ("PARTICIPATION_PUBLIC_URL", "haveyoursay.council.example"),
        ("PARTICIPATION_PUBLIC_URL", "https://haveyoursay.council.example/service"),
        ("PARTICIPATION_PUBLIC_URL", "https://user:pass@haveyoursay.council.example"),
        ("PARTICIPATION_PUBLIC_URL", "https://haveyoursay.council.example:port"),
        ("PARTICIPATION_STAFF_URL", ""),
        ("PARTICIPATION_STAFF_URL", "https://haveyoursay.council.example"),
        ("PARTICIPATION_SURFACES", "respond,everything"),
        ("PARTICIPATION_PROXIES", "many"),
        ("PARTICIPATION_SMS", "simulator"),
        ("PARTICIPATION_SMS", "pigeon"),
        ("TWILIO_ACCOUNT_SID", ""),
        ("TWILIO_ACCOUNT_SID", "AC123"),
        ("TWILIO_AUTH_TOKEN", ""),
        ("TWILIO_AUTH_TOKEN", "short"),
        ("TWILIO_MESSAGING_SERVICE_SID", ""),
        ("TWILIO_NUMBERS", "+447700900123"),
        ("TWILIO_NUMBERS", "07700 900123 or so"),
        ("TWILIO_API_BASE_URL", "http://gateway.council.example"),
        ("PARTICIPATION_LEASE_SECONDS", "49"),  # less than a connect and a wait of 20, and some
        ("PARTICIPATION_LEASE_SECONDS", "soon"),
        ("PARTICIPATION_GATHERING_SECONDS", "301"),
        ("PARTICIPATION_STAFF_MAIL_DOMAINS", ""),
        ("PARTICIPATION_STAFF_MAIL_DOMAINS", "council.example,sam@trust.example"),
        ("PARTICIPATION_STAFF_MAIL_DOMAINS", "*.council.example"),
        ("PARTICIPATION_MAIL_URL", ""),
        ("PARTICIPATION_MAIL_URL", "mail.council.example"),
        ("PARTICIPATION_LOCAL_ACCOUNTS", "off"),
        ("PARTICIPATION_LOCAL_ACCOUNTS", "perhaps"),
        ("PARTICIPATION_CHECK_PHONE", ""),
        ("PARTICIPATION_CHECK_PHONE", "ring us"),
        ("PARTICIPATION_CHECK_PHONE", "03069 990100"),
        ("PARTICIPATION_CHECK_PHONE", "07700 900123"),
        ("PARTICIPATION_FORMS_DIR", "no/such/folder"),
        ("PARTICIPATION_LEAVE_URL", "javascript:alert(1)"),
        ("PARTICIPATION_COLOUR", "red"),
        ("PARTICIPATION_COLOUR", "#ffbf1f"),  # white words on it cannot be read
        ("PARTICIPATION_LOGO", "no/such/file.png"),
        ("PARTICIPATION_LOGO", __file__),
        ("PARTICIPATION_WORDS", "care=prison"),
        ("PARTICIPATION_WORDS", "review=<b>meeting</b>"),
        ("PARTICIPATION_NOW", "2026-03-02T10:00"),
        ("FLASK_DEBUG", "1"),
    ],
)
def test_b90_production_refuses_each_fault_and_names_the_setting(name: str, value: str) -> None:
    found = faulty(production(**{name: value}))
    assert name in found
    with pytest.raises(SettingsProblem):
        Settings.from_env(production(**{name: value}))


def test_a_key_that_seals_words_is_used_for_nothing_else() -> None:
    assert faulty(production(PARTICIPATION_LOOKUP_KEY=_base64(KEY))) == [
        "PARTICIPATION_ENCRYPTION_KEYS"
    ]


def test_no_message_and_no_repr_ever_holds_a_secret() -> None:
    environ = production(
        PARTICIPATION_SECRET_KEY="tooshortkestrel",
        PARTICIPATION_LOOKUP_KEY="kestrelkestrel",
        PARTICIPATION_ENCRYPTION_KEYS=f"k1:{_base64(b'kestrel')}",
        TWILIO_AUTH_TOKEN="kestrel",
        PARTICIPATION_DATABASE_URL="mysql://user:kestrel@db/p",
        PARTICIPATION_MAIL_URL="http://user:kestrel@mail",
    )
    with pytest.raises(SettingsProblem) as refused:
        Settings.from_env(environ)
    assert "kestrel" not in str(refused.value)
    assert _base64(b"kestrel") not in str(refused.value)
    settings = Settings.from_env(
        production(
            PARTICIPATION_DATABASE_URL="postgresql://user:kestrel@db/p",
            PARTICIPATION_MAIL_URL="smtp://user:kestrel@mail:25",
        )
    )
    for secret in ("kestrel", SECRET, LOOKUP, str(KEY), _base64(KEY), "fedcba9876543210"):
        assert secret not in repr(settings)


@pytest.mark.parametrize("spelt", ["postgresql", "postgres", "postgresql+psycopg"])
def test_every_spelling_of_a_postgresql_address_means_psycopg_3(spelt: str) -> None:
    settings = Settings.from_env(
        production(
            PARTICIPATION_DATABASE_URL=f"{spelt}://db/p", PARTICIPATION_QUEUE_URL=f"{spelt}://db/q"
        )
    )
    assert settings.database_url == "postgresql+psycopg://db/p"
    assert settings.queue_url == "postgresql://db/q"


def test_a_drill_may_use_http_one_address_a_set_clock_and_local_accounts(tmp_path: Path) -> None:
    clock = tmp_path / "now"
    clock.write_text("2026-03-02T10:00:00+00:00\n", encoding="utf-8")
    settings = Settings.from_env(drill(PARTICIPATION_NOW=f"@{clock}"))
    assert settings.sms is SmsProvider.TWILIO
    assert settings.now == f"@{clock}"
    assert settings.local_accounts
    assert settings.drama_numbers_allowed
    assert not settings.secure_cookies
    assert settings.gathering_seconds == 0  # a set clock would never let the next question go


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PARTICIPATION_SECRET_KEY", "weak"),
        ("PARTICIPATION_ENCRYPTION_KEYS", f"k1:{_base64(bytes(32))}"),
        ("PARTICIPATION_DATABASE_URL", "sqlite:///:memory:"),
        ("PARTICIPATION_SMS", "simulator"),
        ("TWILIO_API_BASE_URL", ""),
        ("TWILIO_API_BASE_URL", "https://gateway.council.example"),
        ("TWILIO_API_BASE_URL", "http://127.0.0.1.council.example"),
        ("PARTICIPATION_NOW", "next Tuesday"),
        ("PARTICIPATION_NOW", "@no/such/file"),
        ("FLASK_DEBUG", "true"),
    ],
)
def test_a_drill_keeps_production_s_other_rules(name: str, value: str) -> None:
    assert name in faulty(drill(**{name: value}))


def test_a_demo_writes_to_no_real_provider() -> None:
    environ = demo(
        PARTICIPATION_SMS="twilio",
        TWILIO_ACCOUNT_SID="AC1",
        TWILIO_AUTH_TOKEN="t",
        TWILIO_NUMBERS="+447700900001",
    )
    assert faulty(environ) == ["TWILIO_API_BASE_URL"]
    assert faulty(environ | {"TWILIO_API_BASE_URL": "http://[::1]:9000"}) == []


def test_the_staff_address_follows_the_public_one_in_a_demo() -> None:
    assert Settings.from_env(demo()).staff_url == "http://localhost:8000"


def test_commands_on_the_database_ask_only_for_database_and_keys() -> None:
    environ = {
        "PARTICIPATION_ENCRYPTION_KEYS": f"k1:{_base64(KEY)}",
        "PARTICIPATION_LOOKUP_KEY": LOOKUP,
        "PARTICIPATION_BACKUP_KEY": _base64(BACKUP_KEY),
    }
    assert faulty(environ, Need.DATABASE) == []
    assert Settings.from_env(environ, needs=Need.DATABASE).lookup_key == LOOKUP.encode()
    assert faulty({}, Need.DATABASE) == [
        "PARTICIPATION_ENCRYPTION_KEYS",
        "PARTICIPATION_LOOKUP_KEY",
        "PARTICIPATION_BACKUP_KEY",
    ]


def test_the_example_file_lists_every_setting_once_and_holds_no_secret() -> None:
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    given = dict(line.split("=", 1) for line in lines if re.match(r"[A-Z_]+=", line))
    assert list(given) == list(NAMES)
    assert {name: value for name, value in given.items() if value} == {
        "PARTICIPATION_MODE": "production"
    }


def test_config_check_prints_every_fault_on_stderr_and_ends_with_1() -> None:
    environ = dict.fromkeys(NAMES, "") | production(
        PARTICIPATION_SECRET_KEY="kestrel",
        PARTICIPATION_LEASE_SECONDS="5",
        PARTICIPATION_SECRETKEY="x",
    )
    ran = CliRunner().invoke(config.group, ["check"], env=environ)
    assert ran.exit_code == 1
    assert "PARTICIPATION_SECRET_KEY is weak" in ran.stderr
    assert "PARTICIPATION_LEASE_SECONDS is shorter than" in ran.stderr
    assert "2 to put right" in ran.stderr
    assert "PARTICIPATION_SECRETKEY is not a setting of ours" in ran.stderr
    assert "kestrel" not in ran.output


def test_config_check_of_good_settings_shows_them_with_secrets_covered(tmp_path: Path) -> None:
    environ = dict.fromkeys(NAMES, "") | drill(
        PARTICIPATION_PUBLIC_URL="http://haveyoursay.council.example",
        PARTICIPATION_MAIL_URL="smtp://user:k3strel@127.0.0.1:587",
        PARTICIPATION_DATABASE_URL=f"sqlite:///{tmp_path}/p.db",
        TWILIO_AUTH_TOKEN="fedcba9876543210" * 2,
    )
    ran = CliRunner().invoke(config.group, ["check"], env=environ)
    assert ran.exit_code == 0
    assert "http://haveyoursay.council.example" in ran.stdout
    for secret in (SECRET, LOOKUP, _base64(KEY), "k3strel", "fedcba9876543210"):
        assert secret not in ran.output


def test_b90_a_database_that_cannot_be_reached_is_told_in_one_line() -> None:
    environ = dict.fromkeys(NAMES, "") | production(
        PARTICIPATION_DATABASE_URL="postgresql://user:k3strel@127.0.0.1:1/p?connect_timeout=1"
    )
    ran = CliRunner().invoke(config.group, ["check"], env=environ)
    assert ran.exit_code == 1
    assert "PARTICIPATION_DATABASE_URL cannot be reached" in ran.stderr
    assert "k3strel" not in ran.output
