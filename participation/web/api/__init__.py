"""The interface for the council's other systems: JSON, tokens with scopes, OpenAPI 3.1."""

from __future__ import annotations

from participation.web.api import reviews, summaries
from participation.web.api.blueprint import register

__all__ = ["register", "reviews", "summaries"]
