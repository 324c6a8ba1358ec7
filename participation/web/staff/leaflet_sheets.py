"""What stands on each leaflet. The words on rights are those of the first page that a child opens
(R28), so that whoever put those into a language has put these."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum

from participation.channels.paper.sheet import Look, Section, Sheet
from participation.kernel.texts import IN_ENGLISH, Texts

N_ = str  # marks a text for the translators
AGES = ("young", "middle", "older")
WHO = N_("your reviewing officer")
SIDE = N_("Side {side} of {sides}")
LONGER = N_("This paper takes {sides} sides.")


class Kind(StrEnum):
    RIGHTS = "rights"
    COMPLAINTS = "complaints"


Part = tuple[str, tuple[str, ...]]
RIGHTS: Mapping[str, tuple[Part, ...]] = {
    "young": (
        (
            N_("What is a review?"),
            (
                N_("A review is about you."),
                N_("People talk about how you are."),
                N_("They choose what happens next."),
            ),
        ),
        (N_("Who is in charge?"), (N_("%(officer)s checks that they listen to you."),)),
        (
            N_("What can you do?"),
            (
                N_("You can say what you think."),
                N_("You can say no."),
                N_("An advocate can help you say it."),
            ),
        ),
    ),
    "middle": (
        (
            N_("What is a review?"),
            (
                N_("At a review, people talk about how you are."),
                N_("They decide what should happen next."),
                N_("It is about your plan."),
            ),
        ),
        (
            N_("Who is in charge?"),
            (
                N_("%(officer)s checks the plan is good for you."),
                N_("You can talk with %(officer)s on your own."),
            ),
        ),
        (
            N_("What can you do?"),
            (
                N_("You can say what you think, or say nothing."),
                N_("You can have an advocate: someone on your side."),
                N_("You can complain, and nobody may be cross about it."),
            ),
        ),
    ),
    "older": (
        (
            N_("What is a review?"),
            (
                N_("A review looks at your care plan: is it right for you, and is it happening?"),
                N_("You can say who comes, where it is and what it is about."),
            ),
        ),
        (
            N_("Who is in charge?"),
            (
                N_("The job is to check the plan and to challenge it when it is not working."),
                N_("You can ask to talk with %(officer)s alone."),
            ),
        ),
        (
            N_("What can you do?"),
            (
                N_(
                    "Your wishes have to be asked for and taken seriously, though they do not"
                    " decide everything."
                ),
                N_("You can have an advocate, free and independent."),
                N_("You can complain, ask for an earlier review, or talk to a solicitor."),
            ),
        ),
    ),
}
COMPLAINTS: Mapping[str, tuple[Part, ...]] = {
    "young": (
        (
            N_("Is something not right?"),
            (
                N_("You can say so. That is called a complaint."),
                N_("Nobody may be cross with you."),
            ),
        ),
        (
            N_("How?"),
            (
                N_("Tell someone you trust."),
                N_("An advocate can help you say it."),
                N_("Or ring {phone}."),
            ),
        ),
        (N_("And then?"), (N_("Someone listens. They tell you what happens."),)),
    ),
    "middle": (
        (
            N_("Is something not fair or not right?"),
            (
                N_("You can complain. That means you say what is wrong."),
                N_("Nobody may be cross with you for it."),
            ),
        ),
        (
            N_("How?"),
            (
                N_("Say it, write it, or ask someone to write it for you."),
                N_("You can have an advocate: someone on your side."),
                N_("Ring {phone} and say you want to complain."),
            ),
        ),
        (
            N_("And then?"),
            (
                N_("Someone who was not part of it looks into it."),
                N_("They tell you who they are, and when you hear more."),
                N_("Not happy with the answer? You can ask for it to be looked at again."),
            ),
        ),
    ),
    "older": (
        (
            N_("Is something not fair or not right?"),
            (
                N_("You have a right to complain about how you are looked after."),
                N_("It must not change how people treat you."),
            ),
        ),
        (
            N_("How?"),
            (
                N_("By talking, in writing, or through somebody you choose."),
                N_("You can have an advocate, free and independent."),
                N_("Ring {phone} and ask for the complaints manager."),
            ),
        ),
        (
            N_("And then?"),
            (
                N_("First somebody tries to put it right with you."),
                N_("If that does not work, someone from outside looks into it."),
                N_("After that you can ask for people from outside to look at it again."),
                N_("When all of that is over, the Ombudsman can look at it."),
            ),
        ),
    ),
}
TITLES: Mapping[Kind, str] = {
    Kind.RIGHTS: N_("Your review and your rights"),
    Kind.COMPLAINTS: N_("When something is not right"),
}
RING = N_("People to ring")


def leaflet(kind: Kind, age: str, texts: Texts, *, phone: str, lines: Sequence[str]) -> Sheet:
    """One leaflet; in English where nobody has put its first words into the language.

    Args:
        phone: the council's own number.
        lines: other numbers to ring, for children.
    """
    parts = (RIGHTS if kind is Kind.RIGHTS else COMPLAINTS)[age]
    if texts.gettext(parts[0][1][0]) == parts[0][1][0]:
        texts = IN_ENGLISH

    def say(words: str) -> str:
        said = texts.gettext(words).replace("%(officer)s", texts.gettext(WHO))
        said = said.replace("{phone}", phone)
        return said[:1].upper() + said[1:]

    told = [
        Section(
            heading=say(heading),
            look=Look.FIRST if not number else Look.PLAIN,
            lead=tuple(map(say, words)),
        )
        for number, (heading, words) in enumerate(parts)
    ]
    return Sheet(
        named=say(TITLES[kind]),
        title=say(TITLES[kind]),
        facts=(),
        sections=(*told, Section(heading=say(RING), lead=tuple(lines))),
        foot="",
        side=texts.gettext(SIDE),
        longer=texts.gettext(LONGER),
        language=texts.language,
        large=True,
    )
