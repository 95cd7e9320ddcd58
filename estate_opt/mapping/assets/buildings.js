"use strict";
/* Symbols of buildings, gathered where there are very many, and lines of what moves. */

estate.symbols = (() => {
  const { data, state, buildings, make } = estate;
  const GATHERED_PX = 56, APART_ZOOMS = 2.5;
  const many = data.gathered;
  const symbols = [];
  const lines = [];
  let groups, ring, gathered;
  let openZoom = 0;

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
    const { map } = estate;
    const size = Math.min(13, Math.max(4, 2.6 + 0.36 * Math.sqrt(building.capacity)));
    return size * Math.min(1.8, Math.max(0.6, 1 + (map.getZoom() - openZoom) * 0.25)) * (map.getSize().x < 500 ? 0.7 : 1);
  }

  function draw() {
    buildings.forEach((building, k) => {
      const look = data.symbols[building.kind];
      const symbol = new Symbol(building.at, {
        pane: "symbols", radius: radius(building), path: look.path,
        fillColor: look.fill, fillOpacity: 1, color: look.outline, weight: look.fill === "#ffffff" ? 2 : 1.2,  // a white symbol is seen by its outline
      });
      symbol.bindTooltip(() => make("div", "tip", [make("strong", "", building.name), make("div", "", look.label)]), { opacity: 1 });
      symbol.on("click", () => estate.card.show(k, null));
      symbols.push(symbol);
    });
    place();
  }

  /** The largest below; where there are very many, those that would lie on one another as one mark with their number. */
  function place() {
    const { map } = estate;
    const kinds = Object.keys(data.symbols);
    kinds.forEach((kind) => groups[kind].clearLayers());
    gathered.clearLayers();
    const order = buildings.map((_, k) => k).sort((a, b) => buildings[b].capacity - buildings[a].capacity);
    if (!many || map.getZoom() >= openZoom + APART_ZOOMS) {
      order.forEach((k) => symbols[k].addTo(groups[buildings[k].kind]));
      return;
    }
    const heaps = new Map();
    order.filter((k) => map.hasLayer(groups[buildings[k].kind])).forEach((k) => {
      const at = k === state.selected ? `${k}` : map.project(buildings[k].at).divideBy(GATHERED_PX).floor().toString();
      heaps.set(at, [...(heaps.get(at) ?? []), k]);
    });
    heaps.forEach((heap) => (heap.length === 1 ? symbols[heap[0]].addTo(groups[buildings[heap[0]].kind]) : gather(heap)));
  }

  function gather(heap) {
    const middle = L.latLngBounds(heap.map((k) => buildings[k].at)).getCenter();
    const kinds = Object.entries(data.symbols)
      .map(([kind, { label }]) => [heap.filter((k) => buildings[k].kind === kind).length, label]).filter(([count]) => count);
    const icon = L.divIcon({ html: make("span", "", estate.number(heap.length)), className: "heap", iconSize: [30, 30] });
    L.marker(middle, { icon, pane: "heaps", keyboard: false })
      .bindTooltip(() => make("div", "tip", kinds.map(([count, label]) => make("div", "", `${count} ${label.toLowerCase()}`))), { opacity: 1 })
      .on("click", () => estate.map.setView(middle, estate.map.getZoom() + 1.5))
      .addTo(gathered);
  }

  function resize() {
    symbols.forEach((symbol, k) => symbol.setRadius(radius(buildings[k])));
    if (many) place();
  }

  /* ---- what moves ---- */

  function drawLines() {
    data.lines.forEach(([from, to, hours]) => {
      const line = L.polyline([buildings[from].at, buildings[to].at], {
        pane: "lines", interactive: false, color: "#37474f", weight: Math.min(4, 0.8 + Math.sqrt(hours) / 6),
      });
      lines.push({ from, to, line });
      if (!many) line.addTo(groups.lines);
    });
    styleLines();
  }

  /** Lines of the chosen building stand out; where there are very many they are all that is drawn. */
  function styleLines() {
    lines.forEach(({ from, to, line }) => {
      const own = state.selected !== null && (from === state.selected || to === state.selected);
      line.setStyle(own ? { color: "#0b3d66", opacity: 1 } : { color: "#37474f", opacity: state.selected === null ? 0.45 : 0.12 });
      if (many && own) line.addTo(groups.lines);
      if (many && !own) groups.lines.removeLayer(line);
      if (own && estate.map.hasLayer(groups.lines)) line.bringToFront();
    });
  }

  function mark() {
    const k = state.selected;
    ring.remove();
    if (many) place();
    if (k !== null) ring.setLatLng(buildings[k].at).setRadius(symbols[k].getRadius() + 6).addTo(estate.map);
    styleLines();
  }

  function start(layerGroups) {
    groups = layerGroups;
    openZoom = estate.map.getZoom();
    gathered = L.layerGroup().addTo(estate.map);
    ring = L.circleMarker([0, 0], { pane: "symbols", interactive: false, fill: false, color: "#0b3d66", weight: 3, opacity: 1 });
    drawLines();
    draw();
  }

  return { start, resize, mark, place: () => { if (many) place(); }, closer: () => openZoom + (many ? APART_ZOOMS : 1) };
})();
