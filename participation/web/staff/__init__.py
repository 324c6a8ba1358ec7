"""Pages for the council's staff, behind sign-in."""

from __future__ import annotations

from flask import Flask

from participation.web.staff import (
    after,
    after_point,
    asked,
    asked_person,
    booking,
    break_glass,
    calendar,
    cards,
    checking,
    children,
    colleagues,
    concern_page,
    concerns,
    conversations,
    copies,
    correcting,
    council_sign_in,
    desk,
    due,
    figures,
    find,
    first_texts,
    forms,
    handing,
    imports,
    in_person,
    in_person_print,
    interpreter_people,
    interpreters,
    late,
    leaflets,
    letter,
    machine_words,
    meeting,
    meeting_papers,
    next_rounds,
    not_heard,
    officers,
    one_round,
    pack,
    password,
    placed_texts,
    requests,
    review_interpreters,
    reviews,
    rounds,
    route_page,
    sign_in,
    summaries,
    summary_files,
    talk,
    tasks,
    translate_back,
    translations,
    translators,
    who_looked,
)


def register(app: Flask) -> None:
    """Open this surface."""
    for way_in in (sign_in, council_sign_in, password, colleagues):
        app.register_blueprint(way_in.bp)
    for room in (reviews, pack, summaries, concerns, requests, tasks, cards, forms):
        app.register_blueprint(room.bp)
    for after_review in (after, after_point, letter, late, talk, translate_back):
        app.register_blueprint(after_review.bp)
    app.register_blueprint(imports.bp)
    for in_other_languages in (translations, translators, checking, machine_words):
        app.register_blueprint(in_other_languages.bp)
    for about_interpreters in (interpreters, interpreter_people, booking, review_interpreters):
        app.register_blueprint(about_interpreters.bp)
    for on_the_record in (break_glass, who_looked, copies, correcting):
        app.register_blueprint(on_the_record.bp)
    for about_concerns in (concern_page, route_page, figures):
        app.register_blueprint(about_concerns.bp)
    for about_meetings in (meeting, meeting_papers, leaflets):
        app.register_blueprint(about_meetings.bp)
    for counted in (rounds, due, calendar, find, in_person, in_person_print):
        app.register_blueprint(counted.bp)
    for about_asking in (children, asked, asked_person, not_heard, officers):
        app.register_blueprint(about_asking.bp)
    for about_texts in (desk, placed_texts, conversations, first_texts, next_rounds, one_round):
        app.register_blueprint(about_texts.bp)
    for handed in (summary_files, handing):
        app.register_blueprint(handed.bp)
