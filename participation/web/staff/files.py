"""Files are given to a press and never to a link, so that nothing fetches them beforehand. Their
names say what they are and of nobody whose."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response, after_this_request
from werkzeug.wrappers import Response as AnyResponse

from participation.channels.paper.pdf import pdf_of_all
from participation.channels.paper.plain_text import text_of
from participation.channels.paper.sheet import Sheet
from participation.web.staff.door import Visitor

PDF, TEXT, JSON = "pdf", "text", "json"


def attachment(
    shape: str, sheet: Sheet, content: Mapping[str, Any], visitor: Visitor
) -> AnyResponse:
    """A summary to take away."""
    match shape:
        case "pdf":
            return prints([sheet], "summary.pdf", visitor)
        case "text":
            return _file(text_of(sheet).encode(), "text/plain; charset=utf-8", "summary.txt")
        case _:
            dumped = json.dumps(content, ensure_ascii=False, indent=1).encode()
            return _file(dumped, "application/json", "summary.json")


def prints(sheets: Sequence[Sheet], name: str, visitor: Visitor) -> AnyResponse:
    """Several sheets as one PDF.

    Printing takes a while, so it begins when the audit row is kept: until then everybody else's
    would wait. Where the row could not be kept, another answer goes out, and it stays as it is.
    """
    answer, now = _file(b"", "application/pdf", name), visitor.now

    @after_this_request
    def printed(going_out: Response) -> Response:
        if going_out is answer:
            answer.set_data(pdf_of_all(sheets, now))
        return going_out

    return answer


def _file(body: bytes, kind: str, name: str) -> Response:
    answer = Response(body, content_type=kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
