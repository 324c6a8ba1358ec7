"""How far things are, and of what kind: every code that a round of asking keeps."""

from __future__ import annotations

from enum import StrEnum


class InvitationState(StrEnum):
    TO_SEND = "to_send"
    SENT = "sent"
    OPENED = "opened"
    STARTED = "started"
    FINISHED = "finished"
    DECLINED = "declined"
    CLOSED = "closed"
    NOT_POSSIBLE = "not_possible"


class Way(StrEnum):
    TEXT = "text"  # the questions come by text
    LINK = "link"  # a text or mail with a link
    CARD = "card"  # a card with a code, handed over by a person
    CALL = "call"
    LETTER = "letter"
    VISIT = "visit"


class Channel(StrEnum):
    FORM = "form"
    SMS = "sms"
    CHAT = "chat"
    PAPER = "paper"  # typed in by a member of staff from what the person wrote or ticked
    TOLD = "told"  # said to a member of staff, on a visit or in a call

    @property
    def counts_as_sent(self) -> bool:
        """Nobody presses Send after it."""
        return self in (Channel.SMS, Channel.TOLD)


class RemarkKind(StrEnum):
    REFUSED = "refused"  # typed to a question that could not take it
    MORE = "more"  # goes on the answer before: a thought in several texts
    LATE = "late"  # came after the person had finished, or the round had closed
    ADDED = "added"  # added after sending, on purpose
    RESCUED = "rescued"  # kept after an unexpected error (D6)
    PLACED = "placed"  # a text of which a person decided whose words it holds
    TOLD = "told"  # said to a member of staff, in the person's own words
    BESIDE = "beside"  # the same, or on a paper, while what they began themselves is not sent
    ONE_CHILD = "one_child"  # "anything about just one of them" (R8)

    @property
    def counts_as_sent(self) -> bool:
        """Whatever they sent by themselves, and in whatever way it came."""
        return self in (RemarkKind.LATE, RemarkKind.BESIDE)


class ConversationState(StrEnum):
    WAITING = "waiting"  # another conversation holds this phone
    OPENING = "opening"  # asked whether we may ask
    ASKING = "asking"
    DONE = "done"
    CLOSED = "closed"
    ENDED = "ended"  # R16: what comes from this phone now is nobody's answer; a person reads it


class Direction(StrEnum):
    IN = "in"
    OUT = "out"


class MessageState(StrEnum):
    """Outgoing: moves only forward in this order. Incoming: RECEIVED, then PLACED or DESK."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    FAILED = "failed"
    UNKNOWN = "unknown"  # the provider may have it; shown as "may not have arrived"
    CANCELLED = "cancelled"
    RECEIVED = "received"
    PLACED = "placed"
    DESK = "desk"  # a person decides whose words these are
    NOT_OURS = "not_ours"  # a person decided: nothing to do with any child of ours


class BatchState(StrEnum):
    WAITING = "waiting"  # until a person lets it go
    RELEASED = "released"  # goes at `goes_at`; until then it can be taken back


class TaskKind(StrEnum):
    """Why somebody must do something by a day."""

    NO_SAFE_WAY = "no_safe_way"  # no number, not safe to text, stale, suppressed: another way (R7)
    NEVER_SPOKEN_WITH = "never_spoken_with"  # R11: a person first, then perhaps a text
    ASK_ABOUT_WORRIES_ALONE = "ask_about_worries_alone"  # R24: helped by a carer
    CALL = "call"
    LANGUAGE = "language"
    WRONG_NUMBER = "wrong_number"
    STOPPED = "stopped"  # R19
    CARD = "card"  # hand over a card with a code
    KEY_SHUT = "key_shut"  # five wrong tries: a person talks with its holder and sets it free (R2)
    FORM_LOST = "form_lost"  # the questions they began with cannot be read any more
    LET_TEXTS_GO = "let_texts_go"  # first texts wait for a person's release
    TOO_MANY_TEXTS = "too_many_texts"  # our own cap for an hour was reached: why?
    AGE_ESTIMATED = "age_estimated"  # eighteen by a birthday that somebody estimated
    IMPORT_WAITS = "import_waits"  # an extract that asks something, or has a mistake in it
    SUMMARY_UNREAD = "summary_unread"  # the review is a working day away, and nobody has read
    NUMBER_CHANGED = "number_changed"  # nothing is sent again by itself (I18, T24)
    STAFF_UNUSED = "staff_unused"  # nobody came in as them for thirty days (T21); about no child
    FILE_FIRST = "file_first"  # words are due to go, and something stands in the way (R30, P8)
    TRANSLATE = "translate"  # words wait for a translator, or a text that goes back to a child
    TRANSLATOR = "translator"  # a translator may know the family: another has to have the words
    TOLD_TRANSLATED = "told_translated"  # what the child is told is in their language: release it
    INTERPRETER = "interpreter"  # a review is near, and no interpreter is confirmed
    INTERPRETER_MOVED = "interpreter_moved"  # the day moved, and the agency has to be rung
    NEEDS_SAID = "needs_said"  # somebody said of themselves what no import had said
    SUBJECT_EXPORT = "subject_export"  # look a copy through that somebody asked for
    WHO_IS_ASKED = "who_is_asked"  # the social worker looks through the people of a round (R7)
    AGREE_NOT_ASKED = "agree_not_asked"  # the officer agrees, or not, to what was decided (R7)
    ASK_AGAIN = "ask_again"  # they asked a person for another time, or were not there
    IN_PERSON = "in_person"  # visits, calls and papers with what came of them; nobody's to do
    WAS_IT_HELD = "was_it_held"  # a review's day is long gone, and nobody said what became of it
    TELL_OFFICER = "tell_officer"  # the child has another officer, and does not know the name yet
    GLASS = "glass"  # look over a record that was opened by break-glass; names no child
    GLASS_NOT_RIGHT = "glass_not_right"  # … which somebody found was not right


class TaskState(StrEnum):
    OPEN = "open"
    DONE = "done"
    OVER = "over"  # not done, and nobody is to do it any more; opened again where asking goes on
