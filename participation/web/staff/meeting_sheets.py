"""Papers for a review's meeting: an invitation, the child's own agenda, what a child who leads
needs, and a referral for speech and language support. Each in the language of its reader."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time

from participation.channels.paper.sheet import Item, Look, Section, Sheet
from participation.kernel.dates import day_words, hour_words
from participation.kernel.texts import IN_ENGLISH, Texts

N_ = str  # marks a text for the translators
SIDE = N_("Side {side} of {sides}")
LONGER = N_("This paper takes {sides} sides.")
YOUR_REVIEW = N_("Your review")
INVITED = N_("You are invited to a review")
ON = N_("It is on {day}.")
ON_AT = N_("It is on {day}, at {hour}.")
NO_DAY = N_("There is no day yet. We tell you when there is.")
WHERE = N_("Where")
ASK_WHERE = N_("{officer} tells you how to take part.")
COMING = N_("Who comes")
INTERPRETER = N_("Somebody comes who speaks your language.")
NEED = N_("What you need")
NEED_CHILD = N_("Want a break, help, or something else? Tell {officer}.")
NEED_ADULT = N_("Tell us what you need: somebody who interprets, a way in without steps, a break.")
CHOOSE = N_("You choose")
MAY_STAY_AWAY = N_("You do not have to come. You can say what you think in another way.")
MAY_CHANGE = N_("You can ask for another day, another place or other people.")
ALONE = N_("You can talk with {officer} alone before it.")
ADULT_IN_COURT = N_("If you are in court now, ask your solicitor first.")
ASK = N_("Questions?")
RING = N_("Ring {phone} to ask, or to check that this is from us.")
ABOUT = N_("What we talk about")
NOTHING_YET = N_("Nothing yet. What do you want to put here?")
LEADS = N_("Who leads: {who}")
YOU = N_("you")
YOU_AND = N_("you and {officer}")
TO_BEGIN = N_("To begin")
TO_END = N_("To end")
ANY_TIME = N_("At any time")
WELCOME = N_("“Hello. Thank you for coming. I lead today.”")
EVERYONE = N_("“Please say who you are.”")
NEXT = N_("“What is next?” Tick each thing when it is done.")
BREAK = N_("You can stop for a break. Hold up your hand.")
HELP = N_("{officer} sits beside you and helps. You can pass it on to {officer}.")
SLOW = N_("“Please say that in easier words.”")
LAST = N_("“Is there anything else?”")
WHO_DOES = N_("“Who does what, and by when?”")
THANKS = N_("“Thank you. That is all.”")
SOMEBODY = N_("your reviewing officer")


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Facts:
    """What the papers say of the meeting. `officer`: as the reader may know them."""

    day: date | None
    hour: time | None
    officer: str
    phone: str
    place: str | None = None  # only for somebody who may know it
    link: str | None = None
    access: str | None = None
    coming: tuple[str, ...] = ()
    interpreter: bool = False


def invitation(facts: Facts, texts: Texts, *, is_child: bool) -> Sheet:
    """For one person who comes. No name of the child, and the place only where it was handed in."""
    say = _Says(texts, facts)
    where = [line for line in (facts.place, facts.link) if line] or [say(ASK_WHERE)]
    sections = [Section(heading=say(WHERE), look=Look.FIRST, lead=tuple(where))]
    if is_child and facts.coming:
        sections.append(Section(heading=say(COMING), lead=facts.coming))
    needs = [say(NEED_CHILD if is_child else NEED_ADULT)]
    if facts.interpreter:
        needs.insert(0, say(INTERPRETER))
    if facts.access:
        needs.append(facts.access)
    sections.append(Section(heading=say(NEED), lead=tuple(needs)))
    if is_child:
        chosen = (say(MAY_STAY_AWAY), say(MAY_CHANGE), say(ALONE))
        sections.append(Section(heading=say(CHOOSE), lead=chosen))
    last = [say(RING)] if is_child else [say(ADULT_IN_COURT), say(RING)]
    title = say(YOUR_REVIEW if is_child else INVITED)
    last_section = Section(heading=say(ASK), lead=tuple(last))
    return _sheet(say, title, [say.when], [*sections, last_section], large=is_child)


def agenda(facts: Facts, texts: Texts, points: Sequence[str], *, led_by: str) -> Sheet:
    """The child's own page: when, who comes, who leads, and what it is about, to tick off."""
    say = _Says(texts, facts)
    leads = say(LEADS).replace("{who}", _leader(say, led_by, facts))
    where = tuple(line for line in (facts.place, facts.link) if line) or (say(ASK_WHERE),)
    return _sheet(
        say,
        say(YOUR_REVIEW),
        [say.when, leads],
        [
            Section(heading=say(WHERE), lead=where),
            Section(heading=say(COMING), lead=facts.coming or (facts.officer or say(SOMEBODY),)),
            _about(say, points),
            Section(heading=say(CHOOSE), lead=(say(BREAK), say(ALONE), say(MAY_STAY_AWAY))),
        ],
    )


def chairs_pack(facts: Facts, texts: Texts, points: Sequence[str], *, led_by: str) -> Sheet:
    """For a child who leads: words to begin and to end with, and what is in between."""
    say = _Says(texts, facts)
    leads = say(LEADS).replace("{who}", _leader(say, led_by, facts))
    return _sheet(
        say,
        say(YOUR_REVIEW),
        [say.when, leads],
        [
            Section(heading=say(TO_BEGIN), look=Look.FIRST, lead=(say(WELCOME), say(EVERYONE))),
            _about(say, points, say(NEXT)),
            Section(heading=say(ANY_TIME), lead=(say(BREAK), say(SLOW), say(HELP))),
            Section(heading=say(TO_END), look=Look.FIRST,
                    lead=(say(LAST), say(WHO_DOES), say(THANKS))),
        ],
    )  # fmt: skip


def speech_referral(lines: Sequence[tuple[str, str]], *, reader: str, made: str) -> Sheet:
    """What a speech and language service needs to begin; the reason is written by hand.

    Args:
        lines: what is known, each with its heading.
        reader: who made it, on every side.
    """
    known = [Item(heading=heading, chosen=words) for heading, words in lines if words]
    asked = [
        Item(heading=heading, room=room)
        for heading, room in (
            ("How they understand others, and make themselves understood", 34),
            ("What helps, and what makes it harder", 28),
            ("What is asked for, and by when: the review is on the day above", 24),
            ("Who agreed to this referral, and when", 12),
        )
    ]
    return Sheet(
        named="A referral",
        title="Referral for speech and language support",
        facts=(f"{reader}, {made}",),
        sections=(
            Section(heading="What is known", items=tuple(known)),
            Section(heading="To fill in", items=tuple(asked)),
        ),
        foot=f"{reader}, {made}",
        side=SIDE,
        longer=LONGER,
        language="en",
    )


class _Says:
    """Our words in the reader's language, in English where nobody has put them into it."""

    def __init__(self, texts: Texts, facts: Facts) -> None:
        self.texts = texts if texts.gettext(YOUR_REVIEW) != YOUR_REVIEW else IN_ENGLISH
        self._officer = facts.officer or self.texts.gettext(SOMEBODY)
        self._facts = facts

    def __call__(self, words: str) -> str:
        said = self.texts.gettext(words).replace("{officer}", self._officer)
        said = said.replace("{phone}", self._facts.phone)
        return said[:1].upper() + said[1:]

    @property
    def when(self) -> str:
        facts = self._facts
        if facts.day is None:
            return self(NO_DAY)
        words = self(ON_AT if facts.hour else ON)
        words = words.replace("{day}", day_words(facts.day, self.texts.language))
        return words.replace("{hour}", hour_words(facts.hour) if facts.hour else "")


def _about(say: _Says, points: Sequence[str], *lead: str) -> Section:
    if not points:
        return Section(heading=say(ABOUT), items=(Item(heading=say(NOTHING_YET), room=40),))
    return Section(heading=say(ABOUT), lead=lead, items=(Item(ticks=tuple(points)), Item(room=18)))


def _leader(say: _Says, led_by: str, facts: Facts) -> str:
    match led_by:
        case "child":
            return say.texts.gettext(YOU)
        case "together":
            return say.texts.gettext(YOU_AND).replace(
                "{officer}", facts.officer or say.texts.gettext(SOMEBODY)
            )
        case _:
            return facts.officer or say.texts.gettext(SOMEBODY)


def _sheet(
    say: _Says,
    title: str,
    facts: Sequence[str],
    sections: Sequence[Section],
    *,
    large: bool = True,
) -> Sheet:
    return Sheet(
        named=say(N_("A paper")),
        title=title,
        facts=tuple(facts),
        sections=tuple(sections),
        foot="",
        side=say.texts.gettext(SIDE),
        longer=say.texts.gettext(LONGER),
        language=say.texts.language,
        large=large,
    )
