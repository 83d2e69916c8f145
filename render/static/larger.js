// What every page does: larger type for those who choose it, kept in this browser and told to nobody; what is folded
// away is opened for a link that leads there; and batches of applications have the status of the day.
//
// It stands in the head, so that a page is never shown small first. Without scripts the box still works on the
// page it is on, by the style alone; where nothing can be kept, likewise.
"use strict";

(() => {
  const KEY = "tiaowen-larger";
  const root = document.documentElement;

  const isKept = () => {
    try {
      return localStorage.getItem(KEY) === "yes";
    } catch {
      return root.hasAttribute("data-larger");
    }
  };

  const keep = (larger) => {
    try {
      if (larger) localStorage.setItem(KEY, "yes");
      else localStorage.removeItem(KEY);
    } catch {
      // Kept by the page alone.
    }
  };

  const show = () => {
    const larger = isKept();
    const box = document.getElementById("larger");
    root.toggleAttribute("data-larger", larger);
    if (box) box.checked = larger;
  };

  show();
  document.addEventListener("DOMContentLoaded", show);
  addEventListener("pageshow", show); // a page that comes back was left before the choice
  addEventListener("storage", show);
  document.addEventListener("change", (event) => {
    if (event.target.id !== "larger") return;
    root.toggleAttribute("data-larger", event.target.checked);
    keep(event.target.checked);
  });

  // A link to a place that is folded away opens what it is in.
  const unfold = () => {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    for (let at = target; at; at = at.parentElement) if (at.localName === "details") at.open = true;
    target.scrollIntoView();
  };

  // How a batch of applications stands on this day in China.
  const tellBatches = () => {
    const day = new Date(Date.now() + 8 * 3600000).toISOString().slice(0, 10);
    for (const { dataset: { from, to }, children } of document.querySelectorAll("[data-from]")) {
      const when = day < from ? "ahead" : day > to ? "over" : "open";
      for (const child of children) if (child.dataset.when) child.hidden = child.dataset.when !== when;
    }
  };

  document.addEventListener("DOMContentLoaded", () => {
    if (location.pathname.includes("/measures/")) unfold();
    tellBatches();
  });
  addEventListener("hashchange", unfold);
})();
