"use strict";
/* Sorting and filtering of the tables below the map. Without this script they show every row. */

const buildingTable = (() => {
  const table = document.getElementById("building-table");
  const text = document.getElementById("filter-text");
  const kind = document.getElementById("filter-decision");
  const ward = document.getElementById("filter-ward");
  const status = document.getElementById("filter-status");
  const more = document.getElementById("show-all");
  const FIRST = 40;  // rows on the screen before someone asks for all: a phone shows each as a card
  let all = false;

  const rows = () => [...table.tBodies[0].rows];

  function filter() {
    const words = text.value.trim().toLowerCase();
    rows().forEach((row) => {
      const fits = (!words || row.textContent.toLowerCase().includes(words))
        && (!kind.value || row.dataset.decision === kind.value)
        && (!ward.value || row.dataset.ward === ward.value);
      row.hidden = !fits;
    });
    cut();
  }

  /** Leaves the first rows that fit on the screen; paper has them all. */
  function cut() {
    const every = rows();
    const fitting = every.filter((row) => !row.hidden);
    const shown = all ? fitting.length : Math.min(FIRST, fitting.length);
    fitting.forEach((row, k) => row.classList.toggle("later", k >= shown));
    more.hidden = shown === fitting.length;
    more.textContent = fitting.length === every.length
      ? `Show all ${every.length} buildings` : `Show all ${fitting.length} buildings that fit`;
    status.replaceChildren(count("only-screen", shown, every.length), count("only-print", fitting.length, every.length));
  }

  function count(medium, shown, of) {
    const part = document.createElement("span");
    part.className = medium;
    part.textContent = `${shown} of ${of} buildings shown`;
    return part;
  }

  function showAll() {
    const next = table.querySelector("tr.later:not([hidden]) button");
    all = true;
    cut();
    next.focus();  // the button that had the focus is gone
  }

  sortable(table, cut);
  more.addEventListener("click", showAll);
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
      if (row.classList.contains("later")) { all = true; cut(); }
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
