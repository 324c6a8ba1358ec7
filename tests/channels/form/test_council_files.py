"""A council's own symbols and recordings: each fault is named, and no program comes in with one."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from participation.channels.form.council_files import (
    LARGEST_SOUND,
    LARGEST_SYMBOL,
    examine_sounds,
    examine_symbols,
    load,
)
from participation.questionnaire.library import FormsAreFaulty, load_library, shipped_forms

LIBRARY = load_library(shipped_forms())
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M1 1h7"/></svg>'
PNG = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", 96, 96) + b"\x08\x06\0\0\0"
MP3 = b"ID3\x04" + b"\0" * 40


def put(folder: Path, name: str, content: bytes) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def test_symbols_are_known_by_question_choice_both_or_topic(tmp_path: Path) -> None:
    for name in ("bed_and_toys.svg", "more.png", "feelings.happy.svg", "school.svg"):
        put(tmp_path, name, PNG if name.endswith("png") else SVG)
    put(tmp_path, "rather_not.svg", SVG)
    put(tmp_path, "LICENCE.txt", b"Some symbol set, CC BY")
    found, faults = examine_symbols(tmp_path, LIBRARY)
    assert faults == []
    assert set(found) == {"bed_and_toys", "more", "feelings.happy", "school", "rather_not"}
    assert found["more"].kind == "image/png"


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("home.svg", SVG.replace(b"<path", b"<script>alert(1)</script><path"), "holds <script>"),
        ("home.svg", SVG.replace(b"<path", b'<path onload="x()"'), "a program (onload)"),
        ("home.svg", SVG.replace(b"<path", b'<image href="https://x.example/i.png"/><path'),
         "something outside itself"),
        ("home.svg", b'<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG, "document type"),
        ("home.svg", b"<html/>", "no SVG"),
        ("home.svg", b"not xml", "no SVG"),
        ("home.png", b"GIF89a", "no PNG"),
        ("home.png", PNG.replace(struct.pack(">I", 96), struct.pack(">I", 4000)), "512 pixels"),
        ("home.jpg", b"x", "no .svg and no .png"),
        ("home.svg", SVG + b" " * LARGEST_SYMBOL, "4,096 is the most"),
        ("hoome.svg", SVG, "Did you mean 'home'?"),
    ],
)  # fmt: skip
def test_what_cannot_be_shown_is_named_with_what_to_do(
    tmp_path: Path, name: str, content: bytes, told: str
) -> None:
    put(tmp_path, name, content)
    found, faults = examine_symbols(tmp_path, LIBRARY)
    assert found == {}
    (fault,) = faults
    assert fault.file == name
    assert told in str(fault)


def test_two_of_one_name_are_a_fault(tmp_path: Path) -> None:
    put(tmp_path, "home.svg", SVG)
    put(tmp_path, "home.png", PNG)
    assert [str(fault) for fault in examine_symbols(tmp_path, LIBRARY)[1]] == [
        "home.svg: There are two of this name. Keep one of them."
    ]


def test_recordings_are_known_by_language_form_and_question(tmp_path: Path) -> None:
    put(tmp_path, "ar/child_8_11/home.mp3", MP3)
    put(tmp_path, "fa_AF/child_4_7/feelings.mp3", b"\xff\xfb" + MP3)
    found, faults = examine_sounds(tmp_path, LIBRARY)
    assert faults == []
    assert set(found) == {("ar", "child_8_11", "home"), ("fa_AF", "child_4_7", "feelings")}


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("home.mp3", MP3, "in no such place"),
        ("ar/child_8_11/home.ogg", MP3, "in no such place"),
        ("xx/child_8_11/home.mp3", MP3, "No language has the code 'xx'"),
        ("ar/child_8_12/home.mp3", MP3, "Did you mean 'child_8_11'?"),
        ("ar/child_8_11/hom.mp3", MP3, "Did you mean 'home'?"),
        ("ar/child_8_11/home.mp3", b"RIFF", "no MP3"),
        ("ar/child_8_11/home.mp3", MP3 + b"x" * LARGEST_SOUND, "65,536 is the most"),
    ],
)
def test_what_cannot_be_heard_is_named_with_what_to_do(
    tmp_path: Path, name: str, content: bytes, told: str
) -> None:
    put(tmp_path, name, content)
    found, faults = examine_sounds(tmp_path, LIBRARY)
    assert found == {}
    assert [told in str(fault) for fault in faults] == [True]


def test_nothing_starts_with_a_faulty_folder_and_all_faults_are_named_at_once(
    tmp_path: Path,
) -> None:
    put(tmp_path / "symbols", "home.jpg", b"x")
    put(tmp_path / "sounds", "home.mp3", MP3)
    with pytest.raises(FormsAreFaulty) as refused:
        load(tmp_path / "symbols", tmp_path / "sounds", LIBRARY)
    assert "home.jpg" in str(refused.value)
    assert "home.mp3" in str(refused.value)
    assert load(None, None, LIBRARY) == ({}, {})
