"use strict";
/* Puts the map together and connects what people choose with what is drawn. */

if (window.matchMedia("(prefers-reduced-motion: reduce)").matches) {
  L.Map.mergeOptions({ zoomAnimation: false, markerZoomAnimation: false, inertia: false });
}

const estateMap = (() => {
  const { data, state, byId } = estate;
  const CHOICES = { areas: ["wards", "neighbourhoods"], measure: ["near", "distance"], period: ["today", "planned", "change"] };
  let groups;

  const layerBoxes = () => document.querySelectorAll("input[name=layer]");

  function switchLayer(box) {
    const group = groups[box.value];
    if (box.checked) group.addTo(estate.map); else group.remove();
    if (box.value === "names") estate.shade.placeNames();
    if (box.value in data.symbols) estate.symbols.place();
  }

  estate.switchOn = (kind) => layerBoxes().forEach((box) => {
    if (box.value === kind && !box.checked) { box.checked = true; switchLayer(box); }
  });

  /** Whether a value can be chosen here. */
  estate.has = (key, value) => {
    if (key === "service") return data.services.some(({ id }) => id === value);
    if (key === "ward") return value === "" || value in data.wards;
    return CHOICES[key].includes(value);
  };

  /** Takes what is chosen, shows it in every control, and draws it. */
  estate.choose = (change, { move = false } = {}) => {
    Object.assign(state, change);
    document.querySelectorAll("select[data-choose=service]").forEach((select) => { select.value = state.service; });
    Object.keys(CHOICES).forEach((name) => document.querySelectorAll(`input[name=${name}]`)
      .forEach((radio) => { radio.checked = radio.value === state[name]; }));
    byId("choose-ward").value = state.ward;
    if ("ward" in change) buildingTable.ward(state.ward);
    if (state.service) serviceTables.show(state.service);
    neighbourhoodTable.show();
    estate.shade.draw();
    estate.catchment.draw();
    if (move) {
      const bounds = estate.shade.boundsOf(state.ward);
      if (bounds.isValid()) estate.map.fitBounds(bounds, { padding: [24, 24] });
    }
    estate.linked.tell();
  };

  function connect() {
    const { map } = estate;
    document.querySelectorAll("select[data-choose=service]").forEach((select) => {
      select.addEventListener("change", () => estate.choose({ service: select.value }));
    });
    Object.keys(CHOICES).forEach((name) => document.querySelectorAll(`input[name=${name}]`).forEach((radio) => {
      radio.addEventListener("change", () => estate.choose({ [name]: radio.value, ...(radio.value === "distance" ? { period: "change" } : {}) }));
    }));
    layerBoxes().forEach((box) => box.addEventListener("change", () => switchLayer(box)));
    byId("choose-ward").addEventListener("change", (event) => estate.choose({ ward: event.target.value }, { move: true }));
    document.querySelectorAll("button[data-building]").forEach((button) => {
      button.addEventListener("click", () => estate.card.show(Number(button.dataset.building), button));
    });
    map.on("zoomend", () => { estate.symbols.resize(); estate.shade.placeNames(); });
    map.on("focus", () => map.scrollWheelZoom.enable());
    map.on("blur", () => map.scrollWheelZoom.disable());
    new ResizeObserver(() => map.invalidateSize()).observe(map.getContainer());
  }

  /** Called by the script that Folium wrote, with the layers it made. */
  function start(map, wards, layerGroups) {
    estate.map = map; groups = layerGroups;
    const container = map.getContainer();
    container.setAttribute("role", "region");
    container.setAttribute("aria-label", "Map of the plan. The tables below say the same in words.");
    L.control.scale({ imperial: false }).addTo(map);
    map.zoomControl.setPosition("bottomright");
    map.setMinZoom(map.getZoom() - 1);
    estate.shade.start(wards, groups);
    estate.catchment.start(groups.catchment);
    estate.symbols.start(groups);
    [estate.card, estate.find, estate.linked].forEach((part) => part.start());
    connect();
    printable(map, L.latLngBounds(estate.buildings.map((b) => b.at)).extend(wards.getBounds()));
    layerBoxes().forEach(switchLayer);
    estate.choose({});
    document.documentElement.classList.add("ready");
  }

  return { start };
})();
