/* Drawing by finger or mouse. What is drawn is numbers in a hidden field; writing needs no script. */
(function () {
  "use strict";
  var d = document, box = d.querySelector(".draw"), kept = d.querySelector("[name=drawing]"),
    sheet = box.querySelector("canvas"), pen = sheet.getContext("2d"), side = 1000,
    keys = box.querySelectorAll("button"), strokes = [], line, points = 0;
  function ink(number) { return box.querySelector('[name=ink][value="' + number + '"]').dataset.ink; }
  function draw(stroke) {
    pen.strokeStyle = ink(stroke[0]);
    pen.beginPath();
    pen.moveTo(stroke[1] + 1, stroke[2]); /* so that a dot has a length, and is seen */
    for (var i = 1; i < stroke.length; i += 2) pen.lineTo(stroke[i], stroke[i + 1]);
    pen.stroke();
  }
  function keep() { kept.value = strokes.length ? JSON.stringify(strokes) : ""; }
  function all() {
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, side, side);
    points = 0;
    strokes.forEach(function (stroke) { points += stroke.length; draw(stroke); });
    keep();
  }
  function add(e) {
    var at = sheet.getBoundingClientRect(), n = line.length,
      x = Math.round((e.clientX - at.left) / at.width * side),
      y = Math.round((e.clientY - at.top) / at.height * side);
    x = Math.max(0, Math.min(side, x));
    y = Math.max(0, Math.min(side, y));
    /* A line every few steps is smooth enough, and small enough to send on a bad line. */
    if (n > 1 && Math.abs(x - line[n - 2]) + Math.abs(y - line[n - 1]) < 9 || points > 11000) return;
    line.push(x, y);
    points += 2;
    draw(line);
    keep();
  }
  sheet.addEventListener("pointerdown", function (e) {
    if (!e.isPrimary || e.button || strokes.length > 499 || points > 11000) return;
    sheet.setPointerCapture(e.pointerId);
    line = [+box.querySelector(":checked").value];
    strokes.push(line);
    add(e);
  });
  sheet.addEventListener("pointermove", function (e) { if (line && e.isPrimary) add(e); });
  ["pointerup", "pointercancel"].forEach(function (end) {
    sheet.addEventListener(end, function () { line = 0; });
  });
  keys[0].onclick = function () { strokes.pop(); all(); };
  keys[1].onclick = function () { if (strokes.length && confirm(this.dataset.ask)) { strokes = []; all(); } };
  pen.lineWidth = 22;
  pen.lineCap = pen.lineJoin = "round";
  try { strokes = JSON.parse(kept.value || "[]"); } catch (e) { /* then the sheet is empty */ }
  strokes = strokes.map(function (s) { return s[0].length ? [0].concat.apply([0], s) : s; });
  box.hidden = false;
  all();
}());
