"""Take over govuk-frontend's compiled stylesheet: no font of theirs, no crown, only what we use.

Run by hand when the version changes (node is needed for that alone, never to install or run):

    npm pack govuk-frontend@6.3.0
    python scripts/vendor_govuk.py govuk-frontend-6.3.0.tgz

GDS Transport and the crown may be used on gov.uk only, so the font is taken out and no picture is
copied. Rules that can match none of the components in KEEP are left out, which brings 124 kB down
to what a staff page may weigh. Writes the stylesheet, its licence and VENDOR.json with npm's own
integrity value and the sha256 of each file; a test recomputes both sums that it can.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import sys
import tarfile
from pathlib import Path

TARGET = Path(__file__).resolve().parents[1] / "participation/web/static/vendor"
MEMBER = "package/dist/govuk/govuk-frontend.min.css"
BRAND = "#00654d"
FONT = 'system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",arial,sans-serif'

# Names of blocks: `govuk-button` keeps .govuk-button, .govuk-button--warning, .govuk-button-group.
KEEP = (
    "body", "button", "caption", "details", "error-message", "error-summary", "fieldset",
    "form-group", "heading", "hint", "input", "inset-text", "label", "link", "list",
    "main-wrapper", "radios", "select", "skip-link", "summary-list", "table", "tag", "template",
    "textarea", "visually-hidden", "warning-text", "width-container",
)  # fmt: skip
# Of the single-purpose override classes, only these.
KEEP_OVERRIDES = ("govuk-\\!-margin-bottom-0", "govuk-\\!-margin-bottom-2", "govuk-\\!-width-full")
MIT = """The MIT License (MIT)

Copyright (C) 2017 Crown Copyright (Government Digital Service)

Permission is hereby granted, free of charge, to any person obtaining a copy of
this software and associated documentation files (the "Software"), to deal in
the Software without restriction, including without limitation the rights to
use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of
the Software, and to permit persons to whom the Software is furnished to do so,
subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS
FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER
IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN
CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
"""


def main(archive: str) -> None:
    """Write vendor/govuk-frontend.css, its licence and VENDOR.json from npm's tarball."""
    packed = Path(archive).read_bytes()
    with tarfile.open(archive) as tar:
        stylesheet = tar.extractfile(MEMBER)
        description = tar.extractfile("package/package.json")
        if stylesheet is None or description is None:
            sys.exit("The tarball holds no stylesheet: its layout has changed.")
        css = stylesheet.read().decode()
        version = json.loads(description.read())["version"]
    css = _without_font(css)
    css = _only_used(css) + f":root{{--govuk-brand-colour:{BRAND}}}"
    if "GDS Transport" in css or "url(" in css:
        sys.exit(
            "Their font or a picture is still named in the stylesheet: its layout has changed."
        )
    files = {
        "govuk-frontend.css": f"/* govuk-frontend {version}, MIT, Crown copyright; cut */\n{css}\n",
        "govuk-frontend.LICENSE.txt": MIT,
    }
    for name, text in files.items():
        (TARGET / name).write_text(text, encoding="utf-8")
    record = {
        "package": "govuk-frontend",
        "version": version,
        "licence": "MIT",
        "made_by": "scripts/vendor_govuk.py",
        "npm_integrity": "sha512-" + base64.b64encode(hashlib.sha512(packed).digest()).decode(),
        "files": {n: hashlib.sha256(t.encode()).hexdigest() for n, t in sorted(files.items())},
    }
    (TARGET / "VENDOR.json").write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
    print(f"govuk-frontend {version}: {len(css):,} bytes of CSS")


def _without_font(css: str) -> str:
    css = re.sub(r"@font-face\{[^}]*\}", "", css)
    css = re.sub(r'"?GDS Transport"?,\s*arial,\s*sans-serif', FONT, css)
    return re.sub(r"/\*# sourceMappingURL=.*?\*/", "", css)


def _only_used(css: str) -> str:
    """The same stylesheet without rules whose every selector names a component we lack."""
    kept: list[str] = []
    at = 0
    while at < len(css):
        brace, semicolon = css.find("{", at), css.find(";", at)
        if brace == -1:
            kept.append(css[at:])
            break
        if -1 < semicolon < brace:  # @charset and the like: no block
            kept.append(css[at : semicolon + 1])
            at = semicolon + 1
            continue
        end = _closing(css, brace)
        head, body = css[at:brace], css[brace + 1 : end]
        at = end + 1
        if head.lstrip().startswith(("@media", "@supports")):
            inner = _only_used(body)
            if inner.strip():
                kept.append(f"{head}{{{inner}}}")
        elif head.lstrip().startswith("@"):
            kept.append(f"{head}{{{body}}}")
        else:
            selectors = [one for one in head.split(",") if _is_used(one)]
            if selectors:
                kept.append(f"{','.join(selectors)}{{{body}}}")
    return "".join(kept)


def _closing(css: str, brace: int) -> int:
    depth = 0
    for place in range(brace, len(css)):
        depth += {"{": 1, "}": -1}.get(css[place], 0)
        if depth == 0:
            return place
    sys.exit("The stylesheet has an open block.")


def _is_used(selector: str) -> bool:
    if "govuk-frontend-supported" in selector or "js-enabled" in selector:
        return False  # their script is not shipped
    if "govuk-\\!" in selector:
        return any(name in selector for name in KEEP_OVERRIDES)
    names = re.findall(r"\.govuk-([a-z-]+)", selector)
    return all(name.split("--")[0].startswith(KEEP) for name in names)


if __name__ == "__main__":
    main(sys.argv[1])
