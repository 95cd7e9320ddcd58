"use strict";
/* What is seen and chosen in one map of the page is passed on to the others. Nothing else is listened to. */

window.addEventListener("message", ({ source, data }) => {
  const maps = [...document.querySelectorAll("iframe")].map((frame) => frame.contentWindow);
  if (!maps.includes(source) || !data || !data.estateMap) return;
  maps.filter((map) => map !== source).forEach((map) => map.postMessage(data, "*"));
});
