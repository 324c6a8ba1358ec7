/* Optional: counts a text message while it is typed, as the server counts it. */
(function () {
  "use strict";
  var form = document.getElementById("texts"), how = JSON.parse(form.dataset.counting);
  function parts(text) {
    var signs = Array.from(text), plain = true, costs, all = 0, room, many = 1;
    signs.forEach(function (sign) {
      if (how.basic.indexOf(sign) < 0 && how.extension.indexOf(sign) < 0) plain = false;
    });
    costs = signs.map(function (sign) {
      return plain ? (how.extension.indexOf(sign) < 0 ? 1 : 2) : sign.length;
    });
    costs.forEach(function (cost) { all += cost; });
    room = how.room[plain ? "GSM-7" : "UCS-2"];
    if (all <= room[0]) return 1;
    var left = room[1];
    costs.forEach(function (cost) {
      if (cost > left) { many += 1; left = room[1]; }
      left -= cost;
    });
    return many;
  }
  function count(box) {
    var longest = box.value.replace(/\{([a-z_]+)\}/g, function (gap, name) {
      return how.gaps[name] || gap;
    });
    document.getElementById(box.id + "-length").textContent = form.dataset.words
      .replace("{letters}", Array.from(box.value).length)
      .replace("{parts}", parts(longest)).replace("{most}", how.most);
  }
  form.addEventListener("input", function (event) {
    if (event.target.tagName === "TEXTAREA") count(event.target);
  });
})();
