"""A page from its first control to its last by Tab alone, as somebody who has no mouse goes.

What is looked at: every control is come to, in the order in which the page is read; whoever looks
can see where they are, and nothing lies over it (WCAG 2.4.7, 2.4.11); no control keeps the focus
(2.1.2); the skip link skips (2.4.1); and each form is sent by its button with Enter or Space
(2.1.1). Nothing leaves the page: links and forms are held back, and noted. What is to be seen is
looked at as the key goes up, so that a hundred pages take seconds.
"""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

MOST_FIELDS = 8  # places that one control may have within it

_SET_UP = """() => {
  const walk = window.walk = {at: [], sent: new Set(), faults: []};
  const CONTROLS = "a[href],button,input,select,textarea,summary,[tabindex],[contenteditable]";
  document.querySelectorAll("details").forEach(one => { one.open = true; });
  document.querySelectorAll("form").forEach(one => { one.noValidate = true; });
  const named = e => (e.outerHTML || String(e)).replace(/\\s+/g, " ").slice(0, 110);
  const group = e => [...(e.form || document).querySelectorAll("input[type=radio]")]
    .filter(one => one.name === e.name && one.form === e.form && !one.matches(":disabled"));
  const isStop = e => {
    if (e.matches(":disabled") || e.type === "hidden" || e.tabIndex < 0) return false;
    if (!e.checkVisibility({visibilityProperty: true}) || !e.getClientRects().length) return false;
    if (e.type !== "radio" || !e.name) return true;
    const all = group(e);
    return e === (all.find(one => one.checked) || all[0]);
  };
  const stops = walk.stops = [...document.querySelectorAll(CONTROLS)].filter(isStop);
  stops.filter(e => e.matches("textarea,select,input:not([type=checkbox],[type=radio])")
    && e.getBoundingClientRect().width < 44)
    .forEach(e => walk.faults.push("too small to write in: " + named(e)));
  const drawn = e => { const s = getComputedStyle(e); return {
    outline: s.outlineStyle === "none" || /^rgba.*, 0\\)$/.test(s.outlineColor)
      ? 0 : parseFloat(s.outlineWidth), shadow: s.boxShadow, ground: s.backgroundColor}; };
  const plain = new Map(stops.map(e => [e, drawn(e)]));
  const isSeen = (e, before) => { const now = drawn(e);
    return (now.outline >= 2 && !(before.outline >= 2)) || now.shadow !== before.shadow
      || now.ground !== before.ground; };
  const isClear = e => [...e.getClientRects()].some(box => {
    const left = Math.max(box.left, 0), right = Math.min(box.right, innerWidth);
    const top = Math.max(box.top, 0), bottom = Math.min(box.bottom, innerHeight);
    if (right <= left || bottom <= top) return false;
    return [[.5, .5], [.1, .1], [.9, .1], [.1, .9], [.9, .9]].some(([x, y]) => {
      const hit = document.elementFromPoint(left + x * (right - left), top + y * (bottom - top));
      return hit && (e.contains(hit) || hit.contains(e) || [...(e.labels || [])].some(
        label => label.contains(hit)));
    });
  });
  let last = null;
  walk.here = () => stops.indexOf(document.activeElement);
  const look = () => {
    const e = document.activeElement, place = walk.here();
    if (!e || e === document.body || e === document.documentElement || e === last) return;
    if (place < 0) walk.faults.push("comes to what is no control: " + named(e));
    if (place < 0) return;
    walk.at.push(place);
    if (!isSeen(e, plain.get(e))) walk.faults.push("no visible focus: " + named(e));
    if (!isClear(e)) walk.faults.push("the focus is hidden: " + named(e));
    const main = document.querySelector("main"), box = e.getBoundingClientRect();
    if (last && main && main.contains(e) && main.contains(last)
        && box.bottom <= last.getBoundingClientRect().top)
      walk.faults.push("stands above what is come to before it: " + named(e));
    last = e;
  };
  addEventListener("keyup", event => { if (event.key === "Tab") look(); }, true);
  addEventListener("click", event => {
    const link = event.target.closest("a");
    if (link && !link.matches(".govuk-skip-link")) event.preventDefault();
  }, true);
  addEventListener("submit", event => {
    event.preventDefault();
    walk.sent.add(event.target);
  }, true);
  const isSubmit = e => e.form && e.matches("button:not([type]),[type=submit],[type=image]");
  const fields = e => /^(date|time|month|week|datetime-local)$/.test(e.type) ? "fields" : "";
  return stops.map(e => isSubmit(e) ? "submit" : fields(e));
}"""
_REPORT = """() => {
  const named = e => e.outerHTML.replace(/\\s+/g, " ").slice(0, 110);
  const came = walk.at, faults = walk.faults;
  walk.stops.forEach((e, place) => {
    if (e.tabIndex > 0) faults.push("pushes in front: " + named(e));
    if (!came.includes(place)) faults.push("never come to: " + named(e));
  });
  if (came.some((place, turn) => turn && place < came[turn - 1]))
    faults.push("not in the order of reading: " + came);
  document.querySelectorAll("form").forEach(form => {
    if (form.checkVisibility() && !walk.sent.has(form))
      faults.push("not sent with Enter or Space: " + named(form));
  });
  return faults;
}"""
_FIRST_IN_MAIN = """() => { const main = document.querySelector("main");
  const first = walk.stops.findIndex(e => main.contains(e));
  const after = walk.stops.findIndex(e => main.compareDocumentPosition(e)
    & Node.DOCUMENT_POSITION_FOLLOWING);
  return first >= 0 ? first : after; }"""


def walk_by_tab(page: Page) -> list[str]:
    """What stands in the way of somebody with a keyboard; nothing where all is well."""
    kinds: list[str] = page.evaluate(_SET_UP)
    for place, kind in enumerate(kinds):
        page.keyboard.press("Tab")
        if place and kinds[place - 1] == "fields":
            _out_of(page, place - 1)
        if kind == "submit":
            page.keyboard.press("Space" if place % 2 else "Enter")
    found: list[str] = page.evaluate(_REPORT)
    return found or [*_leaves(page, len(kinds)), *_skips(page)]


def _out_of(page: Page, control: int) -> int:
    """Where we come to past the places that a control has within it: day, month, year."""
    for _ in range(MOST_FIELDS):
        if page.evaluate("walk.here()") != control:
            break
        page.keyboard.press("Tab")
    here: int = page.evaluate("walk.here()")
    return here


def _leaves(page: Page, stops: int) -> list[str]:
    """From the last control on Tab goes out, to the browser's own bar or round to the first."""
    page.keyboard.press("Tab")
    came = _out_of(page, stops - 1)
    if stops == 1 or came in (0, -1):
        return []
    return [f"Tab does not leave the last control: {came} of {stops}"]


def _skips(page: Page) -> list[str]:
    """The first control goes to the main part, and the next one is in it."""
    first: Any = page.evaluate("walk.stops[0].matches('.govuk-skip-link')")
    if not first:
        return ["the first control is no skip link"]
    page.evaluate("document.activeElement.blur(); walk.stops[0].focus()")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    wanted, came = page.evaluate(_FIRST_IN_MAIN), page.evaluate("walk.here()")
    if wanted not in (came, -1):
        return [f"the skip link goes to {came}, and the main part begins with {wanted}"]
    return []
