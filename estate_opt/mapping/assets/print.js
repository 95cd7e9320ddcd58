"use strict";
/* Paper: the whole map at the size it has on the sheet, and nothing folded away. The screen gets its view back. */

function printable(map, everything) {
  const root = document.documentElement;
  const paper = document.getElementById("choose-paper");
  let before = null;

  function prepare() {
    if (before) return;
    before = { centre: map.getCenter(), zoom: map.getZoom(), closed: [...document.querySelectorAll("details:not([open])")] };
    before.closed.forEach((details) => { details.open = true; });
    root.classList.add("printing");  // the browser lays the sheet out only after this event
    map.invalidateSize({ animate: false, pan: false });
    if (everything.isValid()) map.fitBounds(everything, { animate: false, padding: [8, 8] });
  }

  function restore() {
    if (!before) return;
    const { centre, zoom, closed } = before;
    before = null;
    closed.forEach((details) => { details.open = false; });
    root.classList.remove("printing");
    map.invalidateSize({ animate: false, pan: false });
    map.setView(centre, zoom, { animate: false });
  }

  paper.addEventListener("change", () => root.classList.toggle("a3", paper.value === "a3"));
  document.getElementById("print-map").addEventListener("click", () => window.print());
  window.addEventListener("beforeprint", prepare);
  window.addEventListener("afterprint", restore);
}
