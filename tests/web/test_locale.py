"""In which language a page is drawn."""

from __future__ import annotations

import pytest
from flask import Flask, g, render_template_string

from participation.web.locale import gettext, ngettext, page_language

WORDS = "{{ _('Skip %(what)s', what='<b>') }} {{ ngettext('%(num)s day', '%(num)s days', 2) }}"


def test_english_is_the_source_and_its_gaps_are_filled_and_escaped(app: Flask) -> None:
    with app.test_request_context("/q"):
        assert render_template_string(WORDS) == "Skip &lt;b&gt; 2 days"
        assert gettext("100 % sure") == "100 % sure"
        assert gettext("by %(day)s", day="Monday") == "by Monday"
        assert ngettext("%(num)s day", "%(num)s days", 1) == "1 day"


def test_the_language_may_become_known_in_the_middle_of_a_request(app: Flask) -> None:
    with app.test_request_context("/q"):
        assert page_language() == "en"
        g.language = "ar"
        assert page_language() == "ar"


@pytest.mark.parametrize("path", ["/staff/reviews", "/api/v1/reviews"])
def test_staff_and_systems_are_served_in_english(app: Flask, path: str) -> None:
    with app.test_request_context(path):
        g.language = "ar"
        assert page_language() == "en"


@pytest.mark.parametrize("code", ["xx", "", "../../etc", "syl"])
def test_a_language_without_a_catalogue_is_english_and_says_so(app: Flask, code: str) -> None:
    with app.test_request_context("/q"):
        g.language = code
        page = render_template_string("{{ lang }} {{ text_direction }} {{ _('Skip') }}")
        assert page == "en ltr Skip"
