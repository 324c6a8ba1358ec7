"""Translators and interpreters who were kept off, or are asked no more."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from participation.care.interpreting.booking_models import Interpreter
from participation.care.interpreting.models import Translator
from participation.care.people.models import Adult, Child
from participation.guard.ledger import Noted
from participation.journeys import ending_translations, keeping_interpreters
from participation.journeys.doing_again.became import Again, known


def keep_translator_off(session: Session, noted: Noted, now: datetime) -> Again:
    child = known(session, Child, noted.parts[0])
    translator = known(session, Translator, noted.parts[1])
    if child is None or translator is None:
        return Again.NOBODY
    ending_translations.keep_off(session, child.id, translator, now)
    return Again.DONE


def retire_translator(session: Session, which: str, now: datetime) -> Again:
    translator = known(session, Translator, which)
    if translator is None:
        return Again.NOBODY
    if translator.retired_at is not None:
        return Again.WAS_SO
    ending_translations.retire(session, translator, now)
    return Again.DONE


def keep_interpreter_off(session: Session, noted: Noted, now: datetime) -> Again:
    child, adult = known(session, Child, noted.parts[0]), known(session, Adult, noted.parts[0])
    interpreter = known(session, Interpreter, noted.parts[1])
    if interpreter is None or (child is None and adult is None):
        return Again.NOBODY
    keeping_interpreters.keep_off(session, interpreter, now, child=child, adult=adult)
    return Again.DONE


def retire_interpreter(session: Session, which: str, now: datetime) -> Again:
    interpreter = known(session, Interpreter, which)
    if interpreter is None:
        return Again.NOBODY
    if interpreter.retired_at is not None:
        return Again.WAS_SO
    keeping_interpreters.let_go(session, interpreter, now)
    return Again.DONE
