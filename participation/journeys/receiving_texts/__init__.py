"""A text comes in: keep it once, hear it, and only then decide whose words it is.

1. The message is stored under its provider's id. The same id again changes nothing (I1).
2. What it says is screened before anything can refuse it.
3. Orders that stand alone (STOP, HELP, CALL) are carried out.
4. A number that is in one open conversation leads to the question last asked. A number nobody
   has, or that different people have, leads to a person: a number is where words came from, never
   who wrote them (T6).
5. The reply is promised through the outbox, in the same transaction.

Nothing stored is ever given back by text.
"""

from __future__ import annotations

from participation.journeys.receiving_texts.arriving import receive
from participation.journeys.receiving_texts.rescuing import keep_for_the_desk
from participation.journeys.receiving_texts.scene import Incoming, Received

__all__ = ["Incoming", "Received", "keep_for_the_desk", "receive"]
