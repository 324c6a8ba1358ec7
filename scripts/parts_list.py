"""Prints what the service is made of, as CycloneDX: every locked library, and what is vendored.

python -m scripts.parts_list > participation.cdx.json

It is made from the lock and from nothing else, so the same lock gives the same list. Whoever looks
for known holes gives it to a scanner.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

ROOT = Path(__file__).parent.parent
LOCK = ROOT / "requirements.txt"
VENDORED = ROOT / "participation" / "web" / "static" / "vendor" / "VENDOR.json"
_PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==(\S+)")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Part:
    """One library as it is locked; `wanted_by` are the names of those that need it."""

    name: str
    version: str
    hashes: tuple[str, ...]
    wanted_by: tuple[str, ...]

    @property
    def purl(self) -> str:
        return f"pkg:pypi/{self.name.lower().replace('_', '-')}@{self.version}"


def parts_of(lock: str) -> Sequence[Part]:
    """Every library of a lock."""
    found: list[Part] = []
    for paragraph in re.split(r"\n(?=[A-Za-z0-9])", lock):
        pinned = _PINNED.match(paragraph)
        if pinned is None:
            continue
        said = [line.strip() for line in paragraph.splitlines() if line.strip().startswith("#")]
        names = [re.sub(r"^#\s*(via\b)?\s*", "", line) for line in said]
        wanted_by = tuple(name.partition(" ")[0] for name in names if name)
        found.append(Part(pinned[1], pinned[2], tuple(_HASH.findall(paragraph)), wanted_by))
    return found


def listed(lock: str, vendored: Mapping[str, Any], project: Mapping[str, Any]) -> dict[str, Any]:
    """The list as CycloneDX 1.6."""
    parts = parts_of(lock)
    ours = f"pkg:pypi/{project['name']}@{project['version']}"
    refs = {part.name.lower(): part.purl for part in parts}
    needs: dict[str, list[str]] = defaultdict(list)
    for part in parts:
        for name in part.wanted_by:
            needs[refs.get(name.lower(), ours)].append(part.purl)
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid5(NAMESPACE_URL, ours + lock + json.dumps(vendored))}",
        "version": 1,
        "metadata": {"component": _component("application", project, ours)},
        "components": [
            *(
                {
                    **_component(
                        "library", {"name": part.name, "version": part.version}, part.purl
                    ),
                    "properties": [
                        {"name": "locked:sha256", "value": each} for each in part.hashes
                    ],
                }
                for part in parts
            ),
            _vendored(vendored),
        ],
        "dependencies": [
            {"ref": ref, "dependsOn": sorted(set(needs[ref]))} for ref in (ours, *refs.values())
        ],
    }


def _component(kind: str, named: Mapping[str, Any], purl: str) -> dict[str, Any]:
    name, version = named["name"], named["version"]
    return {"type": kind, "bom-ref": purl, "name": name, "version": version, "purl": purl}


def _vendored(record: Mapping[str, Any]) -> dict[str, Any]:
    purl = f"pkg:npm/{record['package']}@{record['version']}"
    named = {"name": record["package"], "version": record["version"]}
    return {
        **_component("library", named, purl),
        "components": [
            {
                "type": "file",
                "name": name,
                "hashes": [{"alg": "SHA-256", "content": digest}],
            }
            for name, digest in sorted(record["files"].items())
        ],
    }


def ours_and_theirs() -> dict[str, Any]:
    """The list of this checkout."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    vendored = json.loads(VENDORED.read_text(encoding="utf-8"))
    return listed(LOCK.read_text(encoding="utf-8"), vendored, project)


if __name__ == "__main__":
    print(json.dumps(ours_and_theirs(), indent=2))
