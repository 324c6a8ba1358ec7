"""The samples for a server hold to the program: its commands, addresses, doors and limits.

That systemd, nginx and Caddy understand them is tried by hand, where they are installed:
`python -m tests.running.units` and `python -m tests.running.proxies`.
"""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest

from participation.__main__ import participation
from participation.app import MAX_BODY_BYTES, create_app
from participation.journeys.importing import keeping
from participation.settings import NAMES, Surface
from participation.web.respond import card, form, happened, not_safe
from participation.web.staff.imports import FORM_BYTES
from participation.web.translate import pages as translators
from tests.conftest import settings_for_tests

SAMPLES = Path(__file__).parents[2] / "docs" / "running"
UNITS = sorted((SAMPLES / "systemd").glob("*.service"))
NGINX = (SAMPLES / "nginx" / "participation.conf").read_text(encoding="utf-8")
CADDY = (SAMPLES / "Caddyfile").read_text(encoding="utf-8")
PROXIES = {"nginx": NGINX, "caddy": CADDY}
PROGRAM = "/opt/participation/.venv/bin/participation"
# What a unit may write or do beyond its own folder, taken away in every one of them.
HARDENING = (
    "NoNewPrivileges=true",
    "CapabilityBoundingSet=",
    "ProtectSystem=strict",
    "ProtectHome=true",
    "PrivateDevices=true",
    "PrivateTmp=true",
    "PrivateUsers=true",
    "MemoryDenyWriteExecute=true",
    "RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX",
    "RestrictNamespaces=true",
    "SystemCallFilter=@system-service",
    "SystemCallFilter=~@privileged @resources",
    "UMask=0077",
)


def started(unit: Path) -> str:
    found = re.search(r"^ExecStart=(.+)$", unit.read_text(encoding="utf-8"), re.MULTILINE)
    assert found, unit.name
    return found[1].replace("%%", "%")


def command_in(line: str) -> list[str]:
    """The words after our program, also where a shell starts it."""
    words = shlex.split(line)
    if words[0] == "/bin/sh":
        words = shlex.split(words[2])
        assert words.pop(0) == "exec"
    assert words[0] == PROGRAM, line
    return words[1:]


OURS = [unit for unit in UNITS if PROGRAM in started(unit)]


@pytest.mark.parametrize("unit", OURS, ids=lambda unit: unit.stem)
def test_what_a_unit_starts_is_a_command_of_ours_with_options_that_it_has(unit: Path) -> None:
    first, *rest = command_in(started(unit))
    command: click.Command = participation.commands[first]
    if isinstance(command, click.Group):
        command = command.commands[rest.pop(0)]
    known = {option for one in command.params for option in one.opts}
    assert {word for word in rest if word.startswith("--")} <= known


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_every_unit_is_hardened_alike(unit: Path) -> None:
    lines = unit.read_text(encoding="utf-8").splitlines()
    assert [line for line in HARDENING if line not in lines] == []


def test_every_timer_has_a_unit_that_tells_somebody_when_it_fails() -> None:
    timers = sorted((SAMPLES / "systemd").glob("*.timer"))
    assert len(timers) == 5
    for timer in timers:
        unit = timer.with_suffix(".service").read_text(encoding="utf-8")
        assert "OnFailure=participation-tell-somebody@%n.service" in unit, timer.name


def test_d24_each_surface_is_served_once_where_its_host_leads() -> None:
    served = {}
    for unit in OURS:
        words = command_in(started(unit))
        if words[0] == "serve":
            served[words[words.index("--bind") + 1]] = words[words.index("--surfaces") + 1]
    assert served == {"127.0.0.1:8000": "respond,hooks", "127.0.0.1:8001": "staff,api"}
    assert sorted(",".join(served.values()).split(",")) == sorted(Surface)
    for sample in PROXIES.values():
        assert set(re.findall(r"127\.0\.0\.1:\d+", sample)) == set(served)


def test_a22_the_proxy_that_is_counted_is_the_one_that_says_who_asks() -> None:
    assert "PARTICIPATION_PROXIES" in NAMES
    assert NGINX.count("proxy_set_header X-Forwarded-For $remote_addr;") == 2
    assert "header_up X-Forwarded-For {remote_host}" in CADDY
    for sample in PROXIES.values():
        assert "PARTICIPATION_PROXIES=1" in sample
        assert "proxy_add_x_forwarded_for" not in sample


def doors(tmp_path: Path) -> set[str]:
    """The first step of every address that this program answers."""
    app = create_app(settings_for_tests(f"sqlite:///{tmp_path}/p.db", tmp_path))
    return {str(rule).split("/")[1] for rule in app.url_map.iter_rules()}


@pytest.mark.parametrize("name", PROXIES)
def test_a46_a_log_says_the_door_and_no_more_and_knows_every_door(
    name: str, tmp_path: Path
) -> None:
    found = re.search(r"\^\(\S*?/\(\?:([^()]+)\)", PROXIES[name])
    assert found
    logged = set(found[1].replace("\\", "").split("|"))
    from_outside = doors(tmp_path) - {"", "healthz", "readyz", "metrics"}
    assert logged == from_outside


def test_a46_nothing_else_of_an_address_is_logged() -> None:
    shown = re.search(r"log_format participation '([^']*)'", NGINX)
    assert shown
    allowed = {"time_iso8601", "status", "request_method", "participation_door", "request_time"}
    assert set(re.findall(r"\$(\w+)", shown[1])) == allowed
    levels = re.findall(r"error_log \S+(.*);", NGINX)
    assert set(levels) == {" emerg"}, "below it nginx repeats the whole address"
    logs = re.findall(r"access_log (.+);", NGINX)
    assert all(log == "off" or log.endswith(" participation") for log in logs)
    for gone in ("request>headers", "request>remote_ip", "resp_headers", "error"):
        assert CADDY.count(f"{gone} delete") == 2, "for its own log and for that of requests"


@pytest.mark.parametrize("name", PROXIES)
def test_b57_b58_a_proxy_lets_through_what_we_give_back_with_a_kind_word(name: str) -> None:
    """A body that a proxy refuses is lost; what we refuse stands on the page again."""
    unit = {"m": 1024 * 1024, "MiB": 1024 * 1024}
    sizes = re.findall(r"(?:client_max_body_size|max_size) (\d+)(m|MiB)\b", PROXIES[name])
    respond, staff = (int(number) * unit[kind] for number, kind in sizes)
    pages = (
        form.READ_AT_MOST,
        not_safe.READ_AT_MOST,
        card.MOST_BYTES,
        happened.MOST_BYTES,
        translators.MOST_BYTES,
        MAX_BODY_BYTES,
    )
    assert respond >= max(pages)
    assert staff >= keeping.MOST_BYTES + FORM_BYTES


def test_t22_no_word_that_passes_nginx_is_put_on_its_disk() -> None:
    for size in ("1m", "11m"):
        assert f"client_max_body_size {size};\n    client_body_buffer_size {size};" in NGINX
    assert NGINX.count("proxy_max_temp_file_size 0;") == 2


@pytest.mark.parametrize("name", PROXIES)
def test_what_is_for_those_who_watch_is_not_answered_outside(name: str, tmp_path: Path) -> None:
    assert {"healthz", "readyz", "metrics"} <= doors(tmp_path)
    if name == "nginx":
        assert NGINX.count("location ~ ^/(?:healthz|readyz|metrics)$ {\n        return 404;") == 2
    else:
        assert CADDY.count("\timport not_from_outside\n") == 2
        assert "@inside path /healthz /readyz /metrics" in CADDY
