"""What somebody told us, and what is known of them: their own words, texts, numbers, asks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

from sqlalchemy import and_, or_, select

from participation.care.consultations import queries as consultations
from participation.care.consultations.models import (
    Answer,
    Channel,
    Conversation,
    Direction,
    Invitation,
    Message,
    MessageState,
    Remark,
    Round,
    conversation_invitations,
)
from participation.care.people.models import ContactPoint
from participation.care.requests.models import Ask
from participation.care.reviews.models import Review
from participation.care.safeguarding.models import Concern, ConcernExclusion, Hearing
from participation.care.subject_access.gather import Gather, facts, sent_part
from participation.care.subject_access.lines import Line, Section
from participation.care.subject_access.rules import AskedBy, Desk, Part
from participation.care.summaries.in_words import chosen, for_staff, words_and_drawing
from participation.questionnaire.definition import AnswerState, Form, Sharing

_NOT_THEIRS = (MessageState.DESK, MessageState.NOT_OURS)
_NOT_SAID = (AnswerState.SKIPPED, AnswerState.DECLINED)


def about(g: Gather) -> Iterator[Line]:
    """What the case system told us of them, and what else is known."""
    child = g.child
    if g.relation is not None:
        adult = g.relation.adult
        yield g.line(
            Section.ABOUT,
            "adult",
            f"adult:{adult.public_id.hex}",
            facts=facts(
                kind=g.relation.kind.value,
                parental_responsibility=g.relation.parental_responsibility,
                may_be_asked=g.relation.may_be_asked,
                spoken_language=adult.spoken_language,
                reading_language=adult.reading_language,
                interpreter_needed=adult.interpreter_needed,
                dialect=adult.dialect,
                reads=adult.reads,
                interpreter_gender=adult.interpreter_gender,
                communication=", ".join(adult.communication or ()),
                not_wanted=adult.not_wanted,
            ),
            beside=g.beside(g.relation.public_id),
        ).with_fact("name", adult.full_name or "")
        if g.relation.not_asked_reason:
            yield g.line(
                Section.ABOUT,
                "not_asked",
                f"not_asked:{g.relation.public_id.hex}",
                words=g.relation.not_asked_reason,
                facts=facts(until=g.relation.not_asked_until),
                about_others=True,
            )
        return
    made = g.line(
        Section.ABOUT,
        "child",
        f"child:{child.public_id.hex}",
        facts=facts(
            reference=child.external_id,
            born_on=child.born_on,
            looked_after_since=child.looked_after_since,
            ceased_on=child.ceased_on,
            legal_status=child.legal_status,
            spoken_language=child.spoken_language,
            dialect=child.dialect,
            reading_language=child.reading_language,
            reads=child.reads,
            interpreter_needed=child.interpreter_needed,
            interpreter_gender=child.interpreter_gender,
            communication=", ".join(child.communication or ()),
            form_override=child.form_override,
            authority_to_place_on=child.authority_to_place_on,
            placed_for_adoption_on=child.placed_for_adoption_on,
            contact_stopped_on=child.contact_stopped_on,
        ),
        beside=g.beside(child.public_id),
    )
    if child.known_as:
        made = made.with_fact("known_as", child.known_as)
    yield made.with_fact("name", child.first_name or "")
    if child.not_wanted:
        yield g.line(
            Section.ABOUT,
            "not_wanted",
            f"not_wanted:{child.public_id.hex}",
            facts=facts(not_wanted=child.not_wanted),
            for_everyone=False,
        )
    if child.circumstances:
        yield g.line(
            Section.ABOUT,
            "circumstances",
            f"circumstances:{child.public_id.hex}",
            facts=facts(circumstances=", ".join(child.circumstances)),
            safeguarding=True,
        )


def numbers(g: Gather) -> Iterator[Line]:
    """Every number and address of theirs; that one is found in it does not hold it back."""
    whose = (
        ContactPoint.adult_id == g.relation.adult_id
        if g.relation is not None
        else ContactPoint.child_id == g.child.id
    )
    for row in g.session.scalars(select(ContactPoint).where(whose).order_by(ContactPoint.id)):
        made = g.line(
            Section.NUMBERS,
            "number",
            f"number:{row.public_id.hex}",
            facts=facts(
                way=row.kind.value,
                safe_to_text=row.safe_to_text,
                own_and_private=row.own_and_private,
                confirmed_on=row.confirmed_on,
            ),
            for_everyone=False,
        )
        yield made.with_fact("value", row.value or "")


def asked(g: Gather) -> Iterator[Line]:
    """That they were asked, how, and what became of asking."""
    for row in invitations_of(g):
        yield g.line(
            Section.ASKED,
            "invitation",
            f"invitation:{row.public_id.hex}",
            at=row.sent_at,
            facts=facts(
                review_on=row.round.review.day,
                occasion=row.round.occasion.value,
                way=row.way.value,
                state=row.state.value,
                not_heard_reason=row.not_heard_reason,
                reason_on=row.reason_on,
                attempts="; ".join(
                    f"{one.get('on', '')} {one.get('what', '')}" for one in row.tried or ()
                ),
                language=row.language,
                asked_from=row.asked_from,
                opened_at=row.opened_at,
                finished_at=row.finished_at,
                helped_by=row.helped_by,
            ),
            for_everyone=False,
        )


def said(g: Gather) -> Iterator[Line]:
    """Answers and other words. What was replaced or never sent is read by nobody here (R3)."""
    invitations = invitations_of(g)
    forms = consultations.forms_of(g.session, invitations)
    ids = [row.id for row in invitations]
    kept = kept_from_somebody(g, Answer) | kept_from_somebody(g, Remark)
    by_id = {row.id: row for row in invitations}
    answers = g.session.scalars(
        select(Answer)
        .where(Answer.invitation_id.in_(ids), Answer.withdrawn_at.is_(None))
        .order_by(Answer.invitation_id, Answer.id)
    ).all()
    newest: dict[tuple[int, str], int] = {}
    for row in answers:
        if row.channel is Channel.SMS or by_id[row.invitation_id].finished_at is not None:
            newest[row.invitation_id, row.question_key] = row.id
    for row in answers:
        if _is_here(g, row.public_id in kept):
            read = newest.get((row.invitation_id, row.question_key)) == row.id
            if not read and g.asked_by is AskedBy.PARENT:
                continue  # what nobody reads is the child's, and goes to the child alone
            form = forms.get(by_id[row.invitation_id].form_hash or "")
            yield _answer(g, row, form, read=read)
    remarks = g.session.scalars(
        select(Remark)
        .where(Remark.invitation_id.in_(ids), Remark.withdrawn_at.is_(None))
        .order_by(Remark.id)
    )
    for words in remarks:
        if _is_here(g, words.public_id in kept):
            invitation = by_id[words.invitation_id]
            line = _remark(g, words, forms.get(invitation.form_hash or ""), invitation)
            if line.part is not Part.UNSENT or g.asked_by is not AskedBy.PARENT:
                yield line


def texts(g: Gather) -> Iterator[Line]:
    """Texts to and from them. One of which nobody has said whose it is, is nobody's yet; and a
    conversation about a brother or sister as well is not in one child's copy, but its answers are.
    """
    ids = [row.id for row in invitations_of(g)]
    if not ids:
        return
    links = conversation_invitations.c
    elsewhere = (
        select(links.conversation_id)
        .join(Invitation, Invitation.id == links.invitation_id)
        .where(Invitation.child_id != g.child.id)
    )
    talks = select(links.conversation_id).where(
        links.invitation_id.in_(ids), links.conversation_id.not_in(elsewhere)
    )
    alone = select(Conversation.id).where(
        Conversation.child_id == g.child.id if g.is_childs else Conversation.id.in_(talks)
    )
    rows = g.session.scalars(
        select(Message)
        .where(
            or_(
                Message.invitation_id.in_(ids),
                Message.conversation_id.in_(talks),
                Message.conversation_id.in_(alone),
            ),
            or_(Message.direction == Direction.OUT, Message.state.not_in(_NOT_THEIRS)),
        )
        .order_by(Message.at, Message.id)
    ).all()
    kept = kept_from_somebody(g, Message)
    for row in rows:
        came = row.direction is Direction.IN
        if _is_here(g, row.public_id in kept):
            yield g.line(
                Section.TEXTS,
                "text_in" if came else "text_out",
                f"text:{row.public_id.hex}",
                at=row.at,
                words=row.body or None,
                language=row.language,
                facts=facts(state=None if came else row.state.value),
                for_everyone=False,
            )


def asks(g: Gather) -> Iterator[Line]:
    """What they asked for between reviews, on the desk that has it."""
    on_desk = Ask.desk == g.export.desk.value
    if g.export.desk is Desk.OFFICER:
        on_desk = and_(on_desk, Ask.past_officer.is_(False))
    rows = g.session.scalars(
        select(Ask)
        .where(Ask.child_id == g.child.id, Ask.asker == g.export.respondent, on_desk)
        .order_by(Ask.id)
    )
    for row in rows:
        yield g.line(
            Section.ASKS,
            "ask",
            f"ask:{row.public_id.hex}",
            at=row.asked_at,
            words=row.words,
            language=row.language,
            facts=facts(
                ask=row.kind.value,
                taken_at=row.taken_at,
                taken_by=row.taken_by.full_name if row.taken_by is not None else None,
                done_at=row.done_at,
                answer=row.answer,
            ),
            for_everyone=False,
        )


def invitations_of(g: Gather) -> Sequence[Invitation]:
    """Every time they were asked about this child."""
    return g.session.scalars(
        select(Invitation)
        .join(Round, Round.id == Invitation.round_id)
        .join(Review, Review.id == Round.review_id)
        .where(
            Invitation.child_id == g.child.id,
            Invitation.respondent == g.export.respondent,
        )
        .order_by(Invitation.id)
    ).all()


def kept_from_somebody(g: Gather, table: type[Answer | Remark | Message]) -> set[UUID]:
    """Words that went past the officer, or of which a concern is kept from somebody who works
    here: the safeguarding lead looks these through, and nobody else learns of them."""
    excluded = (
        select(ConcernExclusion.id)
        .join(Concern, Concern.id == ConcernExclusion.concern_id)
        .where(Concern.hearing_id == Hearing.id)
        .correlate(Hearing)
    )
    return set(
        g.session.scalars(
            select(Hearing.source_id)
            .join(table, table.public_id == Hearing.source_id)
            .where(
                Hearing.child_id == g.child.id,
                or_(Hearing.past_officer.is_(True), excluded.exists()),
            )
        )
    )


def _is_here(g: Gather, kept: bool) -> bool:
    return kept is (g.export.desk is Desk.SAFEGUARDING)


def _answer(g: Gather, row: Answer, form: Form | None, *, read: bool) -> Line:
    question = form.question(row.question_key) if form is not None else None
    words, drawing = words_and_drawing(question, row.words or "")
    values = tuple(row.value or ())
    return g.line(
        Section.SAID,
        "answer" if read else "answer_unsent",
        f"answer:{row.public_id.hex}",
        part=sent_part(only_officer=row.sharing is Sharing.ONLY_OFFICER, read=read),
        heading=for_staff(question.text, form) if question is not None else row.question_key,
        chosen=for_staff(chosen(question, values), form) or None,
        words=words or None,
        language=row.language,
        drawing=drawing,
        at=row.given_at,
        facts=facts(
            answer_state=row.state.value if row.state in _NOT_SAID else None,
            channel=row.channel.value,
            helped_by=row.helped_by,
            sharing=row.sharing.value,
        ),
        beside=g.beside(row.public_id),
        for_everyone=row.sharing is Sharing.EVERYONE,
        safeguarding=g.export.desk is Desk.SAFEGUARDING,
    )


def _remark(g: Gather, row: Remark, form: Form | None, invitation: Invitation) -> Line:
    question = form.question(row.question_key) if form and row.question_key else None
    words, drawing = words_and_drawing(question, row.words or "")
    draft = not (row.kind.counts_as_sent or row.channel.counts_as_sent)
    return g.line(
        Section.SAID,
        "remark",
        f"remark:{row.public_id.hex}",
        part=sent_part(
            only_officer=row.sharing is Sharing.ONLY_OFFICER,
            read=invitation.finished_at is not None or not draft,
        ),
        heading=for_staff(question.text, form) if question is not None else None,
        words=words or None,
        language=row.language,
        drawing=drawing,
        at=row.received_at,
        facts=facts(channel=row.channel.value, sharing=row.sharing.value),
        beside=g.beside(row.public_id),
        for_everyone=row.sharing is Sharing.EVERYONE,
        safeguarding=g.export.desk is Desk.SAFEGUARDING,
    )
