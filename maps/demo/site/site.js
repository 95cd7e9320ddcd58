"use strict";
/* Sorting of tables by their headings. Without this script they show every row in the order given. */

/**
 * Headings of a table that can be sorted become buttons, cells carry their heading's words, and what looks like cards
 * on a phone stays a table for those who listen to it.
 */
function dress(table) {
  const headings = [...table.tHead.rows[0].cells];
  headings.forEach((heading) => {
    heading.setAttribute("role", "columnheader");
    if (!("sortable" in table.dataset) || "fixed" in heading.dataset) return;
    const button = document.createElement("button");
    button.type = "button";
    button.append(...heading.childNodes);
    heading.append(button);
  });
  table.setAttribute("role", "table");
  [table.tHead, ...table.tBodies].forEach((group) => group.setAttribute("role", "rowgroup"));
  table.tHead.rows[0].setAttribute("role", "row");
  [...table.tBodies].forEach((body) => [...body.rows].forEach((row) => dressRow(row, headings)));
}

function dressRow(row, headings) {
  row.setAttribute("role", "row");
  [...row.cells].forEach((cell, k) => {
    cell.setAttribute("role", cell.tagName === "TH" ? "rowheader" : "cell");
    if (cell.tagName !== "TD") return;
    cell.dataset.label = headings[k].textContent.trim();
    if (headings[k].classList.contains("number")) cell.classList.add("number");
  });
}

function sortable(table, sorted = () => {}) {
  const body = table.tBodies[0];
  table.querySelectorAll("th button").forEach((button) => {
    button.addEventListener("click", () => {
      const heading = button.closest("th");
      const rising = heading.getAttribute("aria-sort") !== "ascending";
      table.querySelectorAll("th[aria-sort]").forEach((th) => th.removeAttribute("aria-sort"));
      heading.setAttribute("aria-sort", rising ? "ascending" : "descending");
      const read = heading.classList.contains("number") ? figureOf : (text) => text;
      const key = ({ cells: { [heading.cellIndex]: cell } }) => cell.dataset.sort ?? read(cell.textContent.trim());
      const rows = [...body.rows].map((row) => [key(row), row]);
      rows.sort(([a], [b]) => compare(a, b) * (rising ? 1 : -1));
      body.append(...rows.map(([, row]) => row));
      sorted();
    });
  });
}

/** The first figure of a text ("−£1.2 million", "1,840 people"); nothing where it has none. */
function figureOf(text) {
  const found = text.replaceAll(",", "").match(/([−-])?£?(\d+(?:\.\d+)?(?:e[+-]?\d+)?)( million)?/);
  return found ? String((found[1] ? -1 : 1) * Number(found[2]) * (found[3] ? 1e6 : 1)) : "";
}

/** Numbers by size, words by alphabet; what is not known comes first. */
function compare(a, b) {
  const [x, y] = [Number(a), Number(b)];
  if (a !== "" && b !== "" && !Number.isNaN(x) && !Number.isNaN(y)) return x - y;
  return a.localeCompare(b, "en-GB", { numeric: true });
}
"use strict";
/* Every table that can be sorted, and the field above it that leaves only rows with some words. */

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