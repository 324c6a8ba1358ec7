"""The webhook for texts, knocked at as the provider does it and as others might: B18 to B40, T8."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlencode

import pytest

from participation.care.consultations.models import (
    Answer,
    Message,
    MessageState,
    Remark,
)
from participation.care.safeguarding.models import Concern, Hearing
from participation.kernel.db import db
from tests.conftest import ACCOUNT_SID, AUTH_TOKEN, OUR_NUMBER
from tests.standins.signing import SIGNATURE, inbound, new_sid, signature
from tests.texting import HOOK, Texting

SENDER = "+447700900321"
NEXT_TOKEN = "the-token-that-comes-next"


def fields(body: str = "hello", **more: str) -> dict[str, str]:
    return inbound(from_=SENDER, to=OUR_NUMBER, body=body, account_sid=ACCOUNT_SID, **more)


def stored(texting: Texting) -> list[str | None]:
    return [row.body for row in texting.all(Message, direction="in")]


def post(
    texting: Texting, sent: Mapping[str, str] | str, signed: Mapping[str, str], path: str = HOOK
) -> int:
    """Send one thing with the signature of another."""
    made = signature(AUTH_TOKEN, texting.house.settings.public_url, HOOK, signed)
    data = sent if isinstance(sent, str) else dict(sent)
    kind = "application/x-www-form-urlencoded"
    client = texting.app.test_client()
    return client.post(path, data=data, headers={SIGNATURE: made}, content_type=kind).status_code


# --- what is in the text ------------------------------------------------------------------------


def test_the_answer_is_an_empty_reply_so_that_ours_has_an_id_first(texting: Texting) -> None:
    answer = texting.text(SENDER, "hello")
    assert (answer.status_code, answer.data) == (200, b"<Response/>")


def test_b18_a_long_text_and_one_in_ten_parts_are_kept_whole(texting: Texting) -> None:
    long, parts = "x" * 1600, [f"part {n} of ten" for n in range(10)]
    for body in (long, *parts):
        assert texting.text(SENDER, body, NumSegments="10").status_code == 200
    assert stored(texting) == [long, *parts]


def test_b19_five_thousand_characters_are_kept_whole(texting: Texting) -> None:
    body = "Ich möchte 🙂 " * 400
    assert texting.text(SENDER, body).status_code == 200
    assert stored(texting) == [body]


def test_b5_a_nul_is_kept_as_a_mark_that_something_stood_there(texting: Texting) -> None:
    assert texting.text(SENDER, "a\0b").status_code == 200
    assert stored(texting) == ["a\ufffdb"]


@pytest.mark.parametrize("kind", ["text/html", "application/x-msdownload", "image/svg+xml"])
def test_b20_a_picture_is_noted_and_never_fetched(texting: Texting, kind: str) -> None:
    asked = texting.asked_parent()
    before = len(texting.twilio.requests)
    where = f"{texting.twilio.url}/picture"
    sent = inbound(
        from_=asked.number, to=OUR_NUMBER, body="", account_sid=ACCOUNT_SID,
        NumMedia="1", MediaUrl0=where, MediaContentType0=kind,
    )  # fmt: skip
    assert texting.post(sent).status_code == 200
    assert texting.all(Message, direction="in")[0].pictures == 1
    assert [concern.cause for concern in texting.all(Concern)] == ["picture"]
    assert texting.twilio.requests[before:] == []


@pytest.mark.parametrize("count", range(1, 11))
def test_b20_however_many_pictures_come_their_words_are_kept_and_their_number(
    texting: Texting, count: int
) -> None:
    media = {f"MediaUrl{n}": "https://example.invalid/x" for n in range(count)}
    kinds = {f"MediaContentType{n}": "image/svg+xml" for n in range(count)}
    sent = fields("look at this", NumMedia=str(count), **media, **kinds)
    assert texting.post(sent).status_code == 200
    (row,) = texting.all(Message, direction="in")
    assert (row.body, row.pictures) == ("look at this", count)


@pytest.mark.parametrize("count", ["-1", "abc", "99999", "", "٣"])
def test_b21_a_strange_count_of_pictures_loses_no_words(texting: Texting, count: str) -> None:
    assert texting.post(fields("with words", NumMedia=count)).status_code == 200
    assert stored(texting) == ["with words"]
    assert texting.all(Message, direction="in")[0].pictures == 1


def test_an_empty_text_is_answered_and_breaks_nothing(texting: Texting) -> None:
    asked = texting.asked_parent()
    assert texting.say(asked.number, "1", "", "   ") != []
    assert texting.all(Answer) == []


@pytest.mark.parametrize("body", ["<Response><Say>", "&amp;", "]]>", '"><script>', "{{7*7}}"])
def test_b40_nothing_of_theirs_is_ever_echoed(texting: Texting, body: str) -> None:
    assert texting.text(SENDER, body).data == b"<Response/>"
    texting.work()
    assert body not in texting.twilio.sent(SENDER)[0].body
    assert stored(texting) == [body]


def test_b26_an_unknown_number_two_peoples_number_and_a_closed_cases_number_wait_for_a_person(
    texting: Texting,
) -> None:
    """One neutral reply to each phone, alike to the letter, and the clock of all words."""
    make = texting.make
    shared, closed = make.number(), make.number()
    for name in ("Dawn Brown", "Chris Brown"):
        make.contact(adult=make.adult(name), number=shared)
    adult = make.adult("Jo Brown")
    make.relationship(make.child(ceased_on=make.today), adult)
    make.contact(adult=adult, number=closed)
    for number in (SENDER, shared, closed):
        assert texting.text(number, "is this about Jay").status_code == 200
        assert texting.text(number, "hello?").status_code == 200
    texting.work()
    rows = texting.all(Message, direction="in")
    assert {row.state for row in rows} == {MessageState.DESK}
    heard = texting.all(Hearing)
    assert {one.source_id for one in heard} == {row.public_id for row in rows}
    assert all(one.read_due > texting.house.now() for one in heard)
    replies = [texting.twilio.sent(number) for number in (SENDER, shared, closed)]
    assert [len(each) for each in replies] == [1, 1, 1]
    assert len({each[0].body for each in replies}) == 1


# --- the same again -----------------------------------------------------------------------------


def test_i1_the_same_message_five_times_is_one_text_and_one_reply(texting: Texting) -> None:
    asked = texting.asked_parent()
    texting.say(asked.number, "1")
    sid = new_sid()
    for _ in range(5):
        answer = texting.text(asked.number, "She sleeps well", MessageSid=sid)
        assert (answer.status_code, answer.data) == (200, b"<Response/>")
        texting.work()
    assert [row.words for row in texting.all(Answer)] == ["She sleeps well"]
    assert len(texting.twilio.sent(asked.number)) == 3


def test_i1_ten_posts_of_one_message_at_the_same_moment_are_one_text(texting: Texting) -> None:
    asked = texting.asked_parent()
    texting.say(asked.number, "1")
    sid, statuses = new_sid(), []

    def knock() -> None:
        answer = texting.text(asked.number, "She sleeps well", MessageSid=sid)
        statuses.append(answer.status_code)

    threads = [threading.Thread(target=knock) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    texting.work()
    assert statuses == [200] * 10
    assert [row.words for row in texting.all(Answer)] == ["She sleeps well"]
    assert len(texting.twilio.sent(asked.number)) == 3


def test_b27_the_same_id_with_other_words_keeps_the_first_and_notes_it(texting: Texting) -> None:
    sid = new_sid()
    texting.text(SENDER, "the first", MessageSid=sid)
    assert texting.text(SENDER, "another", MessageSid=sid).status_code == 200
    row = texting.all(Message, direction="in")[0]
    assert (row.body, row.anomaly) == ("the first", "other_words_under_the_same_id")


def test_b36_an_old_signed_request_changes_nothing_a_year_later(texting: Texting) -> None:
    old = fields("I said this once")
    assert texting.post(old).status_code == 200
    texting.make.clock.moment = texting.house.now().replace(year=2027)
    assert texting.post(old).status_code == 200
    assert stored(texting) == ["I said this once"]


# --- who may knock ------------------------------------------------------------------------------


def test_b31_without_a_signature_nobody_enters_and_nothing_is_kept(texting: Texting) -> None:
    client = texting.app.test_client()
    assert client.post(HOOK, data=fields()).status_code == 403
    assert stored(texting) == []


@pytest.mark.parametrize("wrong", ["x", "é", "AAAA", "ÿ" * 28, " ", "0" * 10000])
def test_b32_a_wrong_signature_is_refused(texting: Texting, wrong: str) -> None:
    client = texting.app.test_client()
    answer = client.post(HOOK, data=fields(), headers={SIGNATURE: wrong.encode().decode("latin1")})
    assert answer.status_code == 403
    assert stored(texting) == []


def test_b32_a_lower_cased_or_cut_signature_is_refused(texting: Texting) -> None:
    sent = fields()
    right = signature(AUTH_TOKEN, texting.house.settings.public_url, HOOK, sent)
    client = texting.app.test_client()
    for wrong in (right.lower(), right[:-1], right[:10]):
        assert client.post(HOOK, data=sent, headers={SIGNATURE: wrong}).status_code == 403


def test_b33_one_byte_or_one_field_changed_is_refused(texting: Texting) -> None:
    sent = fields("hello")
    assert post(texting, {**sent, "Body": "hellp"}, sent) == 403
    assert post(texting, {**sent, "Extra": "1"}, sent) == 403
    assert post(texting, {k: v for k, v in sent.items() if k != "ToCity"}, sent) == 403
    assert stored(texting) == []


def test_b34_a_second_body_is_refused(texting: Texting) -> None:
    sent = fields("the first")
    assert post(texting, urlencode([*sent.items(), ("Body", "the second")]), sent) == 403
    last = {**sent, "Body": "the second"}
    assert post(texting, urlencode([*sent.items(), ("Body", "the second")]), last) == 403
    assert stored(texting) == []


@pytest.mark.parametrize("path", [f"{HOOK}/", f"{HOOK}?extra=1", f"/{HOOK}"])
def test_b35_another_address_than_the_signed_one_is_refused(texting: Texting, path: str) -> None:
    sent = fields()
    assert post(texting, sent, sent, path) in (400, 403, 404, 308)
    assert stored(texting) == []


def test_b35_a_signature_over_https_is_none_over_http(texting: Texting) -> None:
    answer = texting.post(fields(), public_url="https://localhost")
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "changed", [{"AccountSid": "AC" + "f" * 32}, {"To": "+447700900998"}, {"To": ""}]
)
def test_b37_another_account_or_number_is_refused(
    texting: Texting, changed: dict[str, str]
) -> None:
    assert texting.post({**fields(), **changed}).status_code == 403
    assert stored(texting) == []


def test_b38_a_moved_border_between_name_and_value_is_refused(texting: Texting) -> None:
    sent = fields("hello")
    moved = {name: value for name, value in sent.items() if name != "Body"}
    assert post(texting, {**moved, "Bodyhel": "lo", "Body": "x"}, sent) == 403
    shifted = {**{k: v for k, v in sent.items() if k != "SmsStatus"}, "SmsStatusrec": "eived"}
    assert post(texting, shifted, sent) == 403


def test_b39_the_old_and_the_new_token_both_count_during_a_rotation(texting: Texting) -> None:
    house = texting.house
    assert texting.post(fields("too early"), token=NEXT_TOKEN).status_code == 403
    both = replace(house.settings, twilio_auth_token_next=NEXT_TOKEN)
    texting.app.extensions["participation"] = replace(house, settings=both)
    assert texting.post(fields("by the new one"), token=NEXT_TOKEN).status_code == 200
    assert texting.post(fields("by the old one")).status_code == 200
    over = replace(house.settings, twilio_auth_token=NEXT_TOKEN)
    texting.app.extensions["participation"] = replace(house, settings=over)
    assert texting.post(fields("too late")).status_code == 403
    assert stored(texting) == ["by the new one", "by the old one"]


def test_b30_other_shapes_of_request_are_refused_plainly(texting: Texting) -> None:
    client = texting.app.test_client()
    assert client.get(HOOK).status_code == 405
    assert client.put(HOOK).status_code == 405
    assert client.post(HOOK, json=fields()).status_code == 415
    multipart = client.post(HOOK, data=fields(), content_type="multipart/form-data")
    assert multipart.status_code == 415
    huge = client.post(
        HOOK, data=urlencode({"Body": "x" * 10_000_000}),
        content_type="application/x-www-form-urlencoded",
        headers={SIGNATURE: "x"},
    )  # fmt: skip
    assert huge.status_code == 413
    for answer in (client.get(HOOK), multipart, huge):
        assert b"Traceback" not in answer.data
        assert b"Body" not in answer.data


# --- words survive (D6) -------------------------------------------------------------------------


def test_i8_when_nothing_can_be_kept_the_provider_is_told_to_come_again(texting: Texting) -> None:
    sent = fields("do not lose me")
    db.session.rollback()
    db.session.execute(db.text("ALTER TABLE hearings RENAME TO hearings_away"))
    db.session.commit()
    try:
        answer = texting.post(sent)
    finally:
        db.session.execute(db.text("ALTER TABLE hearings_away RENAME TO hearings"))
        db.session.commit()
    assert answer.status_code == 503
    assert b"do not lose me" not in answer.data
    assert stored(texting) == []
    assert texting.post(sent).status_code == 200
    assert stored(texting) == ["do not lose me"]


def test_t13_a_flood_from_one_number_is_all_stored_and_answered_at_most_thirty_times(
    texting: Texting,
) -> None:
    asked = texting.asked_parent()
    texting.say(asked.number, "1", "fine", "nothing", "4")
    for place in range(35):
        assert texting.text(asked.number, f"thought {place}").status_code == 200
    texting.work()
    assert len(texting.all(Remark)) == 35
    assert len(texting.twilio.sent(asked.number)) == 30
