"""Words for break-glass: why, what was looked at, what somebody thought of it."""

from __future__ import annotations

from collections.abc import Mapping

from participation.web.staff.wording import N_

REASONS: Mapping[str, str] = {
    "not_safe": N_("Somebody may not be safe now"),
    "officer_away": N_("It cannot wait, and nobody covers for the officer"),
    "court": N_("A court or the police ask now"),
    "other": N_("Something else"),
}
REFUSED: Mapping[str, tuple[str, str]] = {
    "no_child": (N_("No record opens by that reference."), "#reference"),
    "too_few_words": (
        N_("Say in your own words why: somebody who was not there reads this."),
        "#words",
    ),
    "open_already": (N_("You have a record open. End that first: one at a time."), "#open"),
    "theirs": (
        N_("This child is yours: everything stands under Reviews, with what they kept for you."),
        "#reference",
    ),
    "too_many": (
        N_("Too many references were wrong today. Ask somebody to look the child up with you."),
        "#reference",
    ),
    "nobody_looks": (
        N_(
            "Nobody here could look this over afterwards, so it does not open. Ask whoever runs "
            "this service to name somebody who leads on data protection."
        ),
        "#reference",
    ),
}
LOOKED_AT: Mapping[str, str] = {
    "glass.open": N_("Opened the record"),
    "glass.list": N_("Looked at what there is"),
    "glass.summary": N_("Read what was said before a review"),
    "glass.end": N_("Ended it"),
}
VERDICTS: Mapping[str, str] = {
    "right": N_("It was right"),
    "not_right": N_("It was not right"),
}
GOES_TO: Mapping[str, str] = {
    "data_protection": N_("goes on to whoever leads on data protection"),
    "outside": N_("is dealt with outside this service"),
}
