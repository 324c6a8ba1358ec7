"""What a template is given for one page: plain values, worded already."""

from __future__ import annotations

from dataclasses import dataclass

from participation.channels.form.drawing import Picture


@dataclass(frozen=True, slots=True)
class PageChoice:
    """One radio or check box. `face` names a drawing, or is empty."""

    value: str
    label: str
    face: str = ""
    emoji: str = ""
    exclusive: bool = False
    chosen: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class PageQuestion:
    """One question as a page shows it.

    `control` is radios, checkboxes, scale, number, textarea, drawing or none. `passing` are the
    two equal ways not to answer. `given_words` stand in the box; `error` is empty when all is well.
    `pictured` are names under which a picture of what it is about may be found, best first.
    `place` and `places` say the same as a caption with a number: 3 of 5; 0 where it says none.
    """

    key: str
    caption: str
    title: str
    help: str
    hint: str
    control: str
    choices: tuple[PageChoice, ...]
    passing: tuple[PageChoice, ...]
    given_words: str
    given_number: str
    minimum: int
    maximum: int
    low_label: str
    high_label: str
    max_chars: int
    has_more: bool
    more_label: str
    skip_label: str
    continue_label: str
    error: str
    pictured: tuple[str, ...] = ()
    place: int = 0
    places: int = 0
    given_drawing: Picture | None = None


@dataclass(frozen=True, slots=True, repr=False)
class PageMore:
    """The page for words beside a choice. `about` is the question, `said` what was chosen."""

    key: str
    title: str
    about: str
    said: str
    given_words: str
    max_chars: int
    continue_label: str
    error: str
