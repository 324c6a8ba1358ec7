"""Every address of the house, with something in each gap."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from werkzeug.routing import Rule

NOBODYS = "0f8fad5b-d9cb-469f-a165-70867728950e"
_PLAIN: Mapping[str, Any] = {"IntegerConverter": 1, "UUIDConverter": NOBODYS}


def address(rule: Rule, **known: str) -> str:
    """Where a rule leads; `known` fills gaps of that name with something that is there."""
    values = {
        name: known.get(name) or _PLAIN.get(type(rule._converters[name]).__name__, "x")
        for name in rule.arguments
    }
    built = rule.build(values)
    assert built is not None
    return built[1]
