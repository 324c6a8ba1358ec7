"""A machine that translates: off, or whole; every slip named, no key repeated, and only production
asks one that is elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from participation.app import create_app
from participation.settings import Settings, SettingsProblem, problems
from participation.settings.machine import Engine, MachineSettings
from tests.conftest import settings_for_tests
from tests.test_settings import drill, production

KEY = "0123456789abcdef-of-the-machine"
LIBRE = {
    "PARTICIPATION_MACHINE": "libretranslate",
    "PARTICIPATION_MACHINE_URL": "https://translate.council.example",
    "PARTICIPATION_MACHINE_LANGUAGES": "ar, vi",
}
AZURE = {
    "PARTICIPATION_MACHINE": "azure",
    "PARTICIPATION_MACHINE_KEY": KEY,
    "PARTICIPATION_MACHINE_REGION": "uksouth",
    "PARTICIPATION_MACHINE_LANGUAGES": "ti",
}


def faulty(environ: dict[str, str]) -> list[str]:
    return [problem.name for problem in problems(environ)]


def test_it_is_off_where_nothing_is_said_and_then_no_language_goes() -> None:
    machine = Settings.from_env(production()).machine
    assert machine.engine is Engine.OFF
    assert not machine.translates("ar")


def test_each_council_says_which_and_from_which_languages() -> None:
    machine = Settings.from_env(production(**LIBRE)).machine
    assert machine.languages == ("ar", "vi")
    assert [machine.translates(one) for one in ("ar", "vi", "ti", None)] == [
        True,
        True,
        False,
        False,
    ]
    assert Settings.from_env(production(**AZURE)).machine.region == "uksouth"
    assert KEY not in repr(Settings.from_env(production(**AZURE)).machine)


@pytest.mark.parametrize(
    ("account", "name", "value"),
    [
        (LIBRE, "PARTICIPATION_MACHINE", "deepl"),
        (LIBRE, "PARTICIPATION_MACHINE_URL", ""),
        (LIBRE, "PARTICIPATION_MACHINE_URL", "http://translate.council.example"),
        (LIBRE, "PARTICIPATION_MACHINE_LANGUAGES", " , "),
        (LIBRE, "PARTICIPATION_MACHINE_LANGUAGES", "ar,arabic"),
        (LIBRE, "PARTICIPATION_MACHINE_LANGUAGES", "en"),
        (AZURE, "PARTICIPATION_MACHINE_KEY", ""),
    ],
)
def test_b90_each_slip_is_named_and_no_secret_repeated(
    account: dict[str, str], name: str, value: str
) -> None:
    environ = production(**account) | {name: value}
    assert name in faulty(environ)
    assert KEY not in " ".join(str(problem) for problem in problems(environ))


def test_a_drill_asks_nobody_but_a_stand_in() -> None:
    assert faulty(drill(**LIBRE)) == ["PARTICIPATION_MACHINE_URL"]
    assert faulty(drill(**AZURE)) == ["PARTICIPATION_MACHINE_URL"], "Azure is elsewhere as well"
    assert faulty(drill(**LIBRE | {"PARTICIPATION_MACHINE_URL": "http://127.0.0.1:5000"})) == []


def test_a_language_that_the_machine_does_not_take_is_named_before_anything_is_served(
    tmp_path: Path,
) -> None:
    chosen = MachineSettings(Engine.LIBRETRANSLATE, "http://127.0.0.1:5000", languages=("ar", "ti"))
    settings = settings_for_tests(f"sqlite:///{tmp_path}/tests.db", tmp_path, machine=chosen)
    with pytest.raises(SettingsProblem, match="Take out ti; LibreTranslate takes ar, bn"):
        create_app(settings)
