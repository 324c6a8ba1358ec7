"""The door for people at a terminal: one file a noun.

`register` hangs the commands on an application, so that `flask --app wsgi …` knows them; the
`participation` command itself is put together in `__main__`.
"""

from __future__ import annotations

import click
from flask import Flask

from participation.cli import (
    audit,
    backup,
    concerns,
    config,
    database,
    forms,
    imports,
    keys,
    restore,
    retention,
    rounds,
    screening,
    staff,
    texts,
    tokens,
    translations,
)
from participation.cli.unnoted import say_what_is_unnoted

GROUPS: tuple[click.Command, ...] = (
    audit.group,
    backup.backup,
    restore.release_hold,
    restore.restore,
    retention.group,
    concerns.group,
    config.group,
    database.group,
    forms.group,
    imports.import_command,
    keys.group,
    rounds.group,
    screening.group,
    staff.group,
    texts.group,
    tokens.group,
    translations.group,
)
for _command in GROUPS:
    say_what_is_unnoted(_command)


def register(app: Flask) -> None:
    """Add every command to `flask --app wsgi`. Its own `db` group is the library's."""
    for command in GROUPS:
        if command.name != "db":
            app.cli.add_command(command)
