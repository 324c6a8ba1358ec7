"""The lines that a person must have checked before a language is opened for writing (R36).

Whoever meets a page in a language must at least be able to go away, to ring somebody, to know who
reads it and what cannot be kept private, and to write, pass and send; to press the button that says
they are not safe, and to read every word of what comes then; and to have somebody rung for them who
speaks their language. The rest may follow, and stands in English until it does. Each line is a text
of the pages, word for word.
"""

from __future__ import annotations

from typing import Final

_TO_WRITE: Final = (
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

_ON_EVERY_PAGE: Final = (
    "My review",
    "Language",
    "Error:",
    "Sending. Please wait.",
    (
        "We cannot tell if that was sent. Your words stay on this page."
        " Press again when you have signal."
    ),
)

# The button on every page, and all that the pages behind it can say: what is true, and no more.
_NOT_SAFE: Final = (
    "Someone is not safe",
    "Are you not safe?",
    "Is someone not safe?",
    "Yes. Tell someone now.",
    "No. Go back.",
    "That did not reach us.",
    "Nobody has been told yet.",
    "Try again",
    "Your words",
    "We cannot see who you are here.",
    "Open your link or card again. Then press “I do not feel safe”.",
    "You did right to tell us.",
    "A person has seen this.",
    "Someone sees this after %(hour)s on %(day)s.",
    "Someone sees this by %(hour)s on %(day)s.",
    "We cannot say when someone sees this.",
    "Ring someone now. The numbers are below.",
    "They must help you be safe.",
    "It is their job to keep children safe.",
    "They try to talk to you first.",
    "It is their job to keep people safe. They may have to tell others.",
    "You can leave all of this empty.",
    "Is it safe to ring you?",
    "Yes",
    "No",
    "Which number?",
    "When is a good time?",
    "Who should we not talk to?",
    "Send this too",
    "Thank you. We have that too.",
    "I pressed this by mistake",
    "That is all right.",
    "Someone may still ask how you are.",
    "Go back",
    "If you want to talk to someone",
    "checked %(day)s",
    "All done? Press “Leave this page”.",
)

# "We ring you with an interpreter."
_WITH_AN_INTERPRETER: Final = (
    "Talk to someone",
    "We have asked",
    "We have asked for someone who speaks your language.",
    "Someone starts to look by %(day)s.",
    "Not heard by then? Ring one of these.",
    "Who would you like?",
    "It is never someone from your family. It is never a friend of your family.",
    "A woman",
    "A man",
    "I do not mind",
    "Answer some questions too",
)

OPENING_LINES: Final = (*_TO_WRITE, *_NOT_SAFE, *_WITH_AN_INTERPRETER, *_ON_EVERY_PAGE)
