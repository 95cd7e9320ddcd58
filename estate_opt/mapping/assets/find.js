"use strict";
/* Finding a building, a ward or a neighbourhood by typing. */

estate.find = (() => {
  const { data, buildings, neighbourhoods, make, button, byId } = estate;
  const MOST = 8;
  const KINDS = neighbourhoods.length ? "building, ward or neighbourhood" : "building or ward";
  const POSTCODE = /^[a-z]{1,2}\d[a-z\d]?(\s*\d[a-z]{0,2})?$/i;

  const places = [
    ...buildings.map(({ name }, k) => ({ name, kind: "Building", go: (field) => estate.card.show(k, field) })),
    ...Object.entries(data.wards).map(([id, { name }]) => ({ name, kind: "Ward", go: () => estate.choose({ ward: id }, { move: true }) })),
    ...neighbourhoods.map(({ name, ward, at }) => ({ name, kind: "Neighbourhood", go: () => go(ward, at) })),
  ];

  function go(ward, at) {
    estate.choose({ ward, areas: "neighbourhoods" });
    estate.map.setView(at, Math.max(estate.map.getZoom(), estate.symbols.closer()), { animate: false });
  }

  function find() {
    const field = byId("find-place");
    const words = field.value.trim().toLowerCase();
    const all = words ? places.filter(({ name }) => name.toLowerCase().includes(words)) : [];
    const exact = all.filter(({ name }) => name.toLowerCase() === words);
    const known = all.filter(({ kind }) => kind !== "Neighbourhood");  // what people look for first
    const found = [exact, known, all].find((some) => some.length) ?? [];
    if (found.length === 1) {
      say(found[0].kind === "Building" ? "" : `${found[0].kind}: ${found[0].name}`);
      found[0].go(field);
    } else if (found.length) offer(found, field);
    else say(POSTCODE.test(words) ? `The tables of this estate hold no postcodes. Type the name of a ${KINDS}.`
      : `No ${KINDS} has this name.`);
  }

  function say(text, more = []) { byId("find-note").replaceChildren(text, ...more); }

  function offer(found, field) {
    const shown = found.slice(0, MOST).map((place) => make("li", "", button("link", `${place.name} (${place.kind.toLowerCase()})`, () => place.go(field))));
    const rest = found.length - shown.length;
    say(`${found.length} places have these words${rest > 0 ? `; the first ${MOST}:` : ":"}`, [make("ul", "found", shown)]);
  }

  /** Names to choose from while typing; each once. */
  function suggest() {
    const names = new Set(places.filter(({ kind }) => kind !== "Neighbourhood").map(({ name }) => name));
    byId("place-names").append(...[...names].map((name) => { const made = make("option"); made.value = name; return made; }));
  }

  function start() {
    suggest();
    byId("find-form").addEventListener("submit", (event) => { event.preventDefault(); find(); });
  }

  return { start };
})();
