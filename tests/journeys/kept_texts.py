"""What became of texts: the words that are stored, and what people have to do."""

from __future__ import annotations

from participation.care.consultations.models import (
    Answer,
    Remark,
    Task,
    TaskKind,
)
from tests.texting import Asked, Texting


def words(texting: Texting) -> list[tuple[str, str]]:
    """Every answer and remark as it is stored: its kind, or the question it answers, and words."""
    answers = [(row.question_key, row.words or "") for row in texting.all(Answer)]
    return answers + [(row.kind.value, row.words or "") for row in texting.all(Remark)]


def to_do(texting: Texting, asked: Asked) -> list[TaskKind]:
    """What people have to do about this parent."""
    return [task.kind for task in texting.all(Task, invitation_id=asked.invitation.id)]
