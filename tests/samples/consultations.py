"""The six consultations: who was asked, in which language, and what they said."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from participation.care.consultations.models import Answer, Invitation, PrivateTalk
from participation.care.consultations.service import Circumstances
from participation.care.people.models import RelationshipKind, StaffMember
from participation.care.reviews.models import Review
from participation.care.reviews.rules import ReviewType
from participation.journeys.opening import open_round
from participation.kernel.db import transaction
from participation.questionnaire.definition import Sharing
from participation.questionnaire.replies import Reply
from tests.factories import Make
from tests.saying import Saying

DOG = (
    "[[0,250,700,250,450,700,450,700,700],[5,700,450,820,330,900,380,780,470],[1,300,300,500,180]]"
)


@dataclass(frozen=True)
class SayingIn(Saying):
    """The same in a language."""

    language: str = "en"

    def _say(
        self,
        invitation: Invitation,
        key: str,
        reply: Reply,
        how: Circumstances,
        sent: bool,
        only_officer: bool | None,
    ) -> Any:
        spoken = replace(how, language=self.language)
        return super()._say(invitation, key, reply, spoken, sent, only_officer)


def youngest_with_a_helper(make: Make, officer: StaffMember) -> Review:
    """A girl of six who draws, helped by her carer."""
    child = make.child(officer=officer, age=6, name="Mia", communication=["symbols"])
    review = make.review(child, kind=ReviewType.SECOND)
    asked = make.invitation(review, form="child_4_7", company="carer", helped_by="Bea Okonkwo")
    say = Saying(make)
    say.fill_in(asked, "one_thing", "drawing", words=f"{DOG}\nmy dog Biscuit. i want him at nanas")
    say.fill_in(asked, "bed_and_toys", "happy", words="bunny is in bed")
    say.fill_in(asked, "feelings", "ok")
    say.fill_in(asked, "family_time", "more", words="more nana")
    say.fill_in(asked, "helper_how", words="She pointed at the pictures and I typed what she said.")
    say.fill_in(asked, "helper_saw", words="She smiled when she drew the dog.")
    say.send(asked)
    return review


def arabic(make: Make, officer: StaffMember) -> Review:
    """A boy of fourteen who writes Arabic."""
    child = make.child(
        officer=officer,
        age=14,
        name="يوسف",
        spoken_language="ar",
        dialect="Sudanese",
        reading_language="ar",
        interpreter_needed=True,
    )
    review = make.review(child)
    asked = make.invitation(review, company="alone", language="ar")
    say = SayingIn(make, "ar")
    say.fill_in(
        asked, "one_thing", words="أريد أن أتصل بأمي كل يوم جمعة الساعة 5.\nهي لا تعرف أين أنا."
    )
    say.fill_in(asked, "going_well", words="كرة القدم في College، والطعام أفضل الآن 🙂")
    say.fill_in(asked, "home", "ok", words="البيت هادئ")
    say.fill_in(asked, "the_plan", "not_told")
    say.fill_in(asked, "family_time", "more")
    say.fill_in(asked, "school", "good", words="ESOL جيد")
    say.fill_in(asked, "feelings", "up_and_down", words="لا أنام جيداً")
    say.skip_to(asked, "review_wishes")
    say.fill_in(asked, "review_wishes", "helper")
    say.fill_in(asked, "menu_advocate", "yes")
    say.fill_in(asked, "menu_interpreter", "same_one", words="نفس المترجم من فضلك")
    say.send(asked)
    with transaction() as session:
        session.add(
            PrivateTalk(
                key=session.get_one(Review, review.id).child.key,
                review_id=review.id,
                outcome="talked",
                on=make.today,
                alone=True,
                how="visit",
                interpreter=True,
            )
        )
    return review


def polish_by_text(make: Make, officer: StaffMember) -> Review:
    """A mother who answers by text in Polish; her daughter has not begun."""
    child = make.child(officer=officer, age=10, name="Ola")
    review = make.review(child)
    asked = make.invitation(review, form="child_8_11")
    related = make.relationship(child, make.adult("Agnieszka Nowak"), RelationshipKind.MOTHER)
    mother = make.invitation(round=asked.round, related=related, form="parent_text", language="pl")
    say = SayingIn(make, "pl")
    say.text(mother, "going_well", "Ola lubi szkołę i ma dwie koleżanki, to cieszy.")
    say.text(mother, "worries", "Martwię się że nikt do mnie nie dzwoni po widzeniu z córką")
    say.text(mother, "taking_part", "przyjdę, ale potrzebuję tłumacza")
    say.text(mother, "taking_part", "1")
    say.send(mother)
    return review


def nobody_answered(make: Make, officer: StaffMember) -> Review:
    """Four people were asked or could not be; nobody said anything. Opened as each morning does."""
    child = make.child(officer=officer, age=15, name="Kai")
    make.contact(child=child)
    for kind, name, contact in (
        (RelationshipKind.MOTHER, "Donna Reed", {}),
        (RelationshipKind.FATHER, "Paul Reed", {"confirmed_on": None}),
        (RelationshipKind.FOSTER_CARER, "Bea Okonkwo", {}),
    ):
        adult = make.adult(name)
        make.relationship(child, adult, kind)
        make.contact(adult=adult, **contact)
    review = make.review(child)
    with transaction() as session:
        open_round(session, review.id, make.today, hold=timedelta(0), house=make.house,
                   now=make.clock.now())  # fmt: skip
    return review


def late_words(make: Make, officer: StaffMember) -> Review:
    """A girl who sent, was read, and then had more to say."""
    review = make.review(make.child(officer=officer, age=13, name="Zara"))
    asked = make.invitation(review, company="alone")
    say = Saying(make)
    say.fill_in(asked, "one_thing", words="i dont want to move school again")
    say.fill_in(asked, "going_well", words="drama club!! 🎭")
    say.send(asked)
    return review


def more_late_words(make: Make, review: Review) -> None:
    with transaction() as session:
        asked = session.scalars(select(Invitation).where(Invitation.child_id == review.child_id))
        one = asked.one()
        session.expunge_all()
    say = Saying(make)
    say.add(one, "one more thing: can Miss Adeyemi come to the meeting")
    say.add(one, "only for you: i heard them talking about moving me", only_officer=True)


def three_withheld(make: Make, officer: StaffMember) -> Review:
    """A boy who let everyone see two answers and kept three for his officer."""
    child = make.child(officer=officer, age=15, name="Dean")
    make.relationship(
        child, make.adult("Bea Okonkwo"), RelationshipKind.FOSTER_CARER,
        parental_responsibility=False,
    )  # fmt: skip
    review = make.review(child)
    asked = make.invitation(review, company="alone")
    say = Saying(make)
    say.fill_in(asked, "one_thing", words="I want to see my brother more than once a month")
    say.fill_in(asked, "going_well", words="boxing, and my flat mate is sound")
    say.fill_in(asked, "home", "not_good", words="they shout when i am late", only_officer=True)
    say.fill_in(asked, "the_plan", "some")
    say.fill_in(asked, "family_time", "more")
    say.fill_in(asked, "school", "ok", words="maths is hard, ask mr khan to slow down")
    say.fill_in(asked, "feelings", "low", words="i cant sleep", only_officer=True)
    say.fill_in(asked, "safe", "nowhere")
    say.fill_in(asked, "worries", words="that i lose my bed if i complain", only_officer=True)
    say.skip_to(asked, "review_wishes")
    say.fill_in(asked, "review_wishes", "how")
    say.send(asked)
    with transaction() as session:
        rows = session.scalars(select(Answer).where(Answer.invitation_id == asked.id))
        for row in rows:
            if row.question_key in ("one_thing", "going_well", "school"):
                row.sharing = Sharing.EVERYONE
    return review


@dataclass(frozen=True)
class Turn:
    """What one translator makes of it, each text in the order it was said."""

    language: str
    who: str
    texts: tuple[str, ...]
    second: bool = False


TRANSLATED: Mapping[str, tuple[Turn, ...]] = {
    "2-arabic-translated": (
        Turn(
            "ar",
            "Huda Saleh",
            (
                "I want to ring my mum every Friday at 5.\nShe does not know where I am.",
                "Football at College, and the food is better now 🙂",
                "The house is quiet",
                "ESOL is good",
                "I do not sleep well",
                "The same interpreter please",
            ),
        ),
        Turn("ar", "Omar Idris", ("I do not sleep well",), second=True),  # those worried somebody
    ),
}

SAMPLES: Mapping[str, Callable[[Make, StaffMember], Review]] = {
    "1-child-of-6-with-helper": youngest_with_a_helper,
    "2-arabic-translated": arabic,
    "3-polish-mother-by-text": polish_by_text,
    "4-nobody-answered": nobody_answered,
    "5-late-words": late_words,
    "6-three-withheld": three_withheld,
}
