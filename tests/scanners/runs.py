"""How each scanner is called, and what of its answer counts."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.scanners.explained import is_explained
from tests.scanners.target import standing

ROOT = Path(__file__).parents[2]
PATTERNS = Path(__file__).parent / "patterns"
AT_A_TIME = 2
_INJECTABLE = re.compile(r"^Parameter: (.+)$", re.MULTILINE)
_ID = re.compile(r"/[^/]*\d[^/]*$")  # at the end of an address
_NOTHING_FOUND = ("all tested parameters do not appear", "no parameter(s) found")
_OUR_ERRORS = re.compile(r"(5\d\d) \([^)]*\) - (\d+) times")
_SQLMAP = (
    *("--batch", "--disable-coloring", "--flush-session", "--level=2", "--risk=1", "--threads=2"),
    *("--time-sec=2", "--skip=csrf_token,Host,User-Agent,Referer", "--timeout=20", "--retries=1"),
    *("--ignore-code=*", "--ignore-redirects", "--ignore-stdin"),
)
# What asks nobody else: others of wapiti's modules call home or fetch lists.
_INJECTIONS = "sql,timesql,xss,permanentxss,exec,file,crlf,redirect,csrf,ldap"
_OF_THE_HOUSE = f"{_INJECTIONS},backup,cookieflags,csp,htaccess,http_headers,methods,shellshock"


@dataclass
class Scanned:
    """`asked`: requests that were handed to the scanner, or that it made where it says so."""

    asked: int = 0
    findings: list[str] = field(default_factory=list)
    errors: int = 0

    def add(self, scanner: str, findings: Iterable[str]) -> None:
        self.findings += [one for one in findings if not is_explained(scanner, one)]


def _run(words: Sequence[str], seconds: float, cwd: Path) -> str:
    done = subprocess.run(
        words, capture_output=True, text=True, timeout=seconds, check=False, cwd=cwd
    )
    return done.stdout + done.stderr


def sqlmap(program: str, folder: Path, database: str, most: int) -> Scanned:
    """Every request of staff and people, each field and each id in a path."""
    scanned = Scanned()
    dbms = "SQLite" if database == "sqlite" else "PostgreSQL"
    with standing(database) as target:
        wanted = [one for one in target.requests if one.fields or _ID.search(one.path)]
        wanted = [target.planted, *wanted[: most or None]]

        def one(number: int) -> str:
            file = folder / f"{number}.txt"
            asked = wanted[number]
            file.write_text(asked.raw(target.port, mark="*" if _ID.search(asked.path) else ""))
            where = ["--output-dir", str(folder / f"out{number}"), f"--dbms={dbms}"]
            return _run([program, "-r", str(file), *_SQLMAP, *where], 1200, folder)

        with ThreadPoolExecutor(AT_A_TIME) as pool:
            for asked, told in zip(wanted, pool.map(one, range(len(wanted))), strict=True):
                scanned.asked += 1
                found = _what_sqlmap_said(told)
                if asked == target.planted:
                    found = [] if _INJECTABLE.search(told) else ["the planted hole was not found"]
                scanned.add("sqlmap", (f"{asked.name}: {what}" for what in found))
        scanned.errors = target.errors()
    return scanned


def _what_sqlmap_said(told: str) -> list[str]:
    found = [f"can be injected: {what}" for what in _INJECTABLE.findall(told)]
    found += [f"{code}, {times} times" for code, times in _OUR_ERRORS.findall(told)]
    if not found and not any(line in told for line in _NOTHING_FOUND):
        found.append(f"not tried: {told[-300:]!r}")
    return found


def wapiti(program: str, folder: Path, database: str, most: int) -> Scanned:
    """Whoever comes with nothing, a child with a sitting, and each role: pages and their forms."""
    scanned = Scanned()
    with standing(database) as target:
        child = next(one.cookie for one in target.requests if one.path == "/q")
        visits = [("", "/code", _OF_THE_HOUSE), (child, "/q", _INJECTIONS)]
        visits += [(cookie, "/staff/reviews", _INJECTIONS) for cookie in target.staff.values()]
        for number, (cookie, path, modules) in enumerate(visits[: most or None]):
            report = folder / f"{number}.json"
            words = ["-u", target.url + path, "--scope", "domain", "-m", modules]
            words += ["-f", "json", "-o", str(report), "-d", "4", "--store-session", str(folder)]
            words += ["--max-scan-time", "90", "--max-attack-time", "60", "--flush-session"]
            words += ["--no-bugreport", "--drop-set-cookie", "-x", f"{target.url}/staff/sign-out"]
            words += ["-H", f"Cookie: {cookie}"] if cookie else []
            for asked in target.requests:  # pages that no link leads to as well
                if asked.method == "GET" and asked.cookie == cookie:
                    words += ["-s", target.url + asked.path]
            said = _run([program, *words], 2400, folder)
            if not report.exists():
                scanned.add("wapiti", [f"nothing was told of {path} as {cookie}: {said[-300:]}"])
                continue
            told = json.loads(report.read_text(encoding="utf-8"))
            scanned.asked += int(told["infos"].get("crawled_pages_nbr") or 0)
            for group in ("vulnerabilities", "anomalies"):
                for kind, found in told[group].items():
                    scanned.add(
                        "wapiti",
                        (f"{kind}: {one['info']} {one['path']} as {cookie}" for one in found),
                    )
        scanned.errors = target.errors()
    return scanned


def schemathesis(program: str, folder: Path, database: str, most: int) -> Scanned:
    """The interface by its own description, with a token that may everything."""
    scanned = Scanned()
    words = ["--max-examples", str(most or 200), "--checks", "all", "--continue-on-failure"]
    words += ["--no-color", "--suppress-health-check", "all"]
    with standing(database) as target:
        told = ""
        for review in ("", target.review):  # ids that are made up, and one that is there
            named = folder / "schemathesis.toml"
            named.write_text(f'[parameters]\n"path.review_id" = "{review}"\n' if review else "")
            address = f"{target.url}/api/v1/openapi.json"
            key = ["--header", f"Authorization: Bearer {target.token}"]
            config = ["--config-file", str(named)]
            told += _run([program, *config, "run", address, *words, *key], 1200, folder)
        scanned.errors = target.errors()
    print(told[-6000:])
    made = re.findall(r"(\d+) generated", told)
    scanned.asked = sum(map(int, made))
    scanned.add("schemathesis", re.findall(r"^- (.+)$", told, re.MULTILINE))
    if not made:
        scanned.add("schemathesis", [f"nothing was tried: {told[-300:]!r}"])
    return scanned


def bandit(program: str, folder: Path, _database: str, _most: int) -> Scanned:
    """The program itself, each of its rules."""
    file = folder / "bandit.json"
    _run(
        [program, "-q", "-r", str(ROOT / "participation"), "-f", "json", "-o", str(file)], 600, ROOT
    )
    told = json.loads(file.read_text(encoding="utf-8"))
    scanned = Scanned(asked=told["metrics"]["_totals"]["loc"])
    scanned.add(
        "bandit",
        (
            f"{one['test_id']} {Path(one['filename']).relative_to(ROOT)}:{one['line_number']}"
            f" {one['issue_text'][:90]}"
            for one in told["results"]
        ),
    )
    return scanned


def semgrep(program: str, folder: Path, _database: str, _most: int) -> Scanned:
    """Patterns of our own, each of which must find what is planted for it."""
    rules = PATTERNS / "rules.yml"
    for name in ("planted.py", "planted.html"):
        (folder / name).write_bytes((PATTERNS / f"{name}.txt").read_bytes())
    words = [program, "scan", "--config", str(rules), "--json", "--metrics=off", "--no-git-ignore"]
    words += ["--disable-version-check", "--quiet", "--jobs", str(AT_A_TIME), "--timeout=60"]
    scanned = Scanned()
    planted = _what_semgrep_said(words, "planted.py", "planted.html", cwd=folder)
    found = {one["check_id"].rpartition(".")[2] for one in planted["results"]}
    named = set(re.findall(r"^  - id: (\S+)$", rules.read_text(encoding="utf-8"), re.MULTILINE))
    scanned.findings += [f"{name}: what is planted was not found" for name in sorted(named - found)]
    told = _what_semgrep_said(words, "participation", cwd=ROOT)
    scanned.asked = len(told["paths"]["scanned"])
    scanned.findings += [f"not read: {one.get('path')}: {one['type']}" for one in told["errors"]]
    for one in told["results"]:
        name, line = one["check_id"].rpartition(".")[2], one["start"]["line"]
        said = (ROOT / one["path"]).read_text(encoding="utf-8").splitlines()[line - 1].strip()
        scanned.add("semgrep", [f"{name} {one['path']}:{line} {said[:90]}"])
    return scanned


def _what_semgrep_said(words: Sequence[str], *where: str, cwd: Path) -> dict[str, Any]:
    done = subprocess.run(
        [*words, *where], capture_output=True, text=True, timeout=600, check=False, cwd=cwd
    )
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def pip_audit(program: str, folder: Path, _database: str, _most: int) -> Scanned:
    """Every locked library, with its version, against the registry's list of known holes."""
    file = folder / "audit.json"
    scanned = Scanned()
    for lock in ("requirements.txt", "requirements-dev.txt", "requirements-build.txt"):
        words = [program, "--disable-pip", "--require-hashes", "-r", str(ROOT / lock)]
        said = _run([*words, "-f", "json", "-o", str(file)], 600, ROOT)
        if not file.exists():
            scanned.findings.append(f"nothing was told of {lock}: {said[-300:]}")
            continue
        told = json.loads(file.read_text(encoding="utf-8"))["dependencies"]
        file.unlink()
        scanned.asked += len(told)
        scanned.add(
            "pip-audit",
            (
                f"{one['name']} {one.get('version')} in {lock}: {hole['id']}, mended in"
                f" {', '.join(hole['fix_versions']) or 'nothing yet'}"
                for one in told
                for hole in one.get("vulns", ())
            ),
        )
        skipped = [one["name"] for one in told if "skip_reason" in one]
        scanned.findings += [f"{name} in {lock} was not looked up" for name in skipped]
    return scanned
