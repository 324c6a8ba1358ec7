"""A council's own symbols and recordings, as addresses for pages and as what stands behind them.

They hold nothing of anybody. Addresses carry a mark of the content, so browsers may keep them; an
SVG opened by itself runs nothing, because it comes with a policy of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from flask import Blueprint, Flask, Response, abort, current_app, send_file

from participation.channels.form import council_files
from participation.channels.form.council_files import CouncilFile
from participation.questionnaire.definition import Form, Question
from participation.questionnaire.library import Library
from participation.web.entry import Who, entry

blueprint = Blueprint("respond_council_files", __name__)

_ALONE = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
KEY = "participation.council_files"


@dataclass(frozen=True, slots=True)
class CouncilFiles:
    """What this council put beside what we ship. `addresses` are those of the symbols, by name."""

    symbols: Mapping[str, CouncilFile] = field(default_factory=dict)
    sounds: Mapping[tuple[str, str, str], CouncilFile] = field(default_factory=dict)
    addresses: Mapping[str, str] = field(default_factory=dict)

    def sound_of(self, form: Form, question: Question, language: str) -> str | None:
        """The address of a question read aloud; None where nobody recorded it."""
        key = (language, question.module or form.key, question.key)
        sound = self.sounds.get(key)
        return f"/sounds/{'/'.join(key)}.mp3?v={sound.mark}" if sound else None


_NONE = CouncilFiles()


def register(app: Flask) -> None:
    """Read the council's folders; what is wrong with them stops the start.

    Raises:
        FormsAreFaulty: a file cannot be shown or heard.
    """
    house = app.extensions["participation"]
    app.extensions[KEY] = read(house.settings.symbols_dir, house.settings.audio_dir, house.library)
    app.register_blueprint(blueprint)


def read(symbols_dir: Path | None, audio_dir: Path | None, library: Library) -> CouncilFiles:
    symbols, sounds = council_files.load(symbols_dir, audio_dir, library)
    addresses = {name: f"/symbols/{name}?v={symbol.mark}" for name, symbol in symbols.items()}
    return CouncilFiles(symbols, sounds, addresses)


def council_files_here() -> CouncilFiles:
    files: CouncilFiles = current_app.extensions.get(KEY, _NONE)
    return files


@blueprint.get("/symbols/<name>")
@entry(Who.ANYONE)
def symbol(name: str) -> Response:
    found = council_files_here().symbols.get(name)
    if found is None:
        abort(404)
    response = Response(found.content, mimetype=found.kind)
    response.headers["Content-Security-Policy"] = _ALONE
    return response


@blueprint.get("/sounds/<language>/<form>/<question>.mp3")
@entry(Who.ANYONE)
def sound(language: str, form: str, question: str) -> Response:
    found = council_files_here().sounds.get((language, form, question))
    if found is None or found.path is None or not found.path.is_file():
        abort(404)
    response = send_file(found.path, mimetype=found.kind, etag=found.mark, conditional=True)
    response.headers["Content-Security-Policy"] = _ALONE
    return response
