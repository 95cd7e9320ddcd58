"use strict";
/* Sorting and filtering of the tables below the map. Without this script they show every row. */

function sortable(table) {
  const body = table.tBodies[0];
  table.querySelectorAll("th button").forEach((button) => {
    button.addEventListener("click", () => {
      const heading = button.closest("th");
      const rising = heading.getAttribute("aria-sort") !== "ascending";
      table.querySelectorAll("th[aria-sort]").forEach((th) => th.removeAttribute("aria-sort"));
      heading.setAttribute("aria-sort", rising ? "ascending" : "descending");
      const key = (row) => row.cells[heading.cellIndex].dataset.sort ?? row.cells[heading.cellIndex].textContent.trim();
      const rows = [...body.rows].sort((a, b) => compare(key(a), key(b)) * (rising ? 1 : -1));
      body.append(...rows);
    });
  });
}

/** Numbers by size, words by alphabet; what is not known comes first. */
function compare(a, b) {
  const [x, y] = [Number(a), Number(b)];
  if (a !== "" && b !== "" && !Number.isNaN(x) && !Number.isNaN(y)) return x - y;
  return a.localeCompare(b, "en-GB", { numeric: true });
}

const buildingTable = (() => {
  const table = document.getElementById("building-table");
  const text = document.getElementById("filter-text");
  const kind = document.getElementById("filter-decision");
  const ward = document.getElementById("filter-ward");
  const status = document.getElementById("filter-status");
  const rows = [...table.tBodies[0].rows];

  function filter() {
    const words = text.value.trim().toLowerCase();
    let shown = 0;
    rows.forEach((row) => {
      const fits = (!words || row.textContent.toLowerCase().includes(words))
        && (!kind.value || row.dataset.decision === kind.value)
        && (!ward.value || row.dataset.ward === ward.value);
      row.hidden = !fits;
      if (fits) shown += 1;
    });
    status.textContent = `${shown} of ${rows.length} buildings shown`;
  }

  sortable(table);
  text.addEventListener("input", filter);
  kind.addEventListener("change", filter);
  ward.addEventListener("change", filter);
  filter();

  return {
    ward(id) { ward.value = id; filter(); },
    /** Shows a row even where the filter hides it. */
    reveal(hash) {
      const row = document.getElementById(hash.slice(1));
      if (row.hidden) { text.value = ""; kind.value = ""; ward.value = ""; filter(); }
    },
  };
})();

const coverTable = (() => {
  const table = document.getElementById("cover-table");
  sortable(table);
  return {
    show(service) {
      [...table.tBodies[0].rows].forEach((row) => { row.hidden = row.dataset.service !== service; });
    },
  };
})();
