"use strict";
/* Wards or neighbourhoods shaded by people near to a service, or by the distance to it; their names and the legend. */

estate.shade = (() => {
  const { data, state, neighbourhoods, make, byId, service, shown } = estate;
  const labels = [];
  let wardLayer, groups, cells;

  const SCALES = {
    wards: ["share", "share", "change"],
    neighbourhoods: ["reached", "reached", "gained"],
  };

  /** What the figure that is shown is classed by: colours and words, and the style of the legend. */
  function scale() {
    const k = shown();
    if (k > 2) {
      const name = k === 5 ? "extra" : "distance";
      return { name, steps: service()[name] };
    }
    const name = SCALES[state.areas][k];
    return { name, steps: data.scales[name] };
  }

  const wardClass = (id) => (state.service ? data.wards[id].classes[state.service][shown()] : "-");
  const cellClass = (k) => (state.service ? data.ways[state.service].classes[shown()][k] : "-");
  const colour = (mark, steps) => (mark === "-" ? data.nobody.colour : steps[mark][0]);

  function draw() {
    const { steps } = state.service ? scale() : { steps: [] };
    const small = state.areas === "neighbourhoods";
    if (small) drawCells(steps);
    else if (cells) cells.remove();
    wardLayer.eachLayer((layer) => {
      const id = layer.feature.properties.ward;
      const chosen = state.ward === id;
      layer.setStyle({
        fill: !small, ...(small ? {} : { fillColor: colour(wardClass(id), steps) }),
        weight: chosen ? 3 : small ? 1.5 : 1, color: chosen ? "#0b3d66" : "#5b6a72",
      });
      if (chosen) layer.bringToFront();
    });
    labels.forEach((label) => { label.figure.textContent = small ? "" : wardFigure(label.ward); });
    placeNames();
    writeLegend();
    writeWardNote();
  }

  function drawCells(steps) {
    if (!cells) {
      cells = L.layerGroup(estate.cells.draw(wardLayer));
      cells.getLayers().forEach((layer, k) => {
        layer.bindTooltip(() => cellTip(k), { sticky: true, opacity: 1 });
        layer.on("click", () => estate.choose({ ward: state.ward === neighbourhoods[k].ward ? "" : neighbourhoods[k].ward }));
      });
    }
    cells.getLayers().forEach((layer, k) => layer.setStyle({ fillColor: colour(cellClass(k), steps) }));
    cells.addTo(estate.map);
  }

  function wardFigure(id) {
    return state.service ? estate.wardFigures(id)[shown()].replace(/ percentage points?/, " points") : "";
  }

  /* ---- words ---- */

  function about() {
    const way = `distance to the nearest place for ${service().name}`;
    return {
      near: `people ${service().standard} of ${service().name}`,
      distance: state.period === "change" ? `extra ${way}` : state.areas === "wards" ? `mean ${way}` : way,
    }[state.measure];
  }

  function writeLegend() {
    if (!state.service) return;
    const { name, steps } = scale();
    const rows = steps.map(([, words], k) => make("li", "", [make("span", `swatch ${name}-${k}`), words]));
    const marks = state.areas === "wards" ? Object.keys(data.wards).map(wardClass) : [...data.ways[state.service].classes[shown()]];
    if (marks.includes("-")) {
      rows.push(make("li", "", [make("span", "swatch nobody"), state.measure === "near" ? data.nobody.near : data.nobody.way]));
    }
    byId("shade-legend").replaceChildren(...rows);
    const when = { today: "Today", planned: "In the plan", change: "Change from today to the plan" }[state.period];
    const rule = state.measure === "near" && !service().asked ? " (the plan file asks for no share of this)" : "";
    byId("shade-title").textContent = `${when}: ${about()}${rule}`;
    byId("print-note").textContent = `The ${state.areas} are shaded by ${about()}, ${when.toLowerCase()}${rule}.`;
  }

  function writeWardNote() {
    const note = byId("ward-note");
    const found = data.wards[state.ward];
    if (!found) { note.replaceChildren(); return; }
    const parts = [make("strong", "", found.name), found.priority ? " (priority ward): " : ": ",
      `${found.people}. Council buildings: ${found.buildings}.`];
    if (state.service) {
      const [today, planned, , far, farther] = estate.wardFigures(state.ward);
      parts.push(` People ${service().standard} of ${service().name}: ${today} today, ${planned} in the plan.`);
      if (far !== "–" && farther !== "–") parts.push(` The nearest place is ${far} away on average today, ${farther} in the plan.`);
    }
    note.replaceChildren(...parts);
  }

  function wardTip(id) {
    const ward = data.wards[id];
    const parts = [make("strong", "", ward.name)];
    if (ward.priority) parts.push(make("div", "", "Priority ward"));
    if (state.service) {
      const figures = estate.wardFigures(id);
      const first = state.measure === "near" ? 0 : 3;
      parts.push(make("div", "", `${service().name}: ${figures[first]} today, ${figures[first + 1]} in the plan`));
    }
    return make("div", "tip", parts);
  }

  function cellTip(k) {
    const { name, ward, people } = neighbourhoods[k];
    const place = data.wards[ward] ? `${data.wards[ward].name}, ${estate.people(people)}` : estate.people(people);
    const ways = data.ways[state.service];
    const to = (n) => (ways.nearest[n][k] < 0 ? "none in reach" : `${estate.buildings[ways.nearest[n][k]].name}, ${estate.way(ways.way[n][k])}`);
    return make("div", "tip", [make("strong", "", name), make("div", "", place),
      ...(ways ? [make("div", "", `${service().name} today: ${to(0)}`), make("div", "", `In the plan: ${to(1)}`)] : [])]);
  }

  /* ---- wards ---- */

  function start(layer, layerGroups) {
    wardLayer = layer; groups = layerGroups;
    wardLayer.eachLayer((drawn) => {
      const id = drawn.feature.properties.ward;
      const ward = data.wards[id];
      drawn.bindTooltip(() => wardTip(id), { sticky: true, opacity: 1 });
      drawn.on("click", () => estate.choose({ ward: state.ward === id ? "" : id }));
      if (ward.priority) {
        L.geoJSON(drawn.feature, {
          pane: "outlines", interactive: false, smoothFactor: 0,
          style: { fill: false, color: "#1a1a1a", weight: 3, dashArray: "9 6", lineCap: "butt" },
        }).addTo(groups.outlines);
      }
      const figure = make("span", "figure");
      const element = make("div", "ward-name", [make("span", "", ward.name), figure]);
      const icon = L.divIcon({ html: element, className: "ward-label", iconSize: [0, 0] });
      const marker = L.marker(ward.label, { icon, pane: "names", interactive: false, keyboard: false });
      marker.addTo(groups.names);
      labels.push({ ward: id, layer: drawn, marker, element, figure });
    });
  }

  /** Names that would lie on one another, or are wider than their ward, are left out; small wards show no figure. */
  function placeNames() {
    const { map } = estate;
    if (!map.hasLayer(groups.names)) return;
    const taken = [];
    const sizes = labels.map((label) => {
      const bounds = label.layer.getBounds();
      return map.latLngToLayerPoint(bounds.getSouthEast()).subtract(map.latLngToLayerPoint(bounds.getNorthWest()));
    });
    labels.forEach((label, k) => {
      label.element.classList.remove("hidden");
      label.element.classList.toggle("brief", Math.min(sizes[k].x, sizes[k].y) < 80);  // no room for its figure
    });
    const boxes = labels.map((label) => label.element.getBoundingClientRect());
    labels.forEach((label, k) => {
      const box = boxes[k];
      const width = sizes[k].x;
      const free = taken.every((b) => box.right < b.left || box.left > b.right || box.bottom < b.top || box.top > b.bottom);
      if (free && box.width < width * 1.1) taken.push(box);
      else label.element.classList.add("hidden");
    });
  }

  function boundsOf(id) {
    let bounds = wardLayer.getBounds();
    wardLayer.eachLayer((layer) => { if (layer.feature.properties.ward === id) bounds = layer.getBounds(); });
    return bounds;
  }

  return { start, draw, placeNames, boundsOf };
})();
