"""A person at a browser without scripts: sees a page, fills in what is there, presses a button."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

from flask.testing import FlaskClient
from werkzeug.test import TestResponse


@dataclass
class Control:
    """Something that is sent with a form, if it is ticked, filled in or pressed."""

    name: str
    value: str
    kind: str
    ticked: bool = False


@dataclass
class DrawnForm:
    action: str
    method: str
    controls: list[Control] = field(default_factory=list)

    @property
    def buttons(self) -> list[Control]:
        return [control for control in self.controls if control.kind == "submit"]

    def offers(self, name: str) -> list[str]:
        return [control.value for control in self.controls if control.name == name]

    def filled(self) -> list[tuple[str, str]]:
        """What the browser sends of its own accord."""
        return [
            (control.name, control.value)
            for control in self.controls
            if control.name
            and control.kind != "submit"
            and (control.ticked or control.kind not in ("radio", "checkbox"))
        ]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[DrawnForm] = []
        self.kind = ""
        self.text: list[str] = []
        self.title: list[str] = []
        self._in_main = False
        self._form: DrawnForm | None = None
        self._box: Control | None = None
        self._select = ""
        self._stack: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        self._stack.append(tag)
        match tag:
            case "body":
                self.kind = has.get("data-page", "")
            case "main":
                self._in_main = True
            case "form" if self._in_main:
                self._form = DrawnForm(has.get("action", ""), has.get("method", "get"))
                self.forms.append(self._form)
            case "select":
                self._select = has.get("name", "")
        if self._form is None:
            return
        match tag:
            case "input":
                kind = has.get("type", "text")
                self._form.controls.append(
                    Control(has.get("name", ""), has.get("value", "on"), kind, "checked" in has)
                    if kind in ("radio", "checkbox")
                    else Control(has.get("name", ""), has.get("value", ""), kind)
                )
            case "button":
                self._form.controls.append(
                    Control(has.get("name", ""), has.get("value", ""), "submit")
                )
            case "textarea":
                self._box = Control(has.get("name", ""), "", "textarea")
                self._form.controls.append(self._box)
            case "option":
                self._form.controls.append(
                    Control(self._select, has.get("value", ""), "radio", "selected" in has)
                )

    def handle_endtag(self, tag: str) -> None:
        match tag:
            case "main":
                self._in_main = False
            case "form":
                self._form = None
            case "textarea" if self._box is not None:
                self._box.value = self._box.value.removeprefix("\n")
                self._box = None
        if tag in self._stack:
            while self._stack.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if self._box is not None:
            self._box.value += data
        if "title" in self._stack:
            self.title.append(data)
        self.text.append(data)


@dataclass
class Seen:
    """A page as it came."""

    status: int
    html: str
    kind: str
    words: str
    title: str
    forms: list[DrawnForm]
    headers: dict[str, str]

    @classmethod
    def of(cls, response: TestResponse) -> Seen:
        reader = _Reader()
        html = response.get_data(as_text=True)
        reader.feed(html)
        return cls(
            status=response.status_code,
            html=html,
            kind=reader.kind,
            words=" ".join(" ".join(reader.text).split()),
            title=" ".join("".join(reader.title).split()),
            forms=reader.forms,
            headers=dict(response.headers),
        )

    @property
    def form(self) -> DrawnForm:
        """The form that goes on: the first in <main>."""
        return self.forms[0]

    @property
    def question(self) -> str:
        return next(iter(self.form.offers("question")), "")


class Person:
    """Somebody with a link at a browser of their own."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.seen = Seen(0, "", "", "", "", [], {})

    def look(self, path: str = "/q") -> Seen:
        self.path = path
        self.seen = Seen.of(self.client.get(path))
        return self.seen

    def press(
        self, button: str | None = None, /, *, say: dict[str, str | list[str]] | None = None
    ) -> Seen:
        """Press a button (`name=value`; the first one by default) of the form that goes on."""
        return self.send(self.fields(button, say or {}))

    def fields(self, button: str | None, say: dict[str, str | list[str]]) -> list[tuple[str, str]]:
        form = self.seen.form
        if button is not None and button.startswith("change="):
            form = self.seen.forms[1]
        sent = [(name, value) for name, value in form.filled() if name not in say]
        for name, value in say.items():
            sent += [(name, one) for one in ([value] if isinstance(value, str) else value)]
        if button is None:
            first = form.buttons[0]
            return [*sent, (first.name, first.value)] if first.name else sent
        name, _, value = button.partition("=")
        return [*sent, (name, value)]

    def send(self, fields: list[tuple[str, str]], **more: object) -> Seen:
        """Post a form and follow the way it leads, as a browser does."""
        action = self.seen.form.action or self.path if self.seen.forms else "/q"
        data: dict[str, list[str]] = {}
        for name, value in fields:
            data.setdefault(name, []).append(value)
        answer = self.client.post(action, data=data, **more)
        if answer.status_code == 303:
            self.path = answer.headers["Location"]
            self.seen = Seen.of(self.client.get(self.path))
            return self.seen
        self.seen = Seen.of(answer)
        return self.seen

    # --- the way in ---------------------------------------------------------------------------

    def open(self, token: str) -> Seen:
        """Tap the link, then Start."""
        self.look(f"/l/{token}")
        return self.press()

    def begin(self, token: str, company: str = "company=alone") -> Seen:
        """… and say who is there and how: the first question."""
        self.open(token)
        self.press(company)
        return self.press("mode=questions") if self.seen.kind == "how" else self.seen

    def skip_until(self, question: str) -> Seen:
        for _ in range(30):
            if self.seen.question == question:
                return self.seen
            self.press("go=skip")
        raise AssertionError(f"never came to {question}")

    def skip_to_the_end(self) -> Seen:
        for _ in range(30):
            if self.seen.kind != "question":
                return self.seen
            self.press("go=skip")
        raise AssertionError("the questions never ended")
