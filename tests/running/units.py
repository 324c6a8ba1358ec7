"""The systemd units as systemd itself judges them: `python -m tests.running.units`.

Needs `systemd-analyze` (Debian: systemd), and no running systemd. The units are laid into a folder
that looks like a server with this machine's own targets; `verify` may say nothing at all, and
`security` may find no more exposure than AT_MOST, where 10 is a unit without any hardening.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

UNITS = Path(__file__).parents[2] / "docs" / "running" / "systemd"
AT_MOST = 1.5
_OF_THE_SYSTEM = Path("/lib/systemd/system")
_PROGRAMS = ("opt/participation/.venv/bin/participation", "bin/sh", "usr/bin/logger")
_EXPOSURE = re.compile(r"exposure level for .+?: ([0-9.]+)")


def main() -> int:
    if shutil.which("systemd-analyze") is None:
        print("systemd-analyze is not here; on Debian: apt-get install systemd", file=sys.stderr)
        return 2
    faults = 0
    with tempfile.TemporaryDirectory(prefix="participation-units-") as made:
        root = Path(made)
        _lay_out(root)
        for unit in sorted(UNITS.glob("*.*")):
            faults += _verified(root, unit.name.replace("@.", "@an-example."))
            if unit.suffix == ".service":
                faults += _hardened(root, unit.name)
    print(json.dumps({"name": "units.faults", "value": faults}))
    return int(bool(faults))


def _lay_out(root: Path) -> None:
    shutil.copytree(_OF_THE_SYSTEM, root / "lib/systemd/system", symlinks=True)
    own = root / "etc/systemd/system"
    shutil.copytree(UNITS, own)
    for name in _PROGRAMS:
        program = root / name
        program.parent.mkdir(parents=True, exist_ok=True)
        program.write_text("#!/bin/sh\n")
        program.chmod(0o755)


def _asked(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["systemd-analyze", *words], capture_output=True, text=True, check=False)


def _verified(root: Path, name: str) -> int:
    done = _asked("verify", f"--root={root}", "--recursive-errors=no", name)
    ours = [line for line in (done.stdout + done.stderr).splitlines() if "participation" in line]
    for line in ours:
        print(f"  {line}")
    return int(bool(ours) or done.returncode != 0)


def _hardened(root: Path, name: str) -> int:
    done = _asked("security", "--offline=true", f"--root={root}", name)
    found = _EXPOSURE.search(done.stdout)
    exposure = float(found[1]) if found else 10.0
    print(json.dumps({"name": f"units.exposure.{name}", "value": exposure}))
    return int(exposure > AT_MOST)


if __name__ == "__main__":
    sys.exit(main())
