"use strict";
/* The card of the chosen building: what its row says, who goes to it, and the way to the other end of each move. */

estate.card = (() => {
  const { state, data, buildings, make, button, byId, cell, number } = estate;
  let popup, openedBy;

  function list(title, entries) {
    if (!entries.length) return [];
    return [make("h4", "", title), make("ul", "", entries.map((entry) => make("li", "", entry)))];
  }

  /** Moves of a row as buttons that open the building at their other end, and what ends as text. */
  function moves(row) {
    return [...row.querySelectorAll("ul[data-title]")].flatMap((found) => list(found.dataset.title, [...found.children].map((entry) => (
      "to" in entry.dataset ? button("link", entry.textContent, () => show(Number(entry.dataset.to), openedBy)) : entry.textContent))));
  }

  function use({ row, capacity, today, planned }) {
    const share = (label) => cell(row, label).textContent.trim().replace("–", "not known");
    const lines = [["Use today", `${share("Use today")} (${number(today)} of ${number(capacity)} hours a week)`]];
    if (planned === null) return [...lines, ["Use in the plan", "none: not open"]];
    return [...lines, ["Use in the plan", `${share("Use in the plan")} of the plan’s opening hours (${number(planned)} hours a week)`],
      ["", `${share("Same, in hours no shorter than today’s")} in hours no shorter than today’s`]];
  }

  function decision(building) {
    const [label, option] = [...cell(building.row, "Decision").querySelectorAll("span")].map((part) => part.textContent);
    const look = data.symbols[building.kind].label;
    const what = option ? `: ${option}` : "";
    return look === label ? [look, what] : [look, `: ${label} in the plan${what}`];
  }

  function content(k) {
    const building = buildings[k];
    const { row } = building;
    const heading = make("h3", "", building.name);
    heading.tabIndex = -1;
    const close = button("close", "×", () => hide(true));
    close.setAttribute("aria-label", "Close");
    const [look, what] = decision(building);
    const why = cell(row, "Why");
    const inTable = make("a", "only-alone", "Its row in the table");
    inTable.href = "#" + row.id;
    inTable.addEventListener("click", () => { hide(false); buildingTable.reveal(inTable.hash); });
    const link = row.cells[0].querySelector("a");
    const page = make("a", "", "Its page");
    if (link) { page.href = link.getAttribute("href"); page.target = "_top"; }
    const note = row.querySelector(".illustrative");
    return make("div", "card", [
      close,
      heading,
      make("p", "place", `${row.querySelector(".quiet").textContent} in ${cell(row, "Ward").textContent}`),
      make("p", "decision", [estate.symbol(building.kind), make("strong", "", look), what]),
      ...(why ? [make("p", "reason", why.textContent)] : []),
      make("dl", "", use(building).flatMap(([label, text]) => [...(label ? [make("dt", "", label)] : []), make("dd", "", text)])),
      ...moves(row),
      ...list("Nearest place for", estate.catchment.sentences(k).map(([id, text]) => button("link", text, () => showCatchment(k, id)))),
      ...(note ? [make("p", "illustrative", note.textContent)] : []),
      make("p", "", [inTable, ...(link ? [" ", page] : [])]),
      button("plain-button unfold", "Show all of the card", unfolded),  // hidden rather than removed: see Leaflet's clicks
    ]);
  }

  /** Who goes there, with the card folded to its head so that the map is seen. */
  function showCatchment(k, service) {
    const card = popup.getElement().querySelector(".card");
    card.classList.add("folded");
    const unfold = card.querySelector(".unfold");
    popup.update();
    estate.choose({ service });
    estate.map.fitBounds(estate.catchment.bounds(k), { padding: [40, 40], maxZoom: 14 });
    unfold.focus({ preventScroll: true });
  }

  function unfolded() {
    popup.getElement().querySelector(".card").classList.remove("folded");
    popup.update();
  }

  /** Opens the card of a building; one that another map has chosen takes no focus and moves nothing. */
  function show(k, opener, told = false) {
    const { map } = estate;
    const building = buildings[k];
    hide(false, true);
    openedBy = opener;
    estate.switchOn(building.kind);
    const size = map.getSize();
    const below = size.x < 500 ? 84 : 12;  // room for the buttons that zoom
    popup = L.popup({
      maxWidth: Math.min(340, size.x - 60), minWidth: Math.min(240, size.x - 60), maxHeight: Math.max(160, size.y - below - 70),
      autoPanPaddingTopLeft: [12, 12], autoPanPaddingBottomRight: [12, below], closeButton: false, autoPan: !told,
    }).setLatLng(building.at).setContent(content(k));
    if (opener) {
      byId("map-frame").scrollIntoView({ block: "nearest" });
      map.setView(building.at, Math.max(map.getZoom(), estate.symbols.closer()), { animate: false });
    }
    select(k, told);
    popup.openOn(map);
    if (!told) popup.getElement().querySelector("h3").focus({ preventScroll: true });
  }

  function select(k, told) {
    state.selected = k;
    estate.symbols.mark();
    estate.catchment.draw();
    if (!told) estate.linked.tell();
  }

  /** Closes what is open; the focus goes back to what opened it, unless something else opens next. */
  function hide(back, told = false) {
    if (!popup) return;
    const [closing, opener] = [popup, openedBy];
    popup = openedBy = null;
    closing.remove();
    select(null, told);
    if (back && opener) opener.focus();
  }

  function start() {
    estate.map.on("popupclose", (event) => { if (event.popup === popup) hide(true); });
    document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(true); });
  }

  return { start, show, hide };
})();
