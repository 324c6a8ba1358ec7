"""A command that did something says so, and ends with 1, where the ledger took no line of it.

The deed itself stands: a full disk must not keep a hold from being placed. But a copy that is
restored would not know of it, and whoever sits at the terminal is the one who can see to that.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import update_wrapper
from typing import Any

import click
from flask import current_app, has_app_context

from participation.journeys.services import Services
from participation.kernel.db import unnoted


def say_what_is_unnoted(command: click.Command) -> None:
    """Have this command, and each command of a group, look at the ledger once it is through."""
    if isinstance(command, click.Group):
        for inner in command.commands.values():
            say_what_is_unnoted(inner)
    if command.callback is not None:
        command.callback = _then_look(command.callback)


def _then_look(does: Callable[..., Any]) -> Callable[..., Any]:
    def run(*args: Any, **words: Any) -> Any:
        done = does(*args, **words)
        if has_app_context() and (fault := unnoted()):
            house: Services = current_app.extensions["participation"]
            click.echo(
                f"This is done, but the ledger took no line of it ({fault}): a copy that is"
                f" restored would not know of it. See that {house.settings.backup.ledger} can be"
                " written (PARTICIPATION_LEDGER), then make a backup at once: it knows.",
                err=True,
            )
            sys.exit(1)
        return done

    return update_wrapper(run, does)
