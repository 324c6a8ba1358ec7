"""The door for people at a terminal: one file a noun.

`register` hangs the commands on an application, so that `flask --app wsgi …` knows them; the
`participation` command itself is put together in `__main__`.
"""

from __future__ import annotations

import click
from flask import Flask

from participation.cli import (
    backup,
    concerns,
    config,
    database,
    forms,
    imports,
    restore,
    rounds,
    screening,
    staff,
    texts,
    tokens,
)

GROUPS: tuple[click.Command, ...] = (
    backup.backup,
    restore.release_hold,
    restore.restore,
    concerns.group,
    config.group,
    database.group,
    forms.group,
    imports.import_command,
    rounds.group,
    screening.group,
    staff.group,
    texts.group,
    tokens.group,
)


def register(app: Flask) -> None:
    """Add every command to `flask --app wsgi`. Its own `db` group is the library's."""
    for command in GROUPS:
        if command.name != "db":
            app.cli.add_command(command)
