"""The hooks are knocked at as the provider does it."""

from __future__ import annotations

from tests.texting import texting

__all__ = ["texting"]
