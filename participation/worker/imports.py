"""The worker's look at imports: the watched folder is emptied, and what is over goes.

In this order: what was answered for an extract goes along to the next one only while it is there.
Files are moved only after the commit. A worker that dies in between leaves them where they are, and
the next look finds that they are in already.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import structlog

from participation.journeys.importing import keeping, matching, watching
from participation.journeys.importing.headings import AS_DOCUMENTED
from participation.journeys.importing.taking_in import Taken, take_in
from participation.journeys.services import Services
from participation.kernel.clock import system_now
from participation.kernel.db import transaction
from participation.outbox import service as outbox
from participation.outbox.service import Claimed

log = structlog.get_logger()
EVERY = timedelta(minutes=2)


def look(work: Claimed, house: Services) -> None:
    try:
        if house.settings.imports.folder is not None:
            empty(house.settings.imports.folder, house)
    except OSError as fault:
        log.error("the import folder could not be read", error=type(fault).__name__)
    finally:  # whatever became of the folder, nothing is kept for longer than was said
        with transaction() as session:
            keeping.end_old_ones(session, house.now())
    with transaction() as session:
        outbox.rest(session, work, until=system_now() + EVERY)


def empty(folder: Path, house: Services) -> Taken | None:
    """Take in what lies there, if it is whole; None while something is waited for."""
    found = watching.state(folder, system_now())
    if isinstance(found, watching.Waits):
        _tell(found)
        return None
    givens = watching.take(found)
    if givens is None:
        log.info("the import folder waits: a file changed while it was read")
        return None
    with transaction() as session:
        names = matching.kept(session, house.settings.imports.columns) or AS_DOCUMENTED
        taken = take_in(session, givens, names=names, house=house, now=house.now())
    place = watching.DONE if taken is Taken.DONE else watching.PROBLEM
    newer = watching.put_away(folder, found, givens, place, system_now())
    log.info("the import folder was emptied", kind=taken.value)
    if newer:
        log.info("newer files lie in the import folder already", count=newer)
    return taken


def _tell(found: watching.Waits) -> None:
    """How many files; which they are stands on the page for imports."""
    if found.missing:
        log.info("the import folder waits for files", count=len(found.missing))
    if found.changing:
        log.info("the import folder waits until nothing is written", count=len(found.changing))
    if found.too_large:
        log.warning("the import folder holds files that are too large", count=len(found.too_large))
