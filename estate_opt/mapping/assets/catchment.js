"use strict";
/* Who goes to the chosen building: the neighbourhoods whose nearest place for a service it is, today and in the plan. */

estate.catchment = (() => {
  const { data, state, buildings, neighbourhoods } = estate;
  const COLOUR = "#0b3d66";
  let group;

  /** Neighbourhoods of a building for a service: today's, and the plan's. */
  function of(k, service) {
    return data.ways[service].nearest.map((nearest) => nearest.flatMap((at, n) => (at === k ? [n] : [])));
  }

  const lives = (found) => found.reduce((sum, n) => sum + neighbourhoods[n].people, 0);
  const words = (found) => (found.length
    ? `${estate.people(lives(found))} in ${found.length} neighbourhood${found.length === 1 ? "" : "s"}` : "nobody");

  /** A sentence for each service that it is the nearest place for. */
  function sentences(k) {
    return data.services.filter(({ id }) => data.ways[id]).map(({ id, name }) => [id, name, of(k, id)])
      .filter(([, , [today, planned]]) => today.length || planned.length)
      .map(([id, name, [today, planned]]) => [id, `${name}: ${words(today)} today, ${words(planned)} in the plan`]);
  }

  /** A ring for those of today, a dot for those of the plan, each with a line to the building. */
  function draw() {
    group.clearLayers();
    const k = state.selected;
    if (k === null || !data.ways[state.service]) return;
    const [today, planned] = of(k, state.service);
    const some = (found, period) => (state.period === "change" || state.period === period ? found : []);
    const still = { pane: "catchment", interactive: false, color: COLOUR };
    const line = (n, dashes) => L.polyline([neighbourhoods[n].at, buildings[k].at], { ...still, weight: 1, opacity: 0.55, dashArray: dashes });
    some(today, "today").forEach((n) => {
      if (state.period !== "change" || !planned.includes(n)) line(n, "3 4").addTo(group);
      L.circleMarker(neighbourhoods[n].at, { ...still, radius: 6.5, weight: 2, fillColor: "#ffffff", fillOpacity: 0.75 }).addTo(group);
    });
    some(planned, "planned").forEach((n) => {
      line(n, null).addTo(group);
      L.circleMarker(neighbourhoods[n].at, { ...still, radius: 3, weight: 1, fillColor: COLOUR, fillOpacity: 1 }).addTo(group);
    });
  }

  /** Everywhere that people come from, with the building itself. */
  function bounds(k) {
    const found = data.ways[state.service] ? of(k, state.service).flat() : [];
    return L.latLngBounds([buildings[k].at, ...found.map((n) => neighbourhoods[n].at)]);
  }

  return { start: (layerGroup) => { group = layerGroup; }, draw, sentences, bounds };
})();
