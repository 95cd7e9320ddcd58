"use strict";
/* Maps side by side: a map within another page tells that page what is chosen and seen, and follows what it is told. */

estate.linked = (() => {
  const { state } = estate;
  const SHARED = { service: "string", areas: "string", measure: "string", period: "string", ward: "string" };
  const within = window.parent !== window && window.location.hash === "#beside";
  let following = false;

  function tell() {
    if (!within || following || !estate.map) return;
    const { lat, lng } = estate.map.getCenter();
    const chosen = Object.fromEntries(Object.keys(SHARED).map((key) => [key, state[key]]));
    const said = { ...chosen, selected: state.selected, at: [lat, lng], zoom: estate.map.getZoom() };
    window.parent.postMessage({ estateMap: said }, "*");  // a page opened from a file has no origin to name; nothing here is secret
  }

  /** What can be followed: known kinds of values, and only such as this map has. */
  function understood(said) {
    if (typeof said !== "object" || said === null) return null;
    const change = Object.fromEntries(Object.entries(SHARED)
      .filter(([key, type]) => typeof said[key] === type && estate.has(key, said[key])).map(([key]) => [key, said[key]]));
    const view = Array.isArray(said.at) && said.at.length === 2 && [...said.at, said.zoom].every(Number.isFinite) ? said : null;
    const selected = Number.isInteger(said.selected) && said.selected in estate.buildings ? said.selected : null;
    return { change, view, selected };
  }

  function follow(said) {
    const known = understood(said);
    if (!known) return;
    following = true;
    if (known.view) estate.map.setView(known.view.at, known.view.zoom, { animate: false });
    estate.choose(known.change);
    if (known.selected === null) estate.card.hide(false, true);
    else if (known.selected !== state.selected) estate.card.show(known.selected, null, true);
    following = false;
  }

  function start() {
    if (!within) return;
    document.documentElement.classList.add("beside");
    estate.map.on("move zoom", tell);
    window.addEventListener("message", ({ source, data }) => {
      if (source === window.parent && data && data.estateMap) follow(data.estateMap);
    });
  }

  return { start, tell };
})();
