"""How long what people said is kept, and what carried it (R30, P8). A council may shorten each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from participation.settings.reading import Reading

AT_NIGHT: Final = "PARTICIPATION_RETENTION"
MONTHS: Final = "PARTICIPATION_KEEP_MONTHS"
DRAFTS: Final = "PARTICIPATION_KEEP_DRAFTS_DAYS"
SENT_TEXTS: Final = "PARTICIPATION_KEEP_SENT_TEXTS_DAYS"
STRANGERS: Final = "PARTICIPATION_KEEP_STRANGERS_DAYS"
LINKS: Final = "PARTICIPATION_KEEP_LINKS_DAYS"
COPIES: Final = "PARTICIPATION_KEEP_COPIES_DAYS"


@dataclass(frozen=True, slots=True)
class KeepingSettings:
    """`months` after care has ended: everything. In days: `drafts` after a review, answers that
    were never sent; `sent_texts` after they arrived or failed, the words of our own texts;
    `strangers`, a text that is nobody's of ours; `links` after a round has closed; `copies`, the
    finished file of a copy that somebody asked for.

    `by_itself`: each night, and when a copy is brought back. Off until a council has read
    docs/retention.md and says so; without it only a person's command lets anything go.
    """

    by_itself: bool = False
    months: int = 12
    drafts: int = 14
    sent_texts: int = 7
    strangers: int = 90
    links: int = 30
    copies: int = 30


def read_keeping(read: Reading) -> KeepingSettings:
    plain = KeepingSettings()

    def whole(name: str, default: int, least: int, most: int) -> int:
        return int(read.number(name, default=default, least=least, most=most, whole=True))

    return KeepingSettings(
        by_itself=read.flag(AT_NIGHT, default=plain.by_itself),
        months=whole(MONTHS, plain.months, 1, 120),
        drafts=whole(DRAFTS, plain.drafts, 1, 365),
        sent_texts=whole(SENT_TEXTS, plain.sent_texts, 1, 365),
        strangers=whole(STRANGERS, plain.strangers, 1, 365),
        links=whole(LINKS, plain.links, 1, 365),
        copies=whole(COPIES, plain.copies, 1, 365),
    )
