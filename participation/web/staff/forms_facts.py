"""What staff and young people should know beside a question: who sees it, and when it is asked."""

from __future__ import annotations

from collections.abc import Mapping

from participation.questionnaire.definition import (
    AskIf,
    Audience,
    Band,
    Choice,
    Company,
    Concern,
    Form,
    Kind,
    Known,
    Module,
    Question,
    Sharing,
    Voice,
)
from participation.questionnaire.placeholders import fill
from participation.web.locale import gettext as _
from participation.web.staff import wording

N_ = str  # marks a text for the translators

AUDIENCES: Mapping[str, str] = {
    Audience.CHILD: N_("a child or young person"),
    Audience.OBSERVER: N_("somebody who knows a small child"),
    Audience.PARENT: N_("a parent, or somebody with parental responsibility"),
    Audience.CARER: N_("a carer"),
    Audience.SCHOOL: N_("school"),
    Audience.HEALTH: N_("health"),
    Audience.SOCIAL_WORKER: N_("the social worker"),
    Audience.ADOPTER: N_("a prospective adopter"),
    Audience.GUARDIAN: N_("the children’s guardian"),
    Audience.ADVISER: N_("the personal adviser"),
    Audience.ADVOCATE: N_("the advocate"),
    Audience.VISITOR: N_("the independent visitor"),
}
BANDS: Mapping[str, str] = {
    Band.FOUR_TO_SEVEN: N_("4 to 7"),
    Band.EIGHT_TO_ELEVEN: N_("8 to 11"),
    Band.TWELVE_TO_FIFTEEN: N_("12 to 15"),
    Band.SIXTEEN_TO_SEVENTEEN: N_("16 and 17"),
    Band.EASY: N_("easy read, any age"),
    Band.ADULT: N_("adults"),
}
_KINDS: Mapping[str, str] = {
    Kind.ONE_OF: N_("one answer"),
    Kind.MANY_OF: N_("as many answers as they like"),
    Kind.YES_NO: N_("yes or no"),
    Kind.SCALE: N_("a number on a scale"),
    Kind.NUMBER: N_("a number"),
    Kind.TEXT: N_("their own words"),
    Kind.PEOPLE: N_("names, in their own words"),
    Kind.DRAWING: N_("a drawing, or words"),
    Kind.STATEMENT: N_("only said; nothing is asked"),
}
_SHARING: Mapping[str, str] = {
    Sharing.EVERYONE: N_("everyone at the review"),
    Sharing.OFFICER_AND_WORKER: N_(
        "the reviewing officer and the social worker; it is not read out"
    ),
    Sharing.ONLY_OFFICER: N_("only the reviewing officer, unless somebody is not safe"),
}
_COMPANY: Mapping[str, str] = {
    Company.ALONE: N_("alone"),
    Company.CARER: N_("with somebody they live with"),
    Company.OUTSIDE: N_("with somebody from outside"),
}
_TRIGGERS: Mapping[str, str] = {
    "unaccompanied": N_("the child came to this country without family"),
    "age_disputed": N_("the child’s age is disputed"),
    "connected": N_("the child lives with family or friends"),
    "residential": N_("the child lives in a children’s home"),
    "supported": N_("the young person lives in supported accommodation"),
    "long_term_foster": N_("the child is settled in long-term fostering"),
    "short_breaks": N_("the child has short breaks"),
    "out_of_area": N_("the child lives outside the area"),
    "secure_or_custody": N_("the young person is in a secure home or custody"),
    "in_proceedings": N_("there is a court case"),
    "cp_plan": N_("there is a child protection plan"),
    "missing": N_("the child is missing"),
    "extra_care": N_("the child is marked for extra care"),
    f"known:{Known.LAST_TIME}": N_("it is known what was asked for last time"),
}


def kind_and_readers(question: Question) -> str:
    """What sort of answer is taken, and who sees it unless the person changes that."""
    kind = _(_KINDS[question.kind])
    if question.kind is Kind.STATEMENT:
        return _("This is %(kind)s.", kind=kind)
    return _(
        "Takes %(kind)s. Seen by %(readers)s.", kind=kind, readers=_(_SHARING[question.sharing])
    )


def conditions(form: Form, question: Question, *, names: Mapping[str, str]) -> list[str]:
    """When this question is put, and what an answer sets off: one sentence each."""
    told = []
    if question.voice is Voice.HELPER:
        told.append(_("Put to the person who helps. Their words are kept apart."))
    if question.ask_if is not None:
        told.append(_after(form, question.ask_if, names))
    if question.company:
        told.append(_company(question))
    if question.known is not None:
        told.append(_("Only where it is known what was asked for last time."))
    if question.module and question.module != form.key:
        told.append(_("Comes from the module %(key)s.", key=question.module))
    for concern, sentence in (
        (Concern.RED, N_("A person looks within minutes after %(answers)s.")),
        (Concern.AMBER, N_("A person looks within hours after %(answers)s.")),
    ):
        marked = [_quoted(each, names) for each in question.choices if each.concern is concern]
        if marked:
            told.append(_(sentence, answers=_or(marked)))
    if question.worry:
        told.append(_("A person looks within hours after a yes."))
    return told


def switched_on(module: Module) -> str:
    """When a module joins a form."""
    if module.always:
        return _("It stands in every form of its ages; a child meets only what they ask to choose.")
    reasons = [_trigger(name) for name in sorted(module.when)]
    return _("It joins a form when %(reasons)s.", reasons=_or(reasons))


def for_whom(audience: Audience, bands: tuple[Band, ...]) -> str:
    """ "a child or young person, 8 to 11": adults need no age."""
    ages = [_(BANDS[band]) for band in bands if band is not Band.ADULT]
    return ", ".join((_(AUDIENCES[audience]), *ages))


def _after(form: Form, condition: AskIf, names: Mapping[str, str]) -> str:
    asked = form.question(condition.question)
    if asked is None:  # a menu's question waits for one of the form it joins
        return _(
            "Only if %(values)s is chosen at the question %(key)s.",
            values=_or(sorted(condition.any_of)),
            key=condition.question,
        )
    labels = [_quoted(each, names) for each in asked.choices if each.value in condition.any_of]
    return _(
        "Only if question %(number)s was answered with %(answers)s.",
        number=form.questions.index(asked) + 1,
        answers=_or(labels or sorted(condition.any_of)),
    )


def _quoted(choice: Choice, names: Mapping[str, str]) -> str:
    return f"“{fill(choice.label, names)}”"


def _company(question: Question) -> str:
    if question.company == {Company.ALONE.value, Company.OUTSIDE.value}:
        return _("Only when nobody they live with is there.")
    allowed = [_(_COMPANY[company]) for company in sorted(question.company)]
    return _("Only when they are %(company)s.", company=_or(allowed))


def _trigger(name: str) -> str:
    kind, colon, review = name.partition(":")
    if colon and kind == "review":
        return _("it is a %(kind)s", kind=wording.worded(wording.REVIEW_TYPES, review))
    return wording.worded(_TRIGGERS, name)


def _or(parts: list[str]) -> str:
    if len(parts) < 2:
        return "".join(parts)
    return _("%(first)s or %(last)s", first=", ".join(parts[:-1]), last=parts[-1])
