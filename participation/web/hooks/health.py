"""Whether this process lives and whether it can do its work. Nothing personal, ever."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta

from flask import Blueprint, Response, jsonify
from sqlalchemy import func, select

from participation.journeys.watching_texts import longest_wait, signs_of
from participation.kernel.clock import system_now
from participation.kernel.db import reading
from participation.outbox.holding import hold_of
from participation.outbox.models import OutboxItem
from participation.web.entry import Who, entry
from participation.web.services import services

bp = Blueprint("health", __name__)
_WAITING_TOO_LONG = timedelta(minutes=10)


@bp.get("/healthz")
@entry(Who.ANYONE)
def alive() -> Response:
    return Response("ok\n", mimetype="text/plain")


@bp.get("/readyz")
@entry(Who.ANYONE)
def ready() -> Response:
    """Whether the database answers, how long due work has waited, and whether texts still move."""
    house = services()
    try:
        with reading() as session:
            waited = longest_wait(session, house.now(), system_now())
            held = hold_of(session) is not None
            texts = signs_of(session, house.settings.sms, now=house.now(), system=system_now())
    except Exception:  # noqa: BLE001 - whatever it is, this process is not ready
        response = jsonify(ready=False, database=False)
        response.status_code = 503
        return response
    late = waited > _WAITING_TOO_LONG and not held  # then waiting is right
    response = jsonify(
        ready=not late,
        database=True,
        held=held,
        oldest_due_seconds=int(waited.total_seconds()),
        texts=asdict(texts),
        at=system_now().isoformat(),
    )
    response.status_code = 503 if late else 200
    return response


@bp.get("/metrics")
@entry(Who.ANYONE)
def metrics() -> Response:
    """Counts of promised work by kind and state, in Prometheus' text form."""
    with reading() as session:
        rows = session.execute(
            select(OutboxItem.kind, OutboxItem.state, func.count()).group_by(
                OutboxItem.kind, OutboxItem.state
            )
        ).all()
        house = services()
        texts = signs_of(session, house.settings.sms, now=house.now(), system=system_now())
        held = hold_of(session) is not None
    lines = ["# TYPE participation_held gauge", f"participation_held {int(held)}"]
    lines += ["# TYPE participation_outbox_items gauge"]
    lines += [
        f'participation_outbox_items{{kind="{kind}",state="{state.value}"}} {number}'
        for kind, state, number in sorted(rows, key=lambda row: (row[0], row[1].value))
    ]
    for name, seconds in asdict(texts).items():
        if seconds is not None:
            lines += [f"# TYPE participation_texts_{name} gauge"]
            lines += [f"participation_texts_{name} {seconds}"]
    return Response("\n".join(lines) + "\n", mimetype="text/plain")
