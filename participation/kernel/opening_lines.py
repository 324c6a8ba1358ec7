"""The lines that a person must have checked before a language is opened for writing (R36).

Whoever meets a page in a language must at least be able to go away, to ring somebody, to know who
reads it and what cannot be kept private, and to write, pass and send. The rest may follow, and
stands in English until it does. Each line is a text of the pages, word for word.
"""

from __future__ import annotations

from typing import Final

OPENING_LINES: Final = (
    "Here you can say what you think.",
    "It is up to you. You can stop when you like.",
    "Start",
    "Leave this page",
    "“Leave this page” takes you to the weather. It is quick.",
    "Help",
    "In danger now? Ring 999.",
    "I do not feel safe",
    "Thank you for telling us.",
    "You have done nothing wrong.",
    "A person is being told now.",
    "Talk to someone instead",
    "Or ring someone now",
    "A person can help you in:",
    "Are you on your own?",
    "Yes, on my own",
    "No, someone is helping me",
    "Not now",
    "Who is helping you?",
    "If you send it today:",
    "%(officer)s reads it by %(day)s.",
    "If someone is not safe, we have to tell. A judge can ask to see it.",
    "Continue",
    "Back",
    "Miss this one out",
    "I do not know",
    "I do not want to answer",
    "Save and come back later",
    "Is this what you want to say?",
    "Send to %(officer)s",
    "Thank you. %(officer)s has what you said.",
)
