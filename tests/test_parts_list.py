"""The list of parts holds what is locked and vendored, and the same lock gives the same list."""

from __future__ import annotations

import json
import re

from scripts import parts_list

ROOT = parts_list.ROOT


def test_a49_every_locked_library_stands_there_with_its_version_and_hashes() -> None:
    lock = parts_list.LOCK.read_text(encoding="utf-8")
    locked = dict(re.findall(r"^([A-Za-z0-9._-]+)(?:\[.*\])?==([^\s;]+)", lock, re.M))
    listed = parts_list.ours_and_theirs()
    *libraries, vendored = listed["components"]
    assert {one["name"]: one["version"] for one in libraries} == locked
    assert len(locked) > 40
    hashes = [each["value"] for one in libraries for each in one["properties"]]
    assert sorted(hashes) == sorted(re.findall(r"sha256:([0-9a-f]{64})", lock))
    assert vendored["name"] == "govuk-frontend"
    assert len(vendored["components"]) == 2


def test_whoever_needs_a_library_is_named() -> None:
    listed = parts_list.ours_and_theirs()
    needs = {one["ref"]: one["dependsOn"] for one in listed["dependencies"]}
    ours = listed["metadata"]["component"]["bom-ref"]
    flask = next(ref for ref in needs if ref.startswith("pkg:pypi/flask@"))
    werkzeug = next(ref for ref in needs if ref.startswith("pkg:pypi/werkzeug@"))
    assert flask in needs[ours]
    assert werkzeug in needs[flask]
    assert {ref for all_ in needs.values() for ref in all_} <= set(needs)


def test_the_same_lock_gives_the_same_list_and_another_another() -> None:
    vendored = json.loads(parts_list.VENDORED.read_text(encoding="utf-8"))
    project = {"name": "participation", "version": "1"}
    lock = "flask==3.0 \\\n    --hash=sha256:" + "a" * 64 + "\n    # via participation\n"
    one = parts_list.listed(lock, vendored, project)
    assert one == parts_list.listed(lock, vendored, project)
    assert one["serialNumber"] != parts_list.listed(lock + "\n", vendored, project)["serialNumber"]
