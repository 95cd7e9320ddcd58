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
