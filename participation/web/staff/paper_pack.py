"""A person's questions on paper, in their language, with the code that leads to them on a phone.

No name of the child stands on it, and nothing of care but what the questions ask. Whoever types it
in finds the person by the reference at its foot.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from participation.channels.form.wording import page_question
from participation.channels.form.wording import title as title_of
from participation.channels.paper.sheet import Item, Look, Section, Sheet
from participation.kernel.texts import IN_ENGLISH, Texts
from participation.questionnaire.definition import Form, Kind, Question, Sharing
from participation.questionnaire.engine import suits
from participation.web.staff.paper_shown import NOT_ON_PAPER
from participation.web.staff.ways_in import WayIn

N_ = str  # marks a text for the translators
BEFORE = N_("Before you write")
CHILD = (
    N_("You can leave things out."),
    N_("We type in what you write, word for word."),
    N_("Then {officer} reads it."),
    N_("Your social worker can see most of it."),
    N_("Not safe? Then {officer} has to tell someone who can help."),
    N_("Your words stay in your file. A judge can ask to see them."),
)
ADULT = (
    N_("You can leave out anything."),
    N_("Somebody who works with {officer} types it in, word for word. {officer} reads it."),
    N_("It goes on the file. People in the case may read it, and so may a court."),
    N_("If you are in court now, ask your solicitor first."),
    N_("If someone is not safe, a person looks at once and may have to tell others."),
)
ONLY = N_("Only for {officer}")
PHONE = N_("Or on a phone")
POINT = N_("Point the camera at the square.")
TYPE = N_("Or type this code at {address}: {code}")
ASK = N_("Is this really from us? Ring {phone}.")
GIVE = N_("Give this paper back to whoever brought it, or to {officer}.")
SOMEBODY = N_("your reviewing officer")
SIDE = N_("Side {side} of {sides}")
LONGER = N_("This paper takes {sides} sides.")
NUMBER = N_("Write a number from {least} to {most}.")
_ROOM_FOR_WORDS, _ROOM_BESIDE = 38, 16  # millimetres


def paper_sheet(
    form: Form, texts: Texts, way_in: WayIn, *, officer: str, reference: str, is_child: bool
) -> Sheet:
    """The questions of one form as a sheet with room to write.

    Args:
        officer: as this person may know them; empty where there is nobody yet.
        reference: by which whoever types it in finds the person.
    """
    frame = texts if texts.gettext(BEFORE) != BEFORE else IN_ENGLISH
    names = {"officer": officer} if officer else {}
    called = officer or frame.gettext(SOMEBODY)

    def say(words: str) -> str:
        said = frame.gettext(words).replace("{officer}", called)
        return said[:1].upper() + said[1:]

    return Sheet(
        named=say(N_("Questions on paper")),
        title=title_of(form, texts, names=names),
        facts=(say(GIVE),),
        sections=(
            Section(heading=say(BEFORE), look=Look.FIRST, lead=tuple(map(say, _told(is_child)))),
            Section(
                heading=say(N_("The questions")),
                items=tuple(
                    _items(form, texts, names, only=say(ONLY), number=frame.gettext(NUMBER))
                ),
            ),
            _on_a_phone(way_in, say(PHONE), say(POINT), frame),
        ),
        foot=reference,
        side=frame.gettext(SIDE),
        longer=frame.gettext(LONGER),
        language=texts.language,
        large=is_child,
    )


def _told(is_child: bool) -> tuple[str, ...]:
    return CHILD if is_child else ADULT


def _items(
    form: Form, texts: Texts, names: Mapping[str, str], *, only: str, number: str
) -> Iterator[Item]:
    for question in form.questions:
        # Who is with them is not known: what may be asked of them alone is not on paper (R24).
        if question.kind in NOT_ON_PAPER or not suits(question, {}):
            continue
        worded = page_question(form, question, {}, texts, names=names)
        labels = [choice.label for choice in (*worded.choices, *worded.passing)]
        if question.sharing is not Sharing.ONLY_OFFICER:
            labels.append(only)
        yield Item(
            heading=worded.title,
            notes=tuple(line for line in (worded.help, _limits(question, number)) if line),
            ticks=tuple(labels),
            room=_ROOM_BESIDE if worded.choices else _ROOM_FOR_WORDS,
        )


def _limits(question: Question, number: str) -> str:
    if question.kind not in (Kind.NUMBER, Kind.SCALE):
        return ""
    least, most = str(question.minimum), str(question.maximum)
    return number.replace("{least}", least).replace("{most}", most)


def _on_a_phone(way_in: WayIn, heading: str, point: str, frame: Texts) -> Section:
    typed = frame.gettext(TYPE).replace("{address}", way_in.address)
    ask = frame.gettext(ASK).replace("{phone}", way_in.check_phone)
    item = Item(
        chosen=point,
        square=way_in.square,
        notes=(typed.replace("{code}", way_in.code), ask),
    )
    return Section(heading=heading, items=(item,))
