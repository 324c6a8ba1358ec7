"""Holds our counting of parts against npm's `sms-segments-calculator`, on 1,000 generated texts.

A check for whoever changes `segments.py`, not part of any build: it needs Node and the package.

    npm install --prefix FOLDER sms-segments-calculator
    python -m tests.channels.sms.against_npm FOLDER

Last run with version 1.3.0: 1,000 of 1,000 alike. The package, too, counts UTF-16 units, and it
keeps a pair whole at the end of a part, as networks do.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys

from participation.channels.sms.linting import every_text, longest
from participation.channels.sms.segments import BASIC, EXTENSION, count
from participation.kernel.texts import IN_ENGLISH

TEXTS = 1000
SCRIPT = """
const { SegmentedMessage } = require('sms-segments-calculator');
for (const line of require('fs').readFileSync(0, 'utf8').split('\\n').filter(Boolean)) {
  const text = new SegmentedMessage(JSON.parse(line));
  console.log(JSON.stringify([text.encodingName, text.segmentsCount]));
}
"""
PLAIN, DEAR = "".join(sorted(BASIC - set("\r"))), "".join(sorted(EXTENSION - {"\f"}))
OTHER = "ŵŷąćęłńóśźżğışمرحبا你好ትግርኛ’–…`áíú"
BEYOND = "😀👍🌳🎉"


def generated(chance: random.Random) -> str:
    """A text of any length around the borders, in one of several mixtures of letters."""
    letters = chance.choice((PLAIN, PLAIN * 9 + DEAR * 3, PLAIN * 6 + OTHER, OTHER, OTHER + BEYOND))
    border = chance.choice((67, 70, 134, 153, 160, 201, 306, 459))
    return "".join(chance.choices(letters, k=max(1, border + chance.randint(-12, 12))))


def main() -> None:
    chance = random.Random(1)
    ours = [longest(key, level, IN_ENGLISH)[0] for key, level in every_text()]
    texts = ours + [generated(chance) for _ in range(TEXTS - len(ours))]
    answered = subprocess.run(
        ["node", "-e", SCRIPT],
        input="\n".join(json.dumps(text) for text in texts),
        cwd=sys.argv[1],
        capture_output=True,
        text=True,
        check=True,
    )
    theirs = [tuple(json.loads(line)) for line in answered.stdout.splitlines()]
    assert len(theirs) == len(texts)
    different = 0
    for text, (encoding, parts) in zip(texts, theirs, strict=True):
        counted = count(text)
        if (counted.encoding, counted.parts) != (encoding, parts):
            different += 1
            print(f"{text!r}\n  ours {counted.encoding} {counted.parts}, theirs {encoding} {parts}")
    print(f"{len(texts) - different} of {len(texts)} alike")
    sys.exit(1 if different else 0)


if __name__ == "__main__":
    main()
