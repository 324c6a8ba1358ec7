/* Optional: every page works without it. It leaves faster, and keeps what is typed on screen. */
(function () {
  "use strict";
  var d = document, body = d.body, exit = d.querySelector(".leave"),
    off = d.querySelector(".off"), presses = 0, timer;
  function blank() { body.textContent = ""; d.title = "…"; }
  function leave() {
    var end = exit.action, to = exit.dataset.away, keys = new FormData(exit);
    blank();
    try { navigator.sendBeacon(end, keys); } catch (e) { /* the sitting then ends by itself */ }
    location.replace(to);
  }
  d.addEventListener("submit", function (e) {
    var form = e.target;
    if (form === exit) { e.preventDefault(); leave(); }
    else if (!navigator.onLine) { e.preventDefault(); off.hidden = false; }
    else if (form.dataset.going) { e.preventDefault(); }
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
  var box = d.querySelector(".box");
  if (box) box.focus();
}());
