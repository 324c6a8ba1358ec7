"""What is handed on with an answer withheld, and never asked: byte for byte, each shape (T20)."""

from __future__ import annotations

import json

from flask import Flask, render_template

from participation.care.summaries.handed import handed
from participation.care.summaries.who_may_see import WHO_MAY_SEE, Readers
from participation.channels.paper.pdf import pdf_of
from participation.channels.paper.plain_text import text_of
from participation.web.staff.handing import as_json
from participation.web.staff.summary_sheet import handed_sheet
from tests.care.summaries.generated import CANARY, consultation, never_asked
from tests.conftest import NOW


def compare(app: Flask, many: int) -> None:
    """Prints how many were equal; raises where one is not."""
    equal = spoken = 0
    with app.test_request_context("/staff/reviews"):
        for seed in range(many):
            told = consultation(seed)
            for readers in (Readers.MEETING, Readers.PARENT):
                never = never_asked(told, WHO_MAY_SEE[readers])
                with_it, without = (shapes(one, readers) for one in (told, never))
                assert with_it == without, (seed, readers)
                assert all(CANARY.encode() not in shape for shape in with_it), (seed, readers)
                equal += 1
                spoken += len(with_it[0]) > 500
    print(f"{equal} versions of {many} consultations equal as page, text, JSON and PDF")
    print(f"{spoken} of them with words in them")


def shapes(told: object, readers: Readers) -> tuple[bytes, ...]:
    """One version as text, JSON, page and PDF."""
    version = handed(told, readers)
    sheet = handed_sheet(version, maker="Sam Green", now=NOW)
    drawn = render_template("staff/sheet.html", sheet=sheet, back_url="#", sections=[],
                            csrf_token="", demo=False, signed_in_as=None, notices=[])  # fmt: skip
    dumped = json.dumps(as_json(version), ensure_ascii=False)
    return text_of(sheet).encode(), dumped.encode(), drawn.encode(), pdf_of(sheet, NOW)
