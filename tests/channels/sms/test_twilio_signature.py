"""Webhooks: what passes for Twilio's own, and everything that must not (security.md B31 to B39)."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator

from participation.channels.sms.twilio_signature import (
    Hook,
    TwilioAccount,
    Verdict,
    signed_by_twilio,
)
from tests.standins.signing import inbound, new_sid, signature, status_report

PUBLIC = "https://words.northshire.example"
SID = "AC" + "1" * 32
SERVICE = "MG" + "2" * 32
TOKEN, NEXT_TOKEN = "the-token-of-today", "the-token-of-tomorrow"
OURS, THEIRS = "+447700900999", "+447700900123"
PATH = "/hooks/twilio/sms"
ACCOUNT = TwilioAccount(PUBLIC, SID, tokens=(TOKEN,), numbers=(OURS,))


def a_text(**more: str) -> dict[str, str]:
    plain = {"from_": THEIRS, "to": OURS, "body": "I like it here", "account_sid": SID}
    return inbound(**{**plain, **more})


def a_report(**more: str) -> dict[str, str]:
    plain = {"sid": new_sid(), "status": "undelivered", "from_": OURS, "to": THEIRS}
    return status_report(**{**plain, "account_sid": SID, **more})


def judge(
    params: dict[str, str] | Iterable[tuple[str, str]],
    signed: str | None,
    *,
    account: TwilioAccount = ACCOUNT,
    hook: Hook = Hook.INBOUND,
    path: str = PATH,
) -> Verdict:
    pairs = params.items() if isinstance(params, dict) else params
    return signed_by_twilio(account, hook, path_and_query=path, params=pairs, signature=signed)


def judge_signed(
    params: dict[str, str], *, account: TwilioAccount = ACCOUNT, hook: Hook = Hook.INBOUND
) -> Verdict:
    """As if whoever posts this could sign it."""
    return judge(params, signature(TOKEN, PUBLIC, PATH, params), account=account, hook=hook)


@pytest.mark.parametrize(
    "body", ["I like it here", "", "أنا خائف", "a=b&c", " spaces stay ", "\x00"]
)
def test_a_text_signed_by_twilio_is_let_in(body: str) -> None:
    assert judge_signed(a_text(body=body)) is Verdict.GENUINE


def test_a_delivery_report_is_let_in_when_it_comes_from_our_number() -> None:
    path = "/hooks/twilio/status/abc.def?x=1"
    fields = a_report(ErrorCode="30003", RawDlrDoneDate="2611251010")
    signed = signature(TOKEN, PUBLIC, path, fields)
    assert judge(fields, signed, hook=Hook.STATUS, path=path) is Verdict.GENUINE


def test_the_vector_of_twilios_own_documentation_verifies() -> None:
    fields = {
        "CallSid": "CA1234567890ABCDE",
        "Caller": "+14158675309",
        "Digits": "1234",
        "From": "+14158675309",
        "To": "+18005551212",
    }
    account = TwilioAccount("https://mycompany.com", SID, tokens=("12345",))
    verdict = judge(
        fields, "RSOYDt4T1cUTdK1PDd93/VVr8B8=", account=account, path="/myapp.php?foo=1&bar=2"
    )
    assert verdict is Verdict.WRONG_SHAPE  # so it was not the signature: this is a call, no text


@pytest.mark.parametrize("nothing", [None, ""])
def test_b31_no_signature_is_refused_and_raises_nothing(nothing: str | None) -> None:
    assert judge(a_text(), nothing) is Verdict.NO_SIGNATURE


def test_b32_a_signature_that_is_nearly_right_is_refused() -> None:
    fields = a_text()
    right = signature(TOKEN, PUBLIC, PATH, fields)
    wrong = [right[:-1], right[:-4], right + "=", right.swapcase(), right[::-1], "\u00e9" * 28]
    wrong += [
        "not base64 at all",
        "\ud800",
        "x" * 100_000,
        signature("other", PUBLIC, PATH, fields),
    ]
    assert judge(fields, right) is Verdict.GENUINE
    assert {judge(fields, each) for each in wrong} == {Verdict.WRONG_SIGNATURE}


@pytest.mark.parametrize("name", sorted(a_text()))
def test_b33_any_field_altered_removed_or_added_is_refused(name: str) -> None:
    fields = a_text()
    signed = signature(TOKEN, PUBLIC, PATH, fields)
    altered = {**fields, name: fields[name] + "x"}
    removed = {other: value for other, value in fields.items() if other != name}
    added = {**fields, name + "Too": "1"}
    for each in (altered, added):
        assert judge(each, signed) is Verdict.WRONG_SIGNATURE
    if fields[name]:
        assert judge(removed, signed) is Verdict.WRONG_SIGNATURE


def test_b34_a_hidden_second_body_is_refused_whatever_it_says() -> None:
    fields = a_text()
    signed = signature(TOKEN, PUBLIC, PATH, fields)
    for second in ("another", fields["Body"]):
        pairs = [*fields.items(), ("Body", second)]
        assert judge(pairs, signed) is Verdict.REPEATED_PARAMETER
        assert judge(reversed(pairs), signed) is Verdict.REPEATED_PARAMETER


@pytest.mark.parametrize(
    ("public", "path"),
    [
        ("http://words.northshire.example", PATH),
        ("https://WORDS.northshire.example", PATH),
        ("https://words.northshire.example.evil.example", PATH),
        (PUBLIC, PATH + "/"),
        (PUBLIC, PATH + "?a=1"),
        (PUBLIC, "/hooks/twilio/SMS"),
        (PUBLIC, "/hooks/twilio/status/x"),
    ],
)
def test_b35_a_signature_over_another_address_is_refused(public: str, path: str) -> None:
    fields = a_text()
    assert judge(fields, signature(TOKEN, public, path, fields)) is Verdict.WRONG_SIGNATURE


def test_b35_the_port_may_be_named_or_not() -> None:
    fields = a_text()
    assert judge(fields, signature(TOKEN, PUBLIC + ":443", PATH, fields)) is Verdict.GENUINE
    near = TwilioAccount("http://127.0.0.1:5000/", SID, tokens=(TOKEN,), numbers=(OURS,))
    signed = signature(TOKEN, "http://127.0.0.1:5000", PATH, fields)
    assert judge(fields, signed, account=near) is Verdict.GENUINE


def test_b36_an_old_request_still_verifies_so_only_the_message_id_can_refuse_it() -> None:
    fields = a_text()
    signed = signature(TOKEN, PUBLIC, PATH, fields)
    assert [judge(fields, signed) for _ in range(2)] == [Verdict.GENUINE] * 2


def test_b37_another_account_or_number_is_not_ours() -> None:
    assert judge_signed(a_text(account_sid="AC" + "9" * 32)) is Verdict.NOT_OURS
    assert judge_signed(a_text(to="+447700900998")) is Verdict.NOT_OURS
    assert judge_signed(a_report(from_="+447700900998"), hook=Hook.STATUS) is Verdict.NOT_OURS
    nobody = TwilioAccount(PUBLIC, SID, tokens=(TOKEN,))
    assert judge_signed(a_text(), account=nobody) is Verdict.NOT_OURS


def test_b37_any_number_of_our_messaging_service_is_ours() -> None:
    served = TwilioAccount(PUBLIC, SID, tokens=(TOKEN,), messaging_service_sid=SERVICE)
    through = a_text(to="+447700900998", MessagingServiceSid=SERVICE)
    other = a_text(to="+447700900998", MessagingServiceSid="MG" + "3" * 32)
    assert judge_signed(through, account=served) is Verdict.GENUINE
    assert judge_signed(other, account=served) is Verdict.NOT_OURS


def test_b22_words_sent_through_another_channel_of_our_number_are_let_in_to_be_read() -> None:
    fields = a_text(from_="whatsapp:" + THEIRS, to="whatsapp:" + OURS)
    assert judge_signed(fields) is Verdict.GENUINE


@pytest.mark.parametrize("sid", ["", "SM1", "sm" + "1" * 32, "CA" + "1" * 32, "SM" + "G" * 32])
def test_b38_a_message_id_of_another_shape_is_refused(sid: str) -> None:
    assert judge_signed({**a_text(), "MessageSid": sid}) is Verdict.WRONG_SHAPE


@pytest.mark.parametrize(
    "name", ["AB", "Call", "body", "Bod", "BodyI", "From+", "", "ErrorCod", "NumMedia0"]
)
def test_b38_a_name_that_could_be_a_moved_border_is_refused(name: str) -> None:
    assert judge_signed({**a_text(), name: "x"}) is Verdict.WRONG_SHAPE


@pytest.mark.parametrize(
    "name", ["FromCarrier", "MediaUrl0", "MediaContentType10", "AddOns", "ChannelMetadata", "WaId"]
)
def test_b38_a_name_that_twilio_may_add_one_day_loses_no_words(name: str) -> None:
    assert judge_signed({**a_text(), name: "x"}) is Verdict.GENUINE


RELIED_ON = ["AccountSid", "Body", "From", "MessageSid", "NumMedia", "SmsStatus", "To"]
IN_REPORTS = ["AccountSid", "ErrorCode", "MessageSid", "MessageStatus"]


def shifted(fields: dict[str, str], name: str, by: int) -> dict[str, str]:
    """The border between one name and its value moved: the same letters, the same signature."""
    joined, border = name + fields[name], len(name) + by
    rest = {other: value for other, value in fields.items() if other != name}
    return {**rest, joined[:border]: joined[border:]}


@given(name=st.sampled_from(RELIED_ON), by=st.integers(-12, 40).filter(bool))
def test_b38_no_shift_of_a_border_in_a_real_text_is_let_in(name: str, by: int) -> None:
    fields = a_text()
    moved = shifted(fields, name, by)
    if moved != fields:
        assert judge_signed(moved) is not Verdict.GENUINE


@given(name=st.sampled_from(IN_REPORTS), by=st.integers(-12, 40).filter(bool))
def test_b38_no_shift_of_a_border_in_a_real_report_is_let_in(name: str, by: int) -> None:
    fields = a_report(ErrorCode="30005")
    moved = shifted(fields, name, by)
    if moved != fields:
        assert judge_signed(moved, hook=Hook.STATUS) is not Verdict.GENUINE


def test_b38_a_neighbour_swallowed_into_a_value_is_refused() -> None:
    fields = a_report(ErrorCode="30005")
    swallowed = {**fields, "ApiVersion": fields["ApiVersion"] + "ErrorCode30005"}
    del swallowed["ErrorCode"]
    assert signature(TOKEN, PUBLIC, PATH, fields) == signature(TOKEN, PUBLIC, PATH, swallowed)
    assert judge_signed(swallowed, hook=Hook.STATUS) is Verdict.WRONG_SHAPE


def test_b38_words_cut_off_at_a_capital_letter_are_refused() -> None:
    fields = a_text(body="Help me. Call me")
    cut = {**fields, "Body": "Help me. ", "Call": " me"}
    assert signature(TOKEN, PUBLIC, PATH, fields) == signature(TOKEN, PUBLIC, PATH, cut)
    assert judge_signed(cut) is Verdict.WRONG_SHAPE


def test_b39_both_tokens_count_during_a_change_and_the_old_one_not_after_it() -> None:
    fields = a_text()
    old, new = (signature(token, PUBLIC, PATH, fields) for token in (TOKEN, NEXT_TOKEN))
    during = TwilioAccount(PUBLIC, SID, tokens=(TOKEN, NEXT_TOKEN), numbers=(OURS,))
    after = TwilioAccount(PUBLIC, SID, tokens=(NEXT_TOKEN, ""), numbers=(OURS,))
    assert [judge(fields, each, account=during) for each in (old, new)] == [Verdict.GENUINE] * 2
    assert judge(fields, old, account=after) is Verdict.WRONG_SIGNATURE
    assert judge(fields, new, account=after) is Verdict.GENUINE


def test_an_empty_token_opens_nothing() -> None:
    fields = a_text()
    unset = TwilioAccount(PUBLIC, SID, tokens=("",), numbers=(OURS,))
    assert judge(fields, signature("", PUBLIC, PATH, fields), account=unset) is (
        Verdict.WRONG_SIGNATURE
    )


@given(
    pairs=st.lists(st.tuples(st.text(), st.text(st.characters())), max_size=8),
    signed=st.text(st.characters()),
    path=st.text(st.characters()),
)
def test_nothing_that_can_be_posted_raises(
    pairs: list[tuple[str, str]], signed: str, path: str
) -> None:
    for hook in Hook:
        assert judge(pairs, signed, hook=hook, path=path) is not Verdict.GENUINE


def test_neither_token_nor_number_is_in_a_repr() -> None:
    assert TOKEN not in repr(ACCOUNT)
    assert OURS not in repr(ACCOUNT)


# --- the official library's own judgement --------------------------------------------------------


def _as_it_is(fields: dict[str, str], signed: str) -> tuple[dict[str, str], str, str]:
    return fields, signed, PUBLIC


def _other_body(fields: dict[str, str], signed: str) -> tuple[dict[str, str], str, str]:
    return {**fields, "Body": fields["Body"] + "."}, signed, PUBLIC


def _one_more(fields: dict[str, str], signed: str) -> tuple[dict[str, str], str, str]:
    return {**fields, "MediaUrl0": "x"}, signed, PUBLIC


def _one_less(fields: dict[str, str], signed: str) -> tuple[dict[str, str], str, str]:
    return {name: value for name, value in fields.items() if name != "ToCountry"}, signed, PUBLIC


def _cut(fields: dict[str, str], signed: str) -> tuple[dict[str, str], str, str]:
    return fields, signed[:-1], PUBLIC


def _other_token(fields: dict[str, str], _signed: str) -> tuple[dict[str, str], str, str]:
    return fields, signature(NEXT_TOKEN, PUBLIC, PATH, fields), PUBLIC


def _over_http(fields: dict[str, str], _signed: str) -> tuple[dict[str, str], str, str]:
    return fields, signature(TOKEN, PUBLIC.replace("https", "http"), PATH, fields), PUBLIC


CHANGES = (_as_it_is, _other_body, _one_more, _one_less, _cut, _other_token, _over_http)


@settings(max_examples=300)
@given(
    body=st.text(st.characters(exclude_categories=["Cs"]), max_size=200),
    from_=st.sampled_from([THEIRS, "whatsapp:" + THEIRS, "BANK", "60006", "+", ""]),
    more=st.dictionaries(
        st.sampled_from(["FromCarrier", "WaId", "ChannelMetadata", "FromCity", "MediaUrl1"]),
        st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
        max_size=3,
    ),
    query=st.sampled_from(["", "?a=1", "?a=%20b&c=", "?%F0%9F%8C%B3"]),
    change=st.sampled_from(CHANGES),
)
def test_we_let_in_what_the_official_library_lets_in_and_nothing_else(
    body: str,
    from_: str,
    more: dict[str, str],
    query: str,
    change: Callable[[dict[str, str], str], tuple[dict[str, str], str, str]],
) -> None:
    """Texts of the right shape: there the two must agree, right or wrong, every time."""
    sent = {**a_text(body=body, from_=from_), **more}
    path = PATH + query
    signed = signature(TOKEN, PUBLIC, path, sent)
    posted, header, public = change(sent, signed)
    theirs = RequestValidator(TOKEN).validate(public + path, posted, header)
    ours = judge(posted, header, path=path)
    assert (ours is Verdict.GENUINE) is theirs
    assert ours in (Verdict.GENUINE, Verdict.WRONG_SIGNATURE)
