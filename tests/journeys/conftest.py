"""Stories across rooms are told with a provider that really listens."""

from __future__ import annotations

from tests.texting import texting

__all__ = ["texting"]
