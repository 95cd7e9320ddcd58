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
