"use strict";
/* What the scripts of the map share: the data, what is chosen, and how elements are made. Text is text nodes only. */

const estate = (() => {
  const data = JSON.parse(document.getElementById("map-data").textContent);
  const state = {
    service: data.services.length ? data.services[0].id : null,
    areas: "wards", measure: "near", period: "planned", ward: "", selected: null,
  };
  const PERIODS = ["today", "planned", "change"];
  const rows = [...document.getElementById("building-table").tBodies[0].rows];

  /** What the rows of the table say is not said again in the data. */
  const buildings = data.buildings.map(([latitude, longitude, kind, capacity, today, planned], k) => ({
    at: [latitude, longitude], kind, capacity, today, planned, row: rows[k],
    name: rows[k].cells[0].firstChild.textContent.trim(),
  }));

  const neighbourhoods = data.neighbourhoods.map(([name, ward, latitude, longitude, people]) => ({
    name, ward: Object.keys(data.wards)[ward] ?? "", at: [latitude, longitude], people,
  }));

  const coverRows = new Map([...document.querySelectorAll("#cover-table tbody tr")]
    .map((row) => [`${row.dataset.service}/${row.dataset.ward}`, row]));

  /** An element with a class, text and children. */
  function make(tag, className, content) {
    const element = document.createElement(tag);
    if (className) element.className = className;
    for (const part of [].concat(content === undefined ? [] : content)) element.append(part);
    return element;
  }

  function button(className, text, press) {
    const made = make("button", className, text);
    made.type = "button";
    made.addEventListener("click", press);
    return made;
  }

  function symbol(kind) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("viewBox", "-11 -11 22 22");
    svg.setAttribute("class", "symbol");
    svg.setAttribute("aria-hidden", "true");
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("d", data.symbols[kind]?.path ?? data.paths[kind]);  // a row shows its decision whatever the map shows
    path.setAttribute("class", "symbol-" + kind);
    svg.append(path);
    return svg;
  }

  return {
    data, state, buildings, neighbourhoods, make, button, symbol,
    map: null,
    byId: (id) => document.getElementById(id),
    service: () => data.services.find((s) => s.id === state.service),
    /** Which of the six figures of a place is shown: near today, in the plan, change; way today, in the plan, change. */
    shown: () => (state.measure === "near" ? 0 : 3) + PERIODS.indexOf(state.period),
    /** The six figures of a ward, as the table has them. */
    wardFigures: (ward) => [...coverRows.get(`${state.service}/${ward}`).cells].slice(3).map((cell) => cell.textContent),
    cell: (row, label) => [...row.cells].find((cell) => cell.dataset.label === label),
    number: (value) => value.toLocaleString("en-GB"),
    people: (value) => (value === 1 ? "1 person" : `${value.toLocaleString("en-GB")} people`),
    /** A way in thousandths of a km or minute, in words. */
    way: (value) => (value < 0 ? "none in reach" : `${(value / 1000).toFixed(1).replace(/\.0$/, "")} ${estate.service().unit}`),
  };
})();
