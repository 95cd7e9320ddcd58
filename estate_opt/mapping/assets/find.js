"use strict";
/* Finding a building, a ward or a neighbourhood by typing. */

estate.find = (() => {
  const { data, buildings, neighbourhoods, make, button, byId } = estate;
  const MOST = 8;
  const KINDS = neighbourhoods.length ? "building, ward or neighbourhood" : "building or ward";
  const POSTCODE = /^([a-z]{1,2}\d[a-z\d]?)\s*(\d[a-z]{0,2})?$/;
  const postcodes = Object.entries(data.postcodes).map(([k, text]) => ({ k: Number(k), text, parts: text.toLowerCase().split(" ") }));

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
    if (!found.length && postcodes.length && POSTCODE.test(words)) {
      nearPostcode(words, field);
      return;
    }
    if (found.length === 1) {
      say(found[0].kind === "Building" ? "" : `${found[0].kind}: ${found[0].name}`);
      found[0].go(field);
    } else if (found.length) offer(found, field);
    else say(POSTCODE.test(words) ? `The tables of this estate hold no postcodes. Type the name of a ${KINDS}.`
      : `No ${KINDS} has this name.`);
  }

  /** Buildings of a postcode, or of the area that its beginning names: LS1 is not LS12. */
  function nearPostcode(words, field) {
    const [, outward, inward = ""] = words.match(POSTCODE);
    const there = postcodes.filter(({ parts }) => parts[0] === outward && parts[1].startsWith(inward)).map(({ k }) => k);
    if (!there.length) {
      say(`No building on record has a postcode that begins with ${words.toUpperCase()}.`);
      return;
    }
    if (there.length === 1) {
      say("");
      estate.card.show(there[0], field);
      return;
    }
    estate.map.fitBounds(L.latLngBounds(there.map((k) => buildings[k].at)).pad(0.2), { maxZoom: estate.symbols.closer(), animate: false });
    offer(there.map((k) => ({ name: `${buildings[k].name}, ${data.postcodes[k]}`, kind: "Building", go: () => estate.card.show(k, field) })), field);
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
