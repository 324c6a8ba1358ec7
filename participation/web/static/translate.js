/* Optional: a translator's page works without it. It keeps what is being typed, and asks for the
   number again when nobody has been there for a while. Nothing goes into the browser's storage. */
(function () {
  "use strict";
  var form = document.getElementById("texts"), idle = 0, kept, going = false;
  function fields() {
    var sent = new URLSearchParams(new FormData(form));
    sent.append("go", "keep");
    return sent;
  }
  kept = "" + fields();
  function keep() {
    var sent = fields(), now = "" + sent;
    if (going || now === kept || !navigator.onLine) return;
    going = true;
    fetch(form.action, { method: "POST", body: sent, redirect: "manual" }).then(function (answer) {
      if (answer.type === "opaqueredirect") kept = now; /* else it was not taken: try again */
    }).catch(function () { /* no signal: try again */ }).then(function () { going = false; });
  }
  var ticks = setInterval(function () {
    idle += 5;
    if (idle % 10 === 0) keep();
    /* Not reload(): where a page came of a press, that would press it again, with the old words. */
    if (idle > +form.dataset.locks) { clearInterval(ticks); location.replace(location.pathname); }
  }, 5000);
  form.addEventListener("input", function () { idle = 0; });
  addEventListener("pagehide", function () {
    if ("" + fields() !== kept) navigator.sendBeacon(form.action, fields());
  });
})();
