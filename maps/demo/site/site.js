"use strict";
/* Sorting of tables by their headings. Without this script they show every row in the order given. */

function sortable(table, sorted = () => {}) {
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
      sorted();
    });
  });
}

/** Numbers by size, words by alphabet; what is not known comes first. */
function compare(a, b) {
  const [x, y] = [Number(a), Number(b)];
  if (a !== "" && b !== "" && !Number.isNaN(x) && !Number.isNaN(y)) return x - y;
  return a.localeCompare(b, "en-GB", { numeric: true });
}
"use strict";
/* Every table that can be sorted, and the field above it that leaves only rows with some words. */

/** Headings become buttons, cells carry their heading's words, and what looks like cards stays a table for a reader. */
function dress(table) {
  const headings = [...table.tHead.rows[0].cells];
  headings.forEach((heading) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...heading.childNodes);
    heading.append(button);
    heading.setAttribute("role", "columnheader");
  });
  table.setAttribute("role", "table");
  [table.tHead, ...table.tBodies].forEach((group) => group.setAttribute("role", "rowgroup"));
  [...table.rows].forEach((row) => row.setAttribute("role", "row"));
  [...table.tBodies[0].rows].forEach((row) => [...row.cells].forEach((cell, k) => {
    cell.setAttribute("role", cell.tagName === "TH" ? "rowheader" : "cell");
    if (cell.tagName === "TD") cell.dataset.label = headings[k].textContent.trim();
  }));
}

document.querySelectorAll("table[data-sortable]").forEach((table) => {
  dress(table);
  sortable(table);
});

document.querySelectorAll("input[data-filter]").forEach((field) => {
  const rows = [...document.getElementById(field.dataset.filter).tBodies[0].rows];
  const status = document.getElementById(`status-${field.dataset.filter}`);
  const filter = () => {
    const words = field.value.trim().toLowerCase();
    let shown = 0;
    rows.forEach((row) => {
      row.hidden = words !== "" && !row.textContent.toLowerCase().includes(words);
      shown += row.hidden ? 0 : 1;
    });
    status.textContent = `${shown} of ${rows.length} rows shown`;
  };
  field.addEventListener("input", filter);
  filter();
});