"""Whether this process lives and whether it can do its work. Nothing personal, ever."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, Response, jsonify
from sqlalchemy import func, select

from participation.kernel.clock import system_now
from participation.kernel.db import reading
from participation.outbox.models import OutboxItem, OutboxState
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
    """Whether the database answers, and how long the oldest due work has waited."""
    try:
        with reading() as session:
            oldest = session.scalar(
                select(func.min(OutboxItem.due_at)).where(
                    OutboxItem.state == OutboxState.QUEUED,
                    OutboxItem.due_at <= services().now(),
                )
            )
    except Exception:  # noqa: BLE001 - whatever it is, this process is not ready
        response = jsonify(ready=False, database=False)
        response.status_code = 503
        return response
    waited = int((services().now() - oldest).total_seconds()) if oldest else 0
    late = waited > _WAITING_TOO_LONG.total_seconds()
    response = jsonify(
        ready=not late, database=True, oldest_due_seconds=waited, at=system_now().isoformat()
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
    lines = ["# TYPE participation_outbox_items gauge"]
    lines += [
        f'participation_outbox_items{{kind="{kind}",state="{state.value}"}} {number}'
        for kind, state, number in sorted(rows, key=lambda row: (row[0], row[1].value))
    ]
    return Response("\n".join(lines) + "\n", mimetype="text/plain")
