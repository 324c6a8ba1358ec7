"""Postcodes and telephone numbers hidden in ordinary words, from a seed. All are made up."""

from __future__ import annotations

import random
from collections.abc import Callable

BEFORE = (
    "i like my room and the dog",
    "can i see Mia more often please",
    "School is good but maths is boring",
    "I want to stay here until I am 18",
    "Football on Saturday was the best, we won 3 2",
)
AFTER = (
    "and that is all",
    "please dont tell anyone i said so",
    "I am in year 7 and I am 12",
    "sleep is ok, about 9 hours",
)
POSTCODES = (
    "SW1A 1AA",
    "M1 1AE",
    "B33 8TH",
    "CR2 6XH",
    "DN55 1PT",
    "LS6 3PQ",
    "EC1A 1BB",
    "W1A 0AX",
)
ENDS = ("900123", "900001", "900456", "900999", "900077")
ARABIC, DEVANAGARI = "٠١٢٣٤٥٦٧٨٩", "०१२३४५६७८९"
FULL_WIDTH = "０１２３４５６７８９"
WORDS = ("oh", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def _in_digits(digits: str, text: str) -> str:
    return "".join(digits[int(sign)] if sign.isdigit() else sign for sign in text)


POSTCODE_WAYS: tuple[Callable[[str], str], ...] = (
    str,
    str.lower,
    lambda text: " ".join(text.replace(" ", "")),
    lambda text: text.replace(" ", "\n"),
    lambda text: text.replace(" ", "").lower(),
    lambda text: text.replace(" ", " - "),
    lambda text: ".".join(text.lower().replace(" ", "")),
    lambda text: text.replace(" ", "\u200b\u00a0"),
    lambda text: _in_digits(FULL_WIDTH, text),
    lambda text: text.replace("A", "А").replace("E", "Е").replace("B", "В"),  # Cyrillic
)
PHONE_WAYS: tuple[Callable[[str], str], ...] = (
    str,
    lambda text: text[:5] + " " + text[5:],
    " ".join,
    "-".join,
    lambda text: f"{text[:5]}\n{text[5:8]}\n{text[8:]}",
    lambda text: "+44 (0)" + text[1:],
    lambda text: "0044" + text[1:],
    lambda text: _in_digits(ARABIC, text),
    lambda text: _in_digits(DEVANAGARI, text[:5] + " " + text[5:]),
    lambda text: " ".join(WORDS[int(sign)] for sign in text),
    lambda text: "".join(f"{sign}\ufe0f\u20e3" for sign in text),
    lambda text: text.replace("0", "O"),
)


def hidden(seed: int) -> str:
    """Somebody's words, with a postcode or a telephone number somewhere in them."""
    dice = random.Random(seed)
    if seed % 2:
        secret = dice.choice(POSTCODE_WAYS)(dice.choice(POSTCODES))
    else:
        secret = dice.choice(PHONE_WAYS)("07700" + dice.choice(ENDS))
    return f"{dice.choice(BEFORE)} {secret} {dice.choice(AFTER)}"


ORDINARY = (
    "I want to see Mia on 3 December 2026 and again on 17 December.",
    "03/12/2026 at 16.15, or 2026-12-03 10 30 if that is better",
    "I am 12 and in year 7. I scored 10 2 my team.",
    "my brown dog and my black cat",
    "the road is busy and the street is loud",
    "on my way home I get a long drive",
    "we went to 2 nice places in 1 day",
    "10 out of 10, or 9 out of 10 at night",
    "my school is good. High school is hard. Love school!",
    "I want 1 2 3 4 5 6 more visits",
    "He is in the year 5 2nd set for maths",
    "at 3 o'clock on the 4th I have 100000 things",
    "so 10 2nd chances and it was me 2 1st time",
    "B12 vitamins on the M6 motorway, page 3 of 4",
    "I got 99 and 100 in maths on 12 11 2026",
    "Christmas 2025 and 2026 were ok",
    "very close to my best friend, so close",
    "can we go to the park, the big one with green swings",
    "I live at home with them and I like it",
    "she said she will ring me at 5 or 6",
    "2 cats 1 dog 3 fish 4 snakes 5 birds 6 mice",
    "It is OK. I do not know. I dont want to say",
    "bed at 8 30 on school nights and 9 30 at weekends",
    "mum dad nan grandad Jay Mia and me make 7 of us",
    "I need size 5 shoes and a 32 GB phone",
    "ሓወይ ክርእያ እደሊ 3 ግዜ",
    "أريد أن أرى أخي كل يوم سبت الساعة ٤",
    "Chcę żeby zadzwonili o 17 albo 18",
    "my head hurts. A long day. Good food. A small hill behind the house",
    "I was 7 when I came and 9 when I moved here",
)
"""What children write, with nothing in it for which anybody should be stopped."""
