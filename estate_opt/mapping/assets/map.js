"use strict";
/* Draws what the page's data say. Text reaches the page as text nodes only. */

if (window.matchMedia("(prefers-reduced-motion: reduce)").matches) {
  L.Map.mergeOptions({ zoomAnimation: false, markerZoomAnimation: false, inertia: false });
}

const estateMap = (() => {
  const data = JSON.parse(document.getElementById("map-data").textContent);
  const state = { service: data.services.length ? data.services[0].id : null, period: "planned", ward: "", selected: null };
  const symbols = [];
  const lines = [];
  const labels = [];
  let map, wardLayer, groups, ring, popup, openedBy;
  let openZoom = 0;

  const byId = (id) => document.getElementById(id);

  /** An element with a class, text and children. */
  function make(tag, className, content) {
    const element = document.createElement(tag);
    if (className) element.className = className;
    for (const part of [].concat(content === undefined ? [] : content)) element.append(part);
    return element;
  }

  function svgSymbol(kind) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("viewBox", "-11 -11 22 22");
    svg.setAttribute("class", "symbol");
    svg.setAttribute("aria-hidden", "true");
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("d", data.symbols[kind].path);
    path.setAttribute("class", "symbol-" + kind);
    svg.append(path);
    return svg;
  }

  /* ---- wards ---- */

  const service = () => data.services.find((s) => s.id === state.service);

  function wardClass(wardId) {
    const ward = data.wards[wardId];
    return ward && state.service ? ward.cover[state.service][state.period][0] : -1;
  }

  function wardColour(wardId) {
    const scale = data.scales[state.period === "change" ? "change" : "share"];
    const k = wardClass(wardId);
    return k < 0 ? data.nobody.colour : scale[k].colour;
  }

  function shadeWards() {
    wardLayer.eachLayer((layer) => {
      const id = layer.feature.properties.ward;
      const chosen = state.ward === id;
      layer.setStyle({ fillColor: wardColour(id), weight: chosen ? 3 : 1, color: chosen ? "#0b3d66" : "#6b7a82" });
      if (chosen) layer.bringToFront();
    });
    labels.forEach((label) => { label.figure.textContent = wardFigure(label.ward); });
    placeNames();
    writeLegend();
    writeWardNote();
  }

  function wardFigure(wardId) {
    if (!state.service) return "";
    const text = data.wards[wardId].cover[state.service][state.period][1];
    return text.replace(/ percentage points?/, " points");
  }

  function writeLegend() {
    const list = byId("shade-legend");
    const scale = data.scales[state.period === "change" ? "change" : "share"];
    const prefix = state.period === "change" ? "change-" : "share-";
    const rows = scale.map((step, k) => make("li", "", [make("span", "swatch " + prefix + k), step.label]));
    if (Object.keys(data.wards).some((id) => wardClass(id) < 0)) {
      rows.push(make("li", "", [make("span", "swatch nobody"), data.nobody.label]));
    }
    list.replaceChildren(...rows);
    if (!state.service) return;
    const when = { today: "Today", planned: "In the plan", change: "Change from today to the plan" }[state.period];
    const rule = service().asked ? "" : " (the plan file asks for no share of this)";
    const people = `people ${service().standard} of ${service().name}`;
    byId("shade-title").textContent = `${when}: ${people}${rule}`;
    byId("print-note").textContent = `The wards are shaded by ${people}, ${when.toLowerCase()}${rule}.`;
  }

  function writeWardNote() {
    const note = byId("ward-note");
    const found = data.wards[state.ward];
    if (!found) { note.replaceChildren(); return; }
    const parts = [make("strong", "", found.name), found.priority ? " (priority ward): " : ": ",
      `${found.people}. Council buildings: ${found.buildings}.`];
    if (state.service) {
      const cover = found.cover[state.service];
      parts.push(` People ${service().standard} of ${service().name}: ${cover.today[1]} today, ${cover.planned[1]} in the plan.`);
    }
    note.replaceChildren(...parts);
  }

  function wardTip(layer) {
    const id = layer.feature.properties.ward;
    const ward = data.wards[id];
    const parts = [make("strong", "", ward.name)];
    if (ward.priority) parts.push(make("div", "", "Priority ward"));
    if (state.service) {
      const cover = ward.cover[state.service];
      parts.push(make("div", "", `${service().name}: ${cover.today[1]} today, ${cover.planned[1]} in the plan`));
    }
    return make("div", "tip", parts);
  }

  function drawWards() {
    wardLayer.eachLayer((layer) => {
      const id = layer.feature.properties.ward;
      const ward = data.wards[id];
      layer.bindTooltip(() => wardTip(layer), { sticky: true, opacity: 1 });
      layer.on("click", () => chooseWard(state.ward === id ? "" : id, false));
      if (ward.priority) {
        L.geoJSON(layer.feature, {
          pane: "outlines", interactive: false, smoothFactor: 0,
          style: { fill: false, color: "#1a1a1a", weight: 3, dashArray: "9 6", lineCap: "butt" },
        }).addTo(groups.outlines);
      }
      const figure = make("span", "figure");
      const element = make("div", "ward-name", [make("span", "", ward.name), figure]);
      const icon = L.divIcon({ html: element, className: "ward-label", iconSize: [0, 0] });
      const marker = L.marker(ward.label, { icon, pane: "names", interactive: false, keyboard: false });
      marker.addTo(groups.names);
      labels.push({ ward: id, layer, marker, element, figure });
    });
  }

  /** Names that would lie on one another, or are wider than their ward, are left out; small wards show no figure. */
  function placeNames() {
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

  /* ---- buildings ---- */

  const Symbol = L.CircleMarker.extend({
    _updatePath() {
      const { x, y } = this._point;
      const scale = this._radius / 10;
      this._path.setAttribute("d", this.options.path);
      this._path.setAttribute("transform", `translate(${x} ${y}) scale(${scale})`);
      this._path.setAttribute("vector-effect", "non-scaling-stroke");
    },
  });

  function radius(building) {
    const size = Math.min(13, Math.max(4, 2.6 + 0.36 * Math.sqrt(building.capacity)));
    return size * Math.min(1.8, Math.max(0.6, 1 + (map.getZoom() - openZoom) * 0.25)) * (map.getSize().x < 500 ? 0.7 : 1);
  }

  function drawBuildings() {
    data.buildings.forEach((building, k) => {
      const look = data.symbols[building.kind];
      const symbol = new Symbol(building.at, {
        pane: "symbols", radius: radius(building), path: look.path,
        fillColor: look.fill, fillOpacity: 1, color: look.outline, weight: look.fill === "#ffffff" ? 2 : 1.2,  // a white symbol is seen by its outline
      });
      symbol.bindTooltip(() => make("div", "tip", [make("strong", "", building.name), make("div", "", look.label)]), { opacity: 1 });
      symbol.on("click", () => showBuilding(k, null));
      symbols.push(symbol);
    });
    const order = data.buildings.map((_, k) => k).sort((a, b) => data.buildings[b].capacity - data.buildings[a].capacity);
    order.forEach((k) => symbols[k].addTo(groups[data.buildings[k].kind]));
  }

  function list(title, entries) {
    if (!entries.length) return [];
    return [make("h4", "", title), make("ul", "", entries.map((entry) => make("li", "", entry)))];
  }

  /** A move as a button that opens the building at its other end. */
  function moveButton([text, other]) {
    const button = make("button", "link", text);
    button.type = "button";
    button.addEventListener("click", () => showBuilding(other, openedBy));
    return button;
  }

  function popupContent(building) {
    const heading = make("h3", "", building.name);
    heading.tabIndex = -1;
    const close = make("button", "close", "×");
    close.type = "button";
    close.setAttribute("aria-label", "Close");
    close.addEventListener("click", () => closePopup(true));
    const use = make("dl", "", building.use.flatMap(([label, text]) => [
      ...(label ? [make("dt", "", label)] : []), make("dd", "", text)]));
    const row = make("a", "", "Its row in the table");
    row.href = "#row-" + data.buildings.indexOf(building);
    row.addEventListener("click", () => { closePopup(false); buildingTable.reveal(row.hash); });
    return make("div", "card", [
      close,
      heading,
      make("p", "place", building.place),
      make("p", "decision", [svgSymbol(building.kind), make("strong", "", data.symbols[building.kind].label), building.option ? `: ${building.option}` : ""]),
      make("p", "reason", building.reason),
      use,
      ...list("Moves in", building.arrives.map(moveButton)),
      ...list("Moves out", building.leaves.map(moveButton)),
      ...list("Ends", building.ends),
      ...(building.illustrative ? [make("p", "illustrative", building.illustrative)] : []),
      make("p", "", row),
    ]);
  }

  function showBuilding(k, opener) {
    const building = data.buildings[k];
    closePopup(false);
    openedBy = opener;
    switchOn(building.kind);
    const size = map.getSize();
    const below = size.x < 500 ? 84 : 12;  // room for the buttons that zoom
    popup = L.popup({
      maxWidth: Math.min(340, size.x - 60), minWidth: Math.min(240, size.x - 60), maxHeight: Math.max(160, size.y - below - 70),
      autoPanPaddingTopLeft: [12, 12], autoPanPaddingBottomRight: [12, below], closeButton: false,
    }).setLatLng(building.at).setContent(popupContent(building));
    if (opener) {
      byId("map-frame").scrollIntoView({ block: "nearest" });
      map.setView(building.at, Math.max(map.getZoom(), openZoom + 1), { animate: false });
    }
    popup.openOn(map);
    select(k);
    popup.getElement().querySelector("h3").focus({ preventScroll: true });
  }

  function select(k) {
    state.selected = k;
    ring.remove();
    if (k !== null) {
      const symbol = symbols[k];
      ring.setLatLng(data.buildings[k].at).setRadius(symbol.getRadius() + 6).addTo(map);
    }
    styleLines();
  }

  /** Closes what is open; the focus goes back to what opened it, unless something else opens next. */
  function closePopup(back) {
    if (!popup) return;
    const [closing, opener] = [popup, openedBy];
    popup = openedBy = null;
    closing.remove();
    select(null);
    if (back && opener) opener.focus();
  }

  /* ---- lines ---- */

  function drawLines() {
    data.lines.forEach(([from, to, hours]) => {
      const line = L.polyline([data.buildings[from].at, data.buildings[to].at], {
        pane: "lines", interactive: false, color: "#37474f", weight: Math.min(4, 0.8 + Math.sqrt(hours) / 6),
      });
      lines.push({ from, to, line });
      line.addTo(groups.lines);
    });
    styleLines();
  }

  function styleLines() {
    lines.forEach(({ from, to, line }) => {
      const own = from === state.selected || to === state.selected;
      line.setStyle(own ? { color: "#0b3d66", opacity: 1 } : { color: "#37474f", opacity: state.selected === null ? 0.45 : 0.12 });
      if (own) line.bringToFront();
    });
  }

  /* ---- controls ---- */

  const layerBoxes = () => document.querySelectorAll("input[name=layer]");

  function switchLayer(box) {
    const group = groups[box.value];
    if (box.checked) group.addTo(map); else group.remove();
    if (box.value === "names") placeNames();
  }

  function switchOn(kind) {
    layerBoxes().forEach((box) => {
      if (box.value === kind && !box.checked) { box.checked = true; switchLayer(box); }
    });
  }

  function chooseService(id) {
    state.service = id;
    document.querySelectorAll("select[data-choose=service]").forEach((select) => { select.value = id; });
    serviceTables.show(id);
    shadeWards();
  }

  function chooseWard(id, move) {
    state.ward = id;
    byId("choose-ward").value = id;
    buildingTable.ward(id);
    shadeWards();
    if (!move) return;
    let bounds = wardLayer.getBounds();
    wardLayer.eachLayer((layer) => { if (layer.feature.properties.ward === id) bounds = layer.getBounds(); });
    if (bounds.isValid()) map.fitBounds(bounds, { padding: [24, 24] });
  }

  function connect() {
    document.querySelectorAll("select[data-choose=service]").forEach((select) => {
      select.addEventListener("change", () => chooseService(select.value));
    });
    document.querySelectorAll("input[name=period]").forEach((radio) => {
      radio.addEventListener("change", () => { state.period = radio.value; shadeWards(); });
    });
    layerBoxes().forEach((box) => box.addEventListener("change", () => switchLayer(box)));
    byId("choose-ward").addEventListener("change", (event) => chooseWard(event.target.value, true));
    document.querySelectorAll("button[data-building]").forEach((button) => {
      button.addEventListener("click", () => showBuilding(Number(button.dataset.building), button));
    });
    byId("find-form").addEventListener("submit", (event) => { event.preventDefault(); find(); });
    map.on("popupclose", (event) => { if (event.popup === popup) closePopup(true); });
    document.addEventListener("keydown", (event) => { if (event.key === "Escape") closePopup(true); });
    map.on("zoomend", () => { symbols.forEach((symbol, k) => symbol.setRadius(radius(data.buildings[k]))); placeNames(); });
    map.on("focus", () => map.scrollWheelZoom.enable());
    map.on("blur", () => map.scrollWheelZoom.disable());
    new ResizeObserver(() => map.invalidateSize()).observe(map.getContainer());
  }

  function find() {
    const field = byId("find-building");
    const words = field.value.trim().toLowerCase();
    const exact = data.buildings.findIndex((b) => b.name.toLowerCase() === words);
    const k = exact >= 0 ? exact : data.buildings.findIndex((b) => words && b.name.toLowerCase().includes(words));
    byId("find-note").textContent = k < 0 ? "No building has this name." : "";
    if (k >= 0) showBuilding(k, field);
  }

  /** Called by the script that Folium wrote, with the layers it made. */
  function start(leafletMap, wards, layerGroups) {
    map = leafletMap; wardLayer = wards; groups = layerGroups;
    const container = map.getContainer();
    container.setAttribute("role", "region");
    container.setAttribute("aria-label", "Map of the plan. The tables below say the same in words.");
    L.control.scale({ imperial: false }).addTo(map);
    map.zoomControl.setPosition("bottomright");
    openZoom = map.getZoom();
    map.setMinZoom(openZoom - 1);
    ring = L.circleMarker([0, 0], { pane: "symbols", interactive: false, fill: false, color: "#0b3d66", weight: 3, opacity: 1 });
    drawWards(); drawLines(); drawBuildings();
    connect();
    printable(map, L.latLngBounds(data.buildings.map((b) => b.at)).extend(wardLayer.getBounds()));
    layerBoxes().forEach(switchLayer);
    if (state.service) chooseService(state.service); else shadeWards();
    document.documentElement.classList.add("ready");
  }

  return { start };
})();
