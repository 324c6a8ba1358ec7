"""Texts to staff that something waits. Lock screens are read by others: there is no name in them,
no place, and nothing about what it is."""

from __future__ import annotations

from participation.kernel.texts import Texts

N_ = str  # marks a text for the translators

URGENT = N_("{council}: something urgent is waiting for you. Please sign in: {sign_in}")
TODAY = N_("{council}: something is waiting for you today. Please sign in: {sign_in}")
DAILY = N_(
    "{council}: this is the daily test. Nothing is waiting and nothing is to be done. {sign_in}"
)
TEST = N_("{council}: this is a test, nothing is waiting. Please sign in and press: {sign_in}")


def alert(texts: Texts, *, council: str, sign_in_url: str, urgent: bool) -> str:
    """The words of an alert.

    Args:
        sign_in_url: the same for everybody; it holds no token and names nothing.
    """
    return _said(texts, URGENT if urgent else TODAY, council, sign_in_url)


def trial(texts: Texts, *, council: str, sign_in_url: str, daily: bool) -> str:
    """The same way tried on a quiet day; every day it asks for nothing."""
    return _said(texts, DAILY if daily else TEST, council, sign_in_url)


def _said(texts: Texts, source: str, council: str, sign_in_url: str) -> str:
    words = texts.gettext(source)
    if words.count("{council}") != 1 or words.count("{sign_in}") != 1:
        words = source
    return words.replace("{sign_in}", sign_in_url).replace("{council}", council)
