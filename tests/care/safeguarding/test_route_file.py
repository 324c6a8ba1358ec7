"""A council's route file: every fault at once, on a quiet day."""

from __future__ import annotations

from pathlib import Path

import pytest

from participation.care.safeguarding.route import Via
from participation.care.safeguarding.route_file import RouteProblem, load
from tests.paging import made_up_route, route_file


def faults(file: Path, *, real: bool = False) -> str:
    with pytest.raises(RouteProblem) as problem:
        load(file, real=real)
    return "\n".join(problem.value.faults)


def changed(tmp_path: Path, *changes: tuple[str, str]) -> Path:
    file = route_file(tmp_path)
    text = file.read_text(encoding="utf-8")
    for before, after in changes:
        assert before in text
        text = text.replace(before, after, 1)
    file.write_text(text, encoding="utf-8")
    return file


def test_a_whole_route_is_read_as_it_stands(tmp_path: Path) -> None:
    route = load(route_file(tmp_path), real=False)
    assert route == made_up_route()
    assert "+44" not in repr(route), "numbers of people at home stand in no log"
    assert Via.VOICE == "voice"


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    file = changed(
        tmp_path,
        ('outside_the_line = ["SENIOR"]', 'outside_the_line = ["HEAD"]'),
        ('["DUTY"], ["SERVICE"], ["HEAD"]]', '["DUTTY"], ["SERVICE"], ["HEAD"]]'),
        ('tell = [["NIGHT1"], ["NIGHT2"], ["NIGHT3"]]', 'tell = [["NIGHT1"]]'),
        ('tell = [["ADULT1"], ["ADULT2"]]', 'tell = [["ADULT1"], ["social_worker"]]'),
        ('call = "+447700900800"', 'call = "07700 900800"'),
    )
    told = faults(file)
    for said in (
        "HEAD is outside the line and on a rung",
        "DUTTY is on the route and has no [[contact]]",
        "[child.on_call] names one person",
        "[adult.on_call] social_worker is a place",
        "contact DUTY: call is not written as +44",
    ):
        assert said in told


def test_what_cannot_be_read_at_all_says_where(tmp_path: Path) -> None:
    file = changed(tmp_path, ("version = 1", "version = 2"), ("[adult.on_call]", "[adult.night]"))
    told = faults(file)
    assert "version must be 1" in told
    assert "[adult.on_call] is missing" in told
    file.write_text("version = ", encoding="utf-8")
    assert "route.toml" in faults(file)
    assert "route.toml" in faults(tmp_path / "route.toml" / "nowhere")


def test_6_6_10_no_drill_rings_a_real_telephone_and_no_real_alert_a_made_up_one(
    tmp_path: Path,
) -> None:
    assert "reserved for drama" in faults(route_file(tmp_path), real=True)
    file = changed(tmp_path, ('text = "+447700900800"', 'text = "+445000000800"'))
    assert "contact DUTY: text is a real number" in faults(file)
