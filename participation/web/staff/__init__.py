"""Pages for the council's staff, behind sign-in."""

from __future__ import annotations

from flask import Flask

from participation.web.staff import (
    after,
    after_point,
    cards,
    colleagues,
    concern_page,
    concerns,
    conversations,
    council_sign_in,
    desk,
    figures,
    first_texts,
    forms,
    handing,
    imports,
    late,
    password,
    placed_texts,
    requests,
    reviews,
    route_page,
    sign_in,
    summaries,
    summary_files,
    tasks,
)


def register(app: Flask) -> None:
    """Open this surface."""
    for way_in in (sign_in, council_sign_in, password, colleagues):
        app.register_blueprint(way_in.bp)
    for room in (reviews, summaries, concerns, requests, tasks, cards, forms):
        app.register_blueprint(room.bp)
    for after_review in (after, after_point, late):
        app.register_blueprint(after_review.bp)
    app.register_blueprint(imports.bp)
    for about_concerns in (concern_page, route_page, figures):
        app.register_blueprint(about_concerns.bp)
    for about_texts in (desk, placed_texts, conversations, first_texts):
        app.register_blueprint(about_texts.bp)
    for handed in (summary_files, handing):
        app.register_blueprint(handed.bp)
