"""Rows of the bad-input catalogue at the child's door: no 5xx, and nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from participation.kernel.db import db
from participation.web.respond.form import MOST_BYTES, READ_AT_MOST
from tests.web.respond.conftest import Kept, Link
from tests.web.respond.walking import Person

LONGEST = 10_000


@pytest.mark.parametrize(
    "words",
    [
        pytest.param("👩‍👩‍👧‍👦 👍🏽 🏴󠁧󠁢󠁥󠁮󠁧󠁿 🇬🇧", id="B1 emoji"),
        pytest.param("name \u202eevil\u202c \u2066x\u2069", id="B2 bidi"),
        pytest.param("zero\u200bwidth\u200djoiner", id="B3 zero width"),
        pytest.param("z" + "\u0301" * 5_000, id="B4 combining marks"),
        pytest.param("e\u0301 é １２ ١٢ ²", id="B9 forms of letters and digits"),
        pytest.param("w" * LONGEST, id="B10 as long as it may be"),
        pytest.param("k", id="B11 one letter"),
        pytest.param("💛", id="B11 one emoji"),
        pytest.param('"><img src=x onerror=alert(1)><script>1</script>', id="B12 script"),
        pytest.param("{{7*7}} ${7*7} <%= 7 %> {0.__class__} %s%n %(officer)s", id="B13 templates"),
        pytest.param("' OR 1=1-- ; DROP TABLE answers; \\ % _", id="B14 sql"),
        pytest.param("Subject: x\n\nBcc: y", id="B15 line ends"),
        pytest.param("a" + "\n" * 9_000 + "b", id="B16 newlines"),
    ],
)
def test_words_are_kept_exactly_and_shown_as_words(
    person: Person, link: Link, kept: Callable[[], Kept], words: str
) -> None:
    person.begin(link.token)
    assert person.press(say={"words": words}).question == "home"
    assert kept().answers[-1][3] == words
    shown = person.press("go=back")
    assert shown.status == 200
    assert shown.form.offers("words")[0].split() == words.split()
    assert "<script>1" not in shown.html
    assert person.skip_to_the_end().kind == "check"


def test_b5_nul_is_replaced_and_everything_around_it_is_kept(
    person: Person, link: Link, kept: Callable[[], Kept]
) -> None:
    person.begin(link.token)
    person.press(say={"words": "before\0after"})
    assert kept().words == ["before\ufffdafter"]


@pytest.mark.parametrize("raw", [b"caf\xe9", b"\xff\xfe", b"\xed\xa0\xbd half a pair"])
def test_b6_b7_bytes_that_are_no_letters_are_marked_and_the_rest_is_kept(
    person: Person, link: Link, kept: Callable[[], Kept], raw: bytes
) -> None:
    seen = person.begin(link.token)
    sent = "&".join(f"{name}={value}" for name, value in seen.form.filled() if name != "words")
    body = sent.encode() + b"&words=ok " + raw
    answer = person.client.post("/q", data=body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 303
    assert kept().words[0].startswith("ok ")
    assert "\ufffd" in kept().words[0]


@pytest.mark.parametrize("length", [LONGEST + 1, 200_000])
def test_b10_what_is_too_long_stays_on_the_screen_and_is_kept_and_heard(
    person: Person, link: Link, kept: Callable[[], Kept], length: int
) -> None:
    person.begin(link.token)
    words = "x" * length
    seen = person.press(say={"words": words})
    assert (seen.status, seen.question) == (413, "one_thing")
    assert "more than one box can hold" in seen.words
    assert seen.form.offers("words") == [words]
    assert kept().remarks == [("refused", words)]
    assert len(kept().hearings) == 1
    assert kept().answers == []
    assert person.press(say={"words": "shorter"}).question == "home"


def test_b10_too_long_beside_a_choice_and_after_sending(
    person: Person, link: Link, kept: Callable[[], Kept]
) -> None:
    words = "y" * (LONGEST + 1)
    person.begin(link.token)
    person.press("go=skip")
    person.press("go=more", say={"answer": "ok"})
    seen = person.press(say={"words": words})
    assert (seen.status, seen.form.offers("words")) == (413, [words])
    person.look("/q")
    person.press("go=back")
    person.skip_to_the_end()
    person.press()
    seen = person.press(say={"words": words})
    assert (seen.status, seen.kind, seen.form.offers("words")) == (413, "sent", [words])
    assert [kind for kind, _ in kept().remarks] == ["refused", "refused"]


@pytest.mark.parametrize("words", ["", "   ", "\n\r\n", "\t"])
def test_b11_an_empty_box_is_a_question_left_out_and_no_mistake(
    person: Person, link: Link, kept: Callable[[], Kept], words: str
) -> None:
    person.begin(link.token)
    assert person.press(say={"words": words}).question == "home"
    assert kept().answers[-1][1] == "skipped"


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        pytest.param("one_thing", "x", id="a choice to a question without choices"),
        pytest.param("review_wishes", "helper", id="question 9 before 1"),
        pytest.param("no_such_question", "x", id="not in this form"),
        pytest.param("x" * 5_000, "x", id="a key of 5,000 letters"),
        pytest.param("\0", "\0", id="NUL"),
    ],
)
def test_b49_an_answer_to_a_question_that_is_not_open_breaks_nothing(
    person: Person, link: Link, kept: Callable[[], Kept], question: str, answer: str
) -> None:
    person.begin(link.token)
    seen = person.press(say={"question": question, "answer": answer, "words": "all the same"})
    assert seen.status in (200, 409)
    assert "all the same" in kept().words
    assert person.look("/q").status == 200


def test_b49_a_question_kept_from_a_carer_cannot_be_answered_in_front_of_one(
    person: Person, link: Link, kept: Callable[[], Kept]
) -> None:
    person.open(link.token)
    person.press("company=helped")
    person.press(say={"helped_by": "carer"})
    person.press("mode=questions")
    seen = person.press(say={"question": "worries", "words": "typed by somebody"})
    assert seen.status == 409
    assert "That part is closed" in seen.words
    assert kept().remarks == [("refused", "typed by somebody")]


@pytest.mark.parametrize(
    "value", ["nonsense", "very_good' OR 1=1", "x" * 20_000, "\0", "good\n", "_unknown"]
)
def test_a_choice_that_was_not_offered_is_asked_again(
    person: Person, link: Link, kept: Callable[[], Kept], value: str
) -> None:
    person.begin(link.token)
    person.press("go=skip")
    seen = person.press(say={"answer": value})
    assert (seen.status, seen.question) == (422, "home")
    assert len(kept().answers) == 1


def test_two_answers_where_one_fits_and_a_thousand_boxes(person: Person, link: Link) -> None:
    person.begin(link.token)
    person.press("go=skip")
    assert person.press(say={"answer": ["good", "ok"]}).status == 422
    assert person.press(say={"answer": [str(n) for n in range(1_000)]}).status == 422


def test_b50_i13_the_same_page_twice_is_one_answer(
    person: Person, link: Link, kept: Callable[[], Kept]
) -> None:
    person.begin(link.token)
    sent = person.fields(None, {"words": "once"})
    person.send(sent)
    person.send(sent)
    assert person.seen.question == "home"
    assert [answer[3] for answer in kept().answers] == ["once"]


def test_b50_i13_two_tabs_keep_both_versions_and_the_newest_counts(
    person: Person, link: Link, kept: Callable[[], Kept]
) -> None:
    one = person.begin(link.token)
    other = person.look("/q")
    assert one.form.offers("page_key") != other.form.offers("page_key")
    person.seen = one
    person.press(say={"words": "from the first tab"})
    person.seen = other
    person.press(say={"words": "from the second tab"})
    assert kept().words == ["from the first tab", "from the second tab"]


def test_b50_adding_the_same_words_twice_by_a_double_tap_is_one_remark(
    person: Person, link: Link, kept: Callable[[], Kept]
) -> None:
    person.begin(link.token)
    person.skip_to_the_end()
    person.press()
    sent = person.fields(None, {"words": "one more thing"})
    person.send(sent)
    person.send(sent)
    assert kept().remarks == [("added", "one more thing")]


def test_b51_fields_nobody_asked_for_are_ignored(
    person: Person, link: Link, kept: Callable[[], Kept]
) -> None:
    person.begin(link.token)
    extra: dict[str, str | list[str]] = {
        "words": "mine",
        "is_admin": "1",
        "child_id": "1",
        "visibility": "all",
        "sharing-one_thing": "everyone",
        "state": "finished",
        "next": "https://evil.example",
    }
    assert person.press(say=extra).question == "home"
    assert kept().answers == [("one_thing", "answered", [], "mine")]
    assert kept().state == "started"


@pytest.mark.parametrize("where", ["https://evil.example", "//evil.example", "\\\\evil.example"])
def test_b52_a_way_back_that_somebody_else_chose_is_not_gone(
    client: FlaskClient, link: Link, where: str
) -> None:
    answer = client.post(f"/l/{link.token}?next={where}", data={"next": where})
    assert answer.headers["Location"] == "/q"


@pytest.mark.parametrize("path", ["/q", "/code", "/leave", "/help", "/l/" + "A" * 22])
@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "FOO"])
def test_b55_other_verbs_are_refused(client: FlaskClient, path: str, method: str) -> None:
    answer = client.open(path, method=method, headers={"X-HTTP-Method-Override": "POST"})
    assert answer.status_code in (400, 405, 501)


def test_b54_a_wrong_host_is_refused(client: FlaskClient, link: Link) -> None:
    answer = client.get(f"/l/{link.token}", headers={"Host": "evil.example"})
    assert answer.status_code == 400
    answer = client.get("/code", headers={"X-Forwarded-Host": "evil.example"})
    assert "evil.example" not in answer.text


def test_b56_other_sites_may_not_read_our_pages(client: FlaskClient) -> None:
    answer = client.options("/q", headers={"Origin": "https://evil.example"})
    assert not any(name.startswith("Access-Control") for name, _ in answer.headers)


def test_b57_a_body_on_a_get_is_not_read(client: FlaskClient, link: Link) -> None:
    assert client.get(f"/l/{link.token}", data=b"x" * 1_000_000).status_code == 200


def test_b58_a_page_that_is_too_big_is_refused_in_plain_words_with_the_text_kept_on_it(
    person: Person, link: Link, kept: Callable[[], Kept]
) -> None:
    person.begin(link.token)
    words = "z" * MOST_BYTES
    seen = person.press(say={"words": words})
    assert seen.status == 413
    assert "too long to send at once" in seen.words
    assert "not saved" in seen.words.lower()
    assert words in seen.html
    assert kept().words == []


def test_b58_ten_megabytes_are_not_read_at_all(person: Person, link: Link) -> None:
    person.begin(link.token)
    seen = person.press(say={"words": "z" * (READ_AT_MOST + 1)})
    assert seen.status == 413
    assert "too long to send at once" in seen.words


def test_b58_twenty_thousand_fields_do_no_harm(
    person: Person, link: Link, kept: Callable[[], Kept]
) -> None:
    seen = person.begin(link.token)
    fields = [*seen.form.filled(), *((f"f{n}", "1") for n in range(20_000))]
    assert person.send(fields).status in (200, 413)


@pytest.mark.parametrize("content_type", ["application/json", "text/plain", "multipart/form-data"])
def test_b61_another_content_type_is_no_page_of_ours(
    person: Person, link: Link, content_type: str
) -> None:
    person.begin(link.token)
    answer = person.client.post("/q", data=b'{"words": "x"', content_type=content_type)
    assert answer.status_code in (400, 403)


@pytest.mark.parametrize(
    "path", ["/.git/", "/.env", "/admin", "/q.bak", "/q/", "/q/../../etc/passwd", "/%2e%2e/%00"]
)
def test_b63_b66_what_is_not_there_is_one_page(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer.data == client.get("/nothing-here").data


@pytest.mark.parametrize("header", ["xx_YY", "../../x", "e" * 5_000, "", "en;q=x", "ar,*;q=0.5"])
def test_b73_no_language_that_a_browser_asks_for_breaks_the_way_in(
    client: FlaskClient, link: Link, header: str
) -> None:
    answer = client.get(f"/l/{link.token}", headers={"Accept-Language": header})
    assert answer.status_code == 200


def test_no_word_of_a_child_stands_plainly_in_the_database(
    app: Flask, person: Person, link: Link
) -> None:
    person.begin(link.token)
    person.press(say={"words": "canarymarker"})
    person.press(say={"question": "nowhere", "words": "canarymarker"})
    with app.app_context(), db.engine.connect() as connection:
        for table in ("answers", "remarks", "hearings", "respondent_sittings", "outbox_items"):
            rows = connection.execute(text(f"SELECT * FROM {table}")).all()  # noqa: S608 - ours
            assert "canarymarker" not in repr(rows)
