"""A sealed file opens with its own key, whole, or not at all."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from io import BytesIO

import pytest

from participation.guard.sealed_files import BackupUnusable, Opened, Sealing

KEY = bytes(range(50, 82))
OTHER = bytes(range(51, 83))
MADE = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
PIECE = 256 * 1024


def sealed(words: bytes, key: bytes = KEY) -> bytes:
    file = BytesIO()
    sealing = Sealing(file, key, {"made_at": MADE.isoformat()})
    for start in range(0, len(words), 70_000):
        sealing.write(words[start : start + 70_000])
    sealing.finish()
    return file.getvalue()


def opened(file: bytes, key: bytes = KEY) -> bytes:
    return b"".join(Opened(BytesIO(file), key).pieces())


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE, 3 * PIECE + 17])
def test_what_was_written_comes_back_whatever_its_size(size: int) -> None:
    words = bytes(n % 251 for n in range(size))
    assert opened(sealed(words)) == words


def test_its_heading_is_there_for_people_and_nothing_else_is() -> None:
    file = sealed(b"Zanzibarquince " * 1_000)
    assert Opened(BytesIO(file), KEY).made_at == MADE
    assert b"Zanzibarquince" not in file
    assert sealed(b"the same") != sealed(b"the same"), "each file has a key of its own"


def test_another_key_is_told_apart_from_damage() -> None:
    with pytest.raises(BackupUnusable, match="another PARTICIPATION_BACKUP_KEY"):
        opened(sealed(b"words"), OTHER)


def test_no_byte_can_be_changed_unnoticed() -> None:
    file = sealed(b"words that somebody wrote")
    for place in range(len(file)):
        changed = bytearray(file)
        changed[place] ^= 0x01
        with pytest.raises(BackupUnusable):
            opened(bytes(changed))


def test_a_file_cut_anywhere_is_noticed() -> None:
    file = sealed(bytes(3 * PIECE))
    heading = file.index(b"\n", file.index(b"\n") + 1) + 1
    whole_pieces = [heading + n * (4 + PIECE + 16) for n in range(3)]
    assert whole_pieces[-1] < len(file)
    for end in [*whole_pieces, 0, 5, heading - 1, heading + 2, heading + 900, len(file) - 1]:
        with pytest.raises(BackupUnusable):
            opened(file[:end])


def test_pieces_cannot_be_swapped_left_out_or_added() -> None:
    file = sealed(bytes(PIECE) + b"\x01" * PIECE + b"\x02" * 9)
    heading = file.index(b"\n", file.index(b"\n") + 1) + 1
    long = 4 + PIECE + 16
    first, second = file[heading : heading + long], file[heading + long : heading + 2 * long]
    rest = file[heading + 2 * long :]
    for pieces in (second + first + rest, first + rest, first + first + second + rest):
        with pytest.raises(BackupUnusable):
            opened(file[:heading] + pieces)
    with pytest.raises(BackupUnusable, match="more in it"):
        opened(file + rest)


def test_a_heading_put_over_another_files_words_opens_nothing() -> None:
    one, other = sealed(b"one"), sealed(b"another")
    start, end = (file.index(b"\n", file.index(b"\n") + 1) + 1 for file in (one, other))
    with pytest.raises(BackupUnusable, match="altered"):
        opened(one[:start] + other[end:])


@pytest.mark.parametrize("file", [b"", b"SQLite format 3\0", b"PARTICIPATION BACKUP\n{}\n"])
def test_what_is_no_backup_is_refused(file: bytes) -> None:
    with pytest.raises(BackupUnusable):
        opened(file)


def test_a_format_of_a_later_version_is_refused() -> None:
    title, line, rest = sealed(b"words").split(b"\n", 2)
    later = json.dumps(json.loads(line) | {"format": 2}, sort_keys=True).encode()
    with pytest.raises(BackupUnusable, match="format"):
        opened(b"\n".join((title, later, rest)))
