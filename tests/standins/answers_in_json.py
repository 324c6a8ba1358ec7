"""How a provider's stand-in answers: a status and JSON, or bytes that only pretend to be."""

from __future__ import annotations

import json
from http.server import BaseHTTPRequestHandler
from typing import Any


class AnswersInJson(BaseHTTPRequestHandler):
    def _reply(self, status: int, body: dict[str, Any]) -> None:
        self._reply_bytes(status, json.dumps(body).encode())

    def _reply_bytes(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
