"""What is handed on with an answer withheld, and never asked: byte for byte, each shape (T20).

Each PDF is also opened with what a curious reader has: pdftotext, qpdf and exiftool.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

from flask import Flask, render_template

from participation.care.summaries.handed import handed
from participation.care.summaries.who_may_see import WHO_MAY_SEE, Readers
from participation.channels.paper.pdf import pdf_of
from participation.channels.paper.plain_text import text_of
from participation.channels.paper.sheet import Item, Section
from participation.web.staff.handing import as_json
from participation.web.staff.summary_sheet import handed_sheet
from tests.care.summaries.generated import CANARY, consultation, never_asked
from tests.conftest import NOW

TOOLS = {
    "pdftotext": ["pdftotext", "{}", "-"],
    "qpdf": ["qpdf", "--qdf", "--object-streams=disable", "{}", "-"],
    "exiftool": ["exiftool", "-a", "-u", "-ee", "{}"],
}


def compare(app: Flask, many: int, folder: Path) -> None:
    """Prints how many were equal; raises where one is not, or where a tool finds what was kept."""
    folder.mkdir(exist_ok=True)
    equal = spoken = 0
    with app.test_request_context("/staff/reviews"):
        for seed in range(many):
            told = consultation(seed)
            for readers in (Readers.MEETING, Readers.PARENT):
                never = never_asked(told, WHO_MAY_SEE[readers])
                with_it, without = (shapes(one, readers) for one in (told, never))
                assert with_it == without, (seed, readers)
                assert all(CANARY.encode() not in shape for shape in with_it), (seed, readers)
                (folder / f"{seed:03}-{readers}.pdf").write_bytes(with_it[3])
                equal += 1
                spoken += len(with_it[0]) > 500
        leaky = replace(
            handed_sheet(handed(consultation(0), Readers.MEETING), maker="Sam Green", now=NOW),
            named=CANARY,
            sections=(Section(heading="x", items=(Item(words=CANARY),)),),
        )
        control = folder.with_name("leaky.pdf")
        control.write_bytes(pdf_of(leaky, NOW))
    print(f"{equal} versions of {many} consultations equal as page, text, JSON and PDF")
    print(f"{spoken} of them with words in them")
    files = sorted(folder.glob("*.pdf"))
    for tool, command in TOOLS.items():
        if shutil.which(tool) is None:
            print(f"{tool} is not here; nothing was looked for with it")
            continue
        found = [file.name for file in files if CANARY.encode() in opened(command, file)]
        assert found == [], (tool, found)
        assert opened(command, files[0]), tool
        seen = CANARY.encode() in opened(command, control)
        print(f"{tool}: {len(files)} PDFs, none with what was kept; where it is in one it is "
              f"{'found' if seen else 'not seen as letters'}")  # fmt: skip


def opened(command: list[str], file: Path) -> bytes:
    done = subprocess.run(
        [part.replace("{}", str(file)) for part in command], capture_output=True, check=True
    )
    return done.stdout


def shapes(told: object, readers: Readers) -> tuple[bytes, ...]:
    """One version as text, JSON, page and PDF."""
    version = handed(told, readers)
    sheet = handed_sheet(version, maker="Sam Green", now=NOW)
    drawn = render_template("staff/sheet.html", sheet=sheet, back_url="#", sections=[],
                            csrf_token="", demo=False, signed_in_as=None, notices=[])  # fmt: skip
    dumped = json.dumps(as_json(version), ensure_ascii=False)
    return text_of(sheet).encode(), dumped.encode(), drawn.encode(), pdf_of(sheet, NOW)
