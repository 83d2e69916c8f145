/*
 * On the site of several works: keeps the answers that belong to other works in the state of the page, as `others`, and
 * loads the answer of all works once there is an answer to this one.
 */
(() => {
  "use strict";

  const { words } = Tiaowen;
  const { bring, encode, now } = Tiaowen.page;
  const section = document.getElementById("together");
  const { evaluator, library } = section.dataset;

  /** The answers that belong to other works, in the address of the page. */
  function readOthers() {
    try {
      const text = atob(location.hash.slice(3).replace(/-/g, "+").replace(/_/g, "/"));
      return JSON.parse(new TextDecoder().decode(Uint8Array.from(text, (one) => one.charCodeAt(0)))).others;
    } catch {
      return undefined;
    }
  }

  function follow() {
    const begun = now.state.case.claims.length > 0;
    section.hidden = !begun;
    if (!begun) {
      delete now.state.others;
      return;
    }
    now.state.others ??= readOthers();
    for (const link of document.querySelectorAll("a.switch")) link.href = link.href.split("#")[0] + encode(now.state);
    const fail = () => section.querySelector("div").replaceChildren(section.dataset.missing);
    bring(words.writing.result, () => bring(evaluator, () => bring(library, () => Tiaowen.page.showWorks(), fail), fail), fail);
  }

  // The page shows the edition of its data again after each answer.
  new MutationObserver(follow).observe(document.getElementById("edition"), { childList: true });
  follow();
})();
