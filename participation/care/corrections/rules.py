"""What a correction is, as a value: what somebody says was not so. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

STAFF = "staff"
"""Who says so, where nobody outside did: we found it ourselves."""


class RecordKind(StrEnum):
    """In which table that stands of which somebody says it is wrong."""

    ANSWER = "answer"
    REMARK = "remark"
    OUTCOME = "outcome"  # what became of a point, as the officer wrote it
    DECISION = "decision"
    NAME = "name"  # of the child, or of somebody around them


class ToldHow(StrEnum):
    """How they said so."""

    CALL = "call"
    TALK = "talk"
    WRITING = "writing"


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Corrected:
    """That somebody says it was not so. `said_by` and `how` are codes; `noted_by` is a name, and
    empty in what is handed on."""

    words: str
    said_by: str
    how: str
    noted_by: str
    at: datetime
