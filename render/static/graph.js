// Highlights a name in a network picture on touch screens: the first tap keeps its neighbours and fades the rest, and
// the second tap follows the link. Mouse and keyboard need no script, and neither does the table.
"use strict";

(() => {
  let kept = null;
  const keep = (node) => {
    kept?.classList.remove("on");
    kept = node;
    kept?.classList.add("on");
  };
  addEventListener("click", (event) => {
    const node = event.target.closest?.(".tiaowen-graph [data-node]") ?? null;
    if (node && node !== kept && event.pointerType === "touch") event.preventDefault();
    keep(node);
  });
  addEventListener("keydown", (event) => {
    if (event.key === "Escape") keep(null);
  });
})();
