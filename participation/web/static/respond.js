/* Optional: every page works without it. It sends without leaving the page, so that lost signal
   loses no words, and it leaves faster. Nothing that is typed is put into the browser's storage. */
(function () {
  "use strict";
  var d = document, exit = d.querySelector(".leave"), off = d.querySelector(".off"),
    wait = d.querySelector(".wait"), presses = 0, timer, tried;
  function hush() { if (window.speechSynthesis) speechSynthesis.cancel(); }
  function blank() { hush(); d.body.textContent = ""; d.title = "…"; }
  function leave() {
    var end = exit.action, to = exit.dataset.away, keys = new FormData(exit);
    blank();
    d.cookie = "left=1;path=/;samesite=lax"; /* in case there is no signal to say it with */
    try { navigator.sendBeacon(end, keys); } catch (e) { /* the sitting then ends by itself */ }
    location.replace(to);
  }
  /* What is sent. A page is one answer, however often it is tried; words changed between two tries
     are another page, because nobody knows whether the first try arrived. */
  function packed(form, button) {
    var fields = new FormData(form), said = new URLSearchParams(fields);
    said.delete("page_key");
    said = "" + said;
    if (tried !== undefined && tried !== said) {
      var key = form.elements.page_key;
      if (key) fields.set("page_key", key.value = (key.value + "x").slice(-60));
    }
    tried = said;
    if (button && button.name) fields.append(button.name, button.value);
    return new URLSearchParams(fields);
  }
  function send(form, button) {
    var stop = new AbortController(), slow = setTimeout(function () { wait.hidden = false; }, 1500),
      late = setTimeout(function () { stop.abort(); }, 25000);
    form.dataset.going = 1;
    off.hidden = true;
    fetch(form.action, {
      method: "POST", body: packed(form, button), redirect: "manual", signal: stop.signal
    }).then(function (answer) {
      if (answer.type === "opaqueredirect") return location.replace(form.action);
      return answer.text().then(function (page) {
        if (page.indexOf('action="/leave"') < 0) throw 0; /* not one of ours: something between us */
        d.open(); d.write(page); d.close();
      });
    }).catch(function () {
      delete form.dataset.going;
      off.hidden = false;
    }).then(function () {
      clearTimeout(slow);
      clearTimeout(late);
      wait.hidden = true;
    });
  }
  d.addEventListener("submit", function (e) {
    var form = e.target;
    if (form === exit) { e.preventDefault(); leave(); }
    else if (form.dataset.going) { e.preventDefault(); }
    else if (/^\/(q|ask|card)$/.test(form.getAttribute("action")) && form.method === "post" &&
        "submitter" in e && !("plain" in (e.submitter || form).dataset)) {
      e.preventDefault();
      send(form, e.submitter);
    } else if (!navigator.onLine) { e.preventDefault(); off.hidden = false; }
    else {
      form.dataset.going = 1;
      setTimeout(function () { delete form.dataset.going; }, 8000);
    }
  });
  if (exit) d.addEventListener("keyup", function (e) {
    if (e.key !== "Shift") { presses = 0; return; }
    clearTimeout(timer);
    timer = setTimeout(function () { presses = 0; }, 5000);
    if (++presses > 2) leave();
  });
  addEventListener("online", function () { off.hidden = true; });
  addEventListener("pageshow", function (e) {
    if (e.persisted) { blank(); location.reload(); }
  });
  /* What somebody said does not stay on a screen that they walked away from. */
  if (/check|copy|told/.test(d.body.dataset.page)) setTimeout(function () {
    blank();
    location.replace("/q");
  }, 12e5);
  var box = d.querySelector(".box"), print = d.querySelector(".print");
  if (box) box.focus();
  /* A chat: its newest words on top, and its older ones gone when nobody has been there. */
  var now = d.getElementById("now");
  if (now && !box) now.scrollIntoView();
  if (now) setTimeout(function () {
    d.querySelectorAll(".me").forEach(function (said) { said.remove(); });
  }, 12e5);
  /* Read aloud, only by a voice of the page's language that is on this very phone. */
  var say = d.querySelector(".say"), hear = say && say.nextElementSibling, voice;
  function find() {
    var lang = d.documentElement.lang;
    voice = speechSynthesis.getVoices().filter(function (v) {
      return v.localService && (v.lang === lang || v.lang.split(/[-_]/)[0] === lang);
    })[0];
    say.hidden = !voice || /hear=n/.test(d.cookie);
  }
  if (say && window.speechSynthesis) {
    find();
    speechSynthesis.onvoiceschanged = find;
    say.onclick = function () {
      var said = "main h1,main form>p:not([id]),fieldset>p,[name=answer]~span", words;
      words = new SpeechSynthesisUtterance([].map.call(d.querySelectorAll(said), function (one) {
        return one.textContent;
      }).join(". "));
      words.voice = voice;
      hush();
      speechSynthesis.speak(words);
      hear.hidden = /hear=/.test(d.cookie);
    };
    hear.onclick = function (e) {
      if (!e.target.value) return;
      d.cookie = "hear=" + e.target.value + ";path=/;samesite=lax";
      hear.hidden = true;
      find();
    };
    addEventListener("pagehide", hush);
  }
  if (print) { print.hidden = false; print.onclick = function () { window.print(); }; }
}());
