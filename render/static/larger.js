// Runs on every page: larger type for readers who choose it, stored only in this browser; folded sections, which open
// if a link leads into them; and the status of batches of applications on the current day.
//
// The script is in the head, so that a page is never shown in small type first. Without scripts the box still works on
// the current page, by CSS alone. The same holds if the browser cannot store the choice.
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
      // The choice then holds only for this page.
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
  addEventListener("pageshow", show); // a page restored from the browser's cache may be older than the choice
  addEventListener("storage", show);
  document.addEventListener("change", (event) => {
    if (event.target.id !== "larger") return;
    root.toggleAttribute("data-larger", event.target.checked);
    keep(event.target.checked);
  });

  // A link to a place in a folded section opens the section.
  const unfold = () => {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    for (let at = target; at; at = at.parentElement) if (at.localName === "details") at.open = true;
    target.scrollIntoView();
  };

  // The status of each batch of applications on the current day in China.
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
