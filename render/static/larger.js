// Larger type, for those who choose it: the choice is kept in this browser and told to nobody.
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
})();
