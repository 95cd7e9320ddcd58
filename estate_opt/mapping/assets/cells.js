"use strict";
/* The land of a neighbourhood: the part of its ward that is nearer to its point than to any other neighbourhood's. */

estate.cells = (() => {
  const { data, neighbourhoods } = estate;

  /** The part of a ring that is nearer to one point than to another (Sutherland and Hodgman's clipping). */
  function cut(ring, near, far) {
    const middle = [(near[0] + far[0]) / 2, (near[1] + far[1]) / 2];
    const side = ([x, y]) => (x - middle[0]) * (near[0] - far[0]) + (y - middle[1]) * (near[1] - far[1]);
    return ring.flatMap((point, k) => {
      const before = ring.at(k - 1);
      const [a, b] = [side(before), side(point)];
      const crossing = [before[0] + (point[0] - before[0]) * a / (a - b), before[1] + (point[1] - before[1]) * a / (a - b)];
      return [...((a < 0) !== (b < 0) ? [crossing] : []), ...(b >= 0 ? [point] : [])];
    });
  }

  /** Rings of the cell of a point among others; a degree of longitude counts as long as it is there. */
  function cell(polygons, at, others) {
    const stretch = Math.cos(at[0] * Math.PI / 180);
    const flat = ([latitude, longitude]) => [longitude * stretch, latitude];
    return polygons.map((rings) => rings
      .map((ring) => others.reduce((left, other) => cut(left, flat(at), flat(other)), ring.map(([lon, lat]) => [lon * stretch, lat])))
      .filter((ring) => ring.length > 2)
      .map((ring) => ring.map(([x, y]) => [y, x / stretch])))
      .filter((rings) => rings.length);
  }

  /** A layer for each neighbourhood: its cell, or a circle where its ward has no polygon. */
  function draw(wardLayer) {
    const polygons = {};
    wardLayer.eachLayer(({ feature: { properties, geometry } }) => {
      polygons[properties.ward] = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
    });
    const inWard = {};
    neighbourhoods.forEach((n) => (inWard[n.ward] ??= []).push(n));
    return neighbourhoods.map((n) => {
      const others = inWard[n.ward].filter((other) => other.at[0] !== n.at[0] || other.at[1] !== n.at[1]).map((other) => other.at);
      const rings = polygons[n.ward] ? cell(polygons[n.ward], n.at, others) : [];
      const style = { pane: "cells", color: "#8a979e", weight: 0.7, fillOpacity: 1, smoothFactor: 0 };
      return rings.length ? L.polygon(rings, style) : L.circleMarker(n.at, { ...style, radius: 6 });
    });
  }

  return { draw };
})();
