/* See respond/question.html. */
(function () {
  var d = document, box = d.querySelector(".draw"), kept = d.querySelector("[name=drawing]"),
    sheet = box.querySelector("canvas"), pen = sheet.getContext("2d"), side = 1e3,
    keys = box.querySelectorAll("button"), strokes = [], line, size;
  function draw(stroke) {
    pen.strokeStyle = box.querySelectorAll("[name=ink]")[stroke[0]].dataset.ink;
    pen.beginPath();
    pen.moveTo(stroke[1] + 1, stroke[2]);
    for (var i = 1; i < stroke.length; i += 2) pen.lineTo(stroke[i], stroke[i + 1]);
    pen.stroke();
  }
  function all() {
    pen.fillRect(0, 0, side, side);
    strokes.forEach(draw);
    keep();
  }
  function keep() {
    line = 0;
    size = strokes.join().split(",").length;
    kept.value = strokes.length ? JSON.stringify(strokes) : "";
  }
  function part(at) { return Math.max(0, Math.min(side, Math.round(at * side))); }
  function add(e) {
    var at = sheet.getBoundingClientRect(), n = line.length,
      x = part((e.clientX - at.left) / at.width), y = part((e.clientY - at.top) / at.height);
    if (n > 1 && Math.abs(x - line[n - 2]) + Math.abs(y - line[n - 1]) < 9) return;
    if (n + size < 11e3) line.push(x, y);
    draw(line);
  }
  sheet.onpointerdown = function (e) {
    if (!e.isPrimary || e.button || strokes.length > 499 || size > 1e4) return;
    sheet.setPointerCapture(e.pointerId);
    strokes.push(line = [+box.querySelector(":checked").value]);
    add(e);
  };
  sheet.onpointermove = function (e) { if (line && e.isPrimary) add(e); };
  sheet.onpointerup = sheet.onpointercancel = keep;
  keys[0].onclick = function () { strokes.pop(); all(); };
  keys[1].onclick = function () {
    if (strokes.length && confirm(this.dataset.ask)) { strokes = []; all(); }
  };
  pen.lineWidth = 22;
  pen.lineCap = pen.lineJoin = "round";
  pen.fillStyle = "#fff";
  if (kept.value) strokes = JSON.parse(kept.value);
  box.hidden = false;
  all();
}());
