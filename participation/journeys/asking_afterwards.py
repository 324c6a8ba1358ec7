"""How was the review for you? Asked once, some days after it, by one text with a link.

The ordinary round, invitation and questionnaire, with a form of their own. Nobody is reminded, no
task is made where somebody cannot be asked, and no answer is in a summary: managers see counts, and
words are heard and read like all words. Only a number that is somebody's own, private and fresh is
written to, since the link says what it is about (R9, R17). It counts among the three texts that we
begin about one review, and leaves room for the one that says what happened (R18). An adult with
several children in care is asked about one of them (R8).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session, selectinload

from participation.care.authority import queries as authority
from participation.care.consultations import batches
from participation.care.consultations import queries as rounds
from participation.care.consultations import service as consultations
from participation.care.consultations.models import (
    Conversation,
    ConversationState,
    Invitation,
    InvitationState,
    Round,
    Way,
)
from participation.care.consultations.rules import (
    ChildFacts,
    feedback_for_adult,
    feedback_for_child,
)
from participation.care.people import queries as people
from participation.care.people.models import ContactPoint, Relationship
from participation.care.people.what_stops import Switch, asking, switched
from participation.care.reviews.models import Review, ReviewState
from participation.channels.sms.wording import TextKey
from participation.guard.crypto import council_key
from participation.journeys import capping
from participation.journeys.first_texts import text_to_adult, text_to_child
from participation.journeys.inviting import make_link, write_first_text
from participation.journeys.opening import promise_first_text
from participation.journeys.permission import MayAsk, standing
from participation.journeys.planning import Plan, plan_adult, plan_child
from participation.journeys.releasing import hold_for_release
from participation.journeys.services import Services
from participation.kernel.working_days import add_working_days, subtract_working_days
from participation.questionnaire.definition import Form, Occasion

WORKING_DAYS_AFTER = 5  # by then the decisions are with people
NOT_LATER_THAN = 10  # a review that was held longer ago is let be
OPEN_FOR = 15  # working days
NOT_AGAIN_FOR = timedelta(days=90)  # an adult
_ASKED_BY_TEXT = frozenset({"after_parent", "after_carer"})  # nobody else is texted by us
_IS_ASKED = consultations.OPEN_STATES - {InvitationState.NOT_POSSIBLE}
_CHILD = "child"


def reviews_to_ask_about(session: Session, on: date) -> Sequence[int]:
    """Keys of reviews that were held some days ago and that nobody was asked about yet. One of
    before this was here is let be: people were not asked here what they think, before it."""
    holidays = authority.bank_holidays(session)
    asked = select(Round.id).where(Round.review_id == Review.id, Round.occasion == Occasion.AFTER)
    before = select(Round.id).where(Round.review_id == Review.id, rounds.is_before())
    return session.scalars(
        select(Review.id)
        .where(
            Review.state == ReviewState.HELD,
            Review.held_on.between(
                subtract_working_days(on, NOT_LATER_THAN, holidays),
                subtract_working_days(on, WORKING_DAYS_AFTER, holidays),
            ),
            before.exists(),
            ~asked.exists(),
        )
        .order_by(Review.held_on, Review.id)
    ).all()


def open_round(
    session: Session, review_id: int, on: date, *, hold: timedelta, house: Services, now: datetime
) -> int:
    """Ask whoever can be asked about one review; how many. Without any there is no round."""
    review = session.get(Review, review_id)
    if (
        review is None
        or review.held_on is None
        or rounds.round_of(session, review_id, Occasion.AFTER)
    ):
        return 0
    before = rounds.round_of(session, review_id)
    if before is None:
        return 0
    held = Round(
        review=review,
        occasion=Occasion.AFTER,
        opened_at=now,
        closes_on=add_working_days(on, OPEN_FOR, authority.bank_holidays(session)),
    )
    with session.no_autoflush:
        asked = list(_invited(session, held, before, on, house=house, now=now))
    if not asked:
        return 0
    for invitation in asked:
        consultations.pin_form(session, house.library.forms[invitation.form_key or ""])
    session.add(held)
    session.flush()
    if house.council(session).hold_first_texts:
        hold_for_release(session, asked, now)
        return len(asked)
    for invitation in asked:
        promise_first_text(session, invitation, now + hold, now)
    return len(asked)


def ask(session: Session, invitation_id: UUID, *, house: Services, now: datetime) -> bool:
    """Write the one text down; False where this is an invitation to say something beforehand.

    Whoever cannot be asked at this moment is let be: nobody is to be chased for this.
    """
    invitation = consultations.invitation_by_id(session, invitation_id)
    if invitation is None or invitation.round.occasion is Occasion.BEFORE:
        return False
    if invitation.state is not InvitationState.TO_SEND or batches.waits(session, invitation):
        return True
    match standing(session, invitation, now):
        case MayAsk(point):
            people.hold_number(session, point.value_hash)
            _write(session, invitation, point, house=house, now=now)
        case other:
            invitation.state = InvitationState.CLOSED
            invitation.not_heard_reason = other.reason
    return True


def asked_about_these_reviews(session: Session, invitations: Sequence[Invitation]) -> list[int]:
    """Keys of these, and of what the same people were asked before or after the same reviews:
    texts about one review count together (R18)."""
    reviews = {one.round.review_id for one in invitations}
    if not reviews:
        return []
    rows = session.execute(
        select(Invitation.id, Invitation.respondent, Invitation.child_id)
        .join(Round, Invitation.round_id == Round.id)
        .where(Round.review_id.in_(reviews))
    )
    those = {(one.respondent, one.child_id) for one in invitations}
    return [row.id for row in rows if (row.respondent, row.child_id) in those]


def _invited(
    session: Session, held: Round, before: Round, on: date, *, house: Services, now: datetime
) -> Iterator[Invitation]:
    review = held.review
    texted = {one.respondent: one for one in rounds.invitations_of(session, before.id)}
    form = _form_of_child(review, house)
    if form is not None:
        plan = plan_child(session, review.child, form.key, on)
        theirs = and_(Invitation.relationship_id.is_(None), Invitation.child_id == review.child_id)
        if not _is_being_asked(session, review, theirs) and _may_be_asked(
            session, review, _CHILD, plan, texted.get(_CHILD), on
        ):
            yield _invitation(held, None, form, on)
    relationships = session.scalars(
        select(Relationship)
        .where(Relationship.child_id == review.child_id, Relationship.ended_on.is_(None))
        .options(selectinload(Relationship.adult))
        .order_by(Relationship.id)
    ).all()
    met: set[int] = set()  # somebody may be two things to one child
    for related in relationships:
        key = feedback_for_adult(related.kind)
        form = house.library.forms.get(key) if key in _ASKED_BY_TEXT else None
        if form is None or related.adult_id in met or _asked_lately(session, related, now):
            continue
        if _is_being_asked(session, review, Relationship.adult_id == related.adult_id):
            continue
        plan = plan_adult(session, review.child, related, review, on, afterwards=True)
        earlier = texted.get(related.public_id.hex)
        if _may_be_asked(session, review, related.kind, plan, earlier, on):
            met.add(related.adult_id)
            yield _invitation(held, related, form, on)


def _form_of_child(review: Review, house: Services) -> Form | None:
    """None for the youngest, and for whoever needs easy words: a person asks them."""
    child = review.child
    if review.held_on is None:
        return None
    facts = ChildFacts(
        born_on=child.born_on,
        born_estimated=child.born_estimated,
        form_override=child.form_override if child.form_override in house.library.forms else None,
        communication=frozenset(child.communication or ()),
    )
    return house.library.forms.get(feedback_for_child(facts, review.held_on) or "")


def _may_be_asked(
    session: Session,
    review: Review,
    role: str,
    plan: Plan,
    before: Invitation | None,
    on: date,
) -> bool:
    point = plan.point
    if point is None or plan.stale or not point.own_and_private:
        return False
    if switched(review.child, asking(role), on) is not Switch.OPEN:
        return False
    if before is None:
        return True
    if before.state is InvitationState.DECLINED:
        return False
    begun = capping.begun_about(session, before)
    news = role != _CHILD or TextKey.SOMETHING_NEW in begun  # a child is yet to be told
    return len(begun) < capping.BEGUN_AT_MOST - (0 if news else 1)


def _is_being_asked(session: Session, review: Review, theirs: ColumnElement[bool]) -> bool:
    """Whether they are asked at present what they think before another review, of this child or a
    sibling: two texts that ask two things are one too many, and that one matters more (R8)."""
    found = (
        select(Invitation.id)
        .join(Round, Invitation.round_id == Round.id)
        .outerjoin(Relationship, Invitation.relationship_id == Relationship.id)
        .where(
            theirs,
            Round.review_id != review.id,
            Round.occasion == Occasion.BEFORE,
            Round.closed_at.is_(None),
            Invitation.state.in_(_IS_ASKED),
        )
    )
    return session.scalar(found.limit(1)) is not None


def _asked_lately(session: Session, related: Relationship, now: datetime) -> bool:
    """Whether this adult was asked about another child, or another review, a while ago."""
    found = (
        select(Invitation.id)
        .join(Round, Invitation.round_id == Round.id)
        .join(Relationship, Invitation.relationship_id == Relationship.id)
        .where(
            Relationship.adult_id == related.adult_id,
            Round.occasion == Occasion.AFTER,
            Round.opened_at > now - NOT_AGAIN_FOR,
        )
    )
    return session.scalar(found.limit(1)) is not None


def _invitation(held: Round, related: Relationship | None, form: Form, on: date) -> Invitation:
    child = held.review.child
    reads = related.adult.reading_language if related else child.reading_language
    return Invitation(
        round=held,
        child=child,
        asked_through=related,
        respondent=related.public_id.hex if related else _CHILD,
        role=related.kind if related else _CHILD,
        form_key=form.key,
        form_version=form.version,
        form_hash=form.source_hash,
        language=reads,
        way=Way.LINK,
        state=InvitationState.TO_SEND,
        asked_from=on,
    )


def _write(
    session: Session,
    invitation: Invitation,
    point: ContactPoint,
    *,
    house: Services,
    now: datetime,
) -> None:
    """A conversation that is over as it begins: whatever comes back is kept and heard as words."""
    related = invitation.asked_through
    link = make_link(invitation, house)
    if related is None:
        said = text_to_child(session, invitation, link, house=house, now=now)
    else:
        said = text_to_adult(
            session,
            invitation,
            point,
            stale=False,
            closes_on=invitation.round.closes_on,
            link=link,
            house=house,
            now=now,
        )
    conversation = Conversation(
        number_hash=point.value_hash,
        adult_id=related.adult_id if related else None,
        child_id=None if related else invitation.child_id,
        state=ConversationState.DONE,
        language=said.language,
        opened_at=now,
        invitations=[invitation],
    )
    session.add(conversation)
    session.flush()
    key = council_key(session, now) if related else invitation.child.key
    write_first_text(session, point, said, conversation, invitation, key=key, house=house, now=now)
