"use strict";
/* Sorting and filtering of the tables below the map. Without this script they show every row. */

document.querySelectorAll("main table").forEach(dress);

/** Leaves the first rows that fit on the screen before someone asks for all: a phone shows each as a card. */
function firstRows(table, { more, status, noun }) {
  const FIRST = Number(table.dataset.first ?? 40);
  let all = false;

  function cut() {
    const every = [...table.tBodies[0].rows];
    const fitting = every.filter((row) => !row.hidden);
    const shown = all ? fitting.length : Math.min(FIRST, fitting.length);
    fitting.forEach((row, k) => row.classList.toggle("later", k >= shown));
    more.hidden = shown === fitting.length;
    more.textContent = fitting.length === every.length
      ? `Show all ${every.length} ${noun}` : `Show all ${fitting.length} ${noun} that fit`;
    const paper = table.dataset.paper === "first" ? shown : fitting.length;
    status.replaceChildren(count("only-screen", shown, every.length), count("only-print", paper, every.length));
  }

  const count = (medium, shown, of) => estate.make("span", medium, `${shown} of ${of} ${noun} shown`);

  more.addEventListener("click", () => {
    const next = table.querySelector("tr.later:not([hidden])");
    all = true;
    cut();
    (next.querySelector("button") ?? table.closest("[tabindex]")).focus();  // the button that had the focus is gone
  });
  return { cut, showAll() { all = true; cut(); } };
}

const buildingTable = (() => {
  const { byId, buildings, cell, button } = estate;
  const table = byId("building-table");
  const [text, kind, ward] = ["filter-text", "filter-decision", "filter-ward"].map(byId);
  const first = firstRows(table, { more: byId("show-all"), status: byId("filter-status"), noun: "buildings" });

  /** What only a script can use, or draw again from what it has. */
  buildings.forEach(({ row, name }, k) => {
    const show = button("plain-button", "Show on map", () => {});
    show.dataset.building = k;
    show.setAttribute("aria-label", `Show ${name} on the map`);
    row.querySelector(".quiet").after(document.createElement("br"), show);
    const drawn = { [row.dataset.kind ?? row.dataset.decision]: "Decision", [row.dataset.decision]: table.dataset.drawn };
    Object.entries(drawn).forEach(([key, label]) => cell(row, label).prepend(estate.symbol(key)));
  });

  function filter() {
    const words = text.value.trim().toLowerCase();
    [...table.tBodies[0].rows].forEach((row) => {
      const fits = (!words || row.textContent.toLowerCase().includes(words))
        && (!kind.value || row.dataset.decision === kind.value)
        && (!ward.value || row.dataset.ward === ward.value);
      row.hidden = !fits;
    });
    first.cut();
  }

  sortable(table, first.cut);
  text.addEventListener("input", filter);
  kind.addEventListener("change", filter);
  ward.addEventListener("change", filter);
  filter();

  return {
    ward(id) { ward.value = id; filter(); },
    /** Shows a row even where the filter hides it, or it comes later than the first. */
    reveal(hash) {
      const row = document.getElementById(hash.slice(1));
      if (row.hidden) { text.value = ""; kind.value = ""; ward.value = ""; filter(); }
      if (row.classList.contains("later")) first.showAll();
    },
  };
})();

/** Tables that show the rows of one service at a time. */
const serviceTables = (() => {
  const tables = [...document.querySelectorAll("table[data-by-service]")];
  tables.forEach((table) => sortable(table));
  return {
    show(service) {
      tables.flatMap((table) => [...table.tBodies[0].rows])
        .forEach((row) => { row.hidden = row.dataset.service !== service; });
    },
  };
})();

/** The neighbourhoods and their ways to the chosen service, those whose way grows most first. */
const neighbourhoodTable = (() => {
  const { byId, data, state, neighbourhoods, buildings, make } = estate;
  const table = byId("neighbourhood-table");
  if (!table) return { show() {} };
  const headings = [...table.tHead.rows[0].cells];
  const first = firstRows(table, { more: byId("show-neighbourhoods"), status: byId("neighbourhood-status"), noun: "neighbourhoods" });
  let drawn = null;

  function extra(ways, n) {
    const [today, planned] = ways.way.map((way) => way[n]);
    return today < 0 || planned < 0 ? null : (planned - today) / 1000;
  }

  function extraWords(value) {
    if (value === null) return "–";
    const sign = value === 0 ? "±" : value > 0 ? "+" : "−";
    return `${sign}${Math.abs(value).toFixed(2).replace(/\.?0+$/, "")} ${estate.service().unit}`;
  }

  function draw() {
    const ways = data.ways[state.service];
    const order = neighbourhoods.map((_, n) => n).sort((a, b) => (extra(ways, b) ?? -1e9) - (extra(ways, a) ?? -1e9) || a - b);
    table.tBodies[0].replaceChildren(...order.map((n) => {
      const { name, ward, people } = neighbourhoods[n];
      const head = make("th", "", name);
      head.scope = "row";
      const at = (k) => buildings[ways.nearest[k][n]]?.name ?? "none in reach";
      const texts = [data.wards[ward]?.name ?? "", estate.number(people), at(0), estate.way(ways.way[0][n]), at(1),
        estate.way(ways.way[1][n]), extraWords(extra(ways, n))];
      const row = make("tr", "", [head, ...texts.map((text) => make("td", "", text))]);
      row.dataset.ward = ward;
      dressRow(row, headings);
      return row;
    }));
    drawn = state.service;
  }

  sortable(table, first.cut);
  return {
    show() {
      if (drawn !== state.service) draw();
      [...table.tBodies[0].rows].forEach((row) => { row.hidden = state.ward !== "" && row.dataset.ward !== state.ward; });
      first.cut();
    },
  };
})();
