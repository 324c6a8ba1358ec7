"""The `participation` command: everything an operator does, and `demo`, `serve` and `worker`,
which need the whole house."""

from __future__ import annotations

import os
import sys
import time
from functools import partial

import click
from flask import Flask
from flask.cli import ScriptInfo
from sqlalchemy.exc import OperationalError, ProgrammingError

from participation.cli import GROUPS
from participation.kernel.revision import lacks_tables
from participation.settings import Need, Settings, SettingsProblem

NO_TABLES = (
    "PARTICIPATION_DATABASE_URL has not the tables of this program. Run `participation db upgrade`,"
    " or look whether it names the database that you mean: a relative path begins where you stand"
)
_ONLY_THE_DATABASE = frozenset({"db", "import", "backup", "restore", "release-hold"})


@click.group(name="participation")
@click.pass_context
def participation(context: click.Context) -> None:
    """Consultation before looked-after children's reviews."""
    needs = Need.DATABASE if context.invoked_subcommand in _ONLY_THE_DATABASE else Need.EVERYTHING
    migrating = context.invoked_subcommand == "db"
    context.obj = ScriptInfo(
        create_app=lambda: _app(needs, migrating=migrating), set_debug_flag=False
    )


def _app(needs: Need, *, migrating: bool) -> Flask:
    """The application; but for `db`, not where the tables are later than this program (I26)."""
    from participation.app import (  # noqa: PLC0415 - `forms` must not load the house
        create_app,
        fit_to_touch,
    )

    try:
        app = create_app(Settings.from_env(os.environ, needs=needs))
        return app if migrating else fit_to_touch(app)
    except SettingsProblem as problem:
        click.echo(str(problem), err=True)
        raise SystemExit(1) from None


def _fit_to_serve(app: Flask) -> Flask:
    """The application, once its database keeps what it commits, in this program's tables."""
    from participation.app import fit_to_serve  # noqa: PLC0415 - `forms` must not load the house

    try:
        return fit_to_serve(app)
    except SettingsProblem as problem:
        click.echo(str(problem), err=True)
        raise SystemExit(1) from None


@participation.command()
@click.option("--once", is_flag=True, help="Do everything that is due, and end.")
@click.option("--threads", default=2, show_default=True, help="Pieces of work side by side.")
@click.pass_context
def worker(context: click.Context, once: bool, threads: int) -> None:
    """Do promised work: texts, mails, summaries."""
    from participation.worker import (  # noqa: PLC0415 - `forms` must not load the house
        alerts,
        jobs,
        timetable,
    )

    app = _fit_to_serve(context.obj.load_app())
    timetable.keep(app)
    if once:
        finished = jobs.work_off(app, time.sleep)
        click.echo(f"{finished} pieces of work done.")
        return
    app.extensions["participation.wakeups"].work(
        lambda item_id: jobs.perform(app, item_id),
        lambda: jobs.due(app),
        threads=threads,
        lanes=[partial(jobs.due_in, app, kinds) for kinds in alerts.LANES],
    )


@participation.command()
@click.option("--bind", default="127.0.0.1:8000", show_default=True, help="HOST:PORT")
@click.option("--surfaces", help="Only these, comma-separated: respond,hooks,staff,api")
@click.option("--processes", default=1, show_default=True, help="More than 1 on PostgreSQL only.")
@click.option("--threads", default=8, show_default=True)
@click.pass_context
def serve(
    context: click.Context, bind: str, surfaces: str | None, processes: int, threads: int
) -> None:
    """Serve the pages and hooks with gunicorn."""
    from participation.server import run  # noqa: PLC0415 - `forms` must not load the server

    if surfaces is not None:
        os.environ["PARTICIPATION_SURFACES"] = surfaces
    run(_fit_to_serve(context.obj.load_app()), bind=bind, processes=processes, threads=threads)


@participation.command()
@click.option("--port", default=8000, show_default=True)
@click.option("--children", default=40, show_default=True)
@click.option("--seed", default=340, show_default=True, help="Another seed, another council.")
def demo(port: int, children: int, seed: int) -> None:
    """A made-up council to try out. Nothing leaves this machine."""
    from participation.demo import run_demo  # noqa: PLC0415 - as above

    run_demo(port=port, children=children, seed=seed)


for command in GROUPS:
    participation.add_command(command)


def main() -> None:
    """Entry point; an error is one plain line and exit status 1 (usage: 2)."""
    try:
        participation(standalone_mode=True)
    except SettingsProblem as problem:
        click.echo(str(problem), err=True)
        sys.exit(1)
    except (OperationalError, ProgrammingError) as fault:
        if not lacks_tables(fault):
            raise
        click.echo(NO_TABLES, err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
