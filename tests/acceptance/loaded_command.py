"""The `participation` command in processes of its own that have loaded it already.

To load the house takes two seconds of a processor, and a story runs twenty commands. Each is still
a fresh process with its own environment, folder and output: forked from one that has imported the
code and done nothing else. Servers and workers are started as an operator starts them.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from subprocess import CompletedProcess

from participation.__main__ import main

_LOADED = multiprocessing.get_context("forkserver")
_LOADED.set_forkserver_preload(["participation.__main__", "participation.app"])


def run(
    words: tuple[str, ...], *, env: Mapping[str, str], cwd: Path, timeout: float
) -> CompletedProcess[str]:
    """As `subprocess.run` of `python -m participation …` with both streams as text.

    Raises:
        TimeoutError: it had not ended after so many seconds, and was killed.
    """
    streams = [cwd / f".command-{os.getpid()}.{name}" for name in ("out", "err")]
    process = _LOADED.Process(target=_become, args=(words, dict(env), cwd, streams))
    process.start()
    process.join(timeout)
    if process.exitcode is None:
        process.kill()
        process.join()
        raise TimeoutError(f"{words[:2]} did not end in {timeout} seconds")
    out, err = (stream.read_text() for stream in streams)
    for stream in streams:
        stream.unlink()
    return CompletedProcess(words, process.exitcode, out, err)


def _become(words: tuple[str, ...], env: dict[str, str], cwd: Path, streams: list[Path]) -> None:
    os.environ.clear()
    os.environ.update(env)
    os.chdir(cwd)
    for number, stream in zip((1, 2), streams, strict=True):
        opened = os.open(stream, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.dup2(opened, number)
        os.close(opened)
    sys.argv = ["participation", *words]
    main()
