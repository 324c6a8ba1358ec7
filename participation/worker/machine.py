"""Words of a person go to a machine that translates; the call stands outside any transaction."""

from __future__ import annotations

from participation.channels.machine.gateway import MachineError
from participation.journeys import asking_the_machine
from participation.journeys.services import Services
from participation.kernel.clock import system_now
from participation.kernel.db import transaction
from participation.outbox.service import Claimed

KIND = asking_the_machine.KIND


def translate(work: Claimed, house: Services) -> None:
    with transaction() as session:
        say = asking_the_machine.prepare(session, work, house=house, system=system_now())
    if say is None or house.machine is None:
        return
    result: str | MachineError
    try:
        result = house.machine.into_english(say.words, say.language)
    except MachineError as problem:
        result = problem
    with transaction() as session:
        asking_the_machine.settle(session, work, result, house=house, system=system_now())
