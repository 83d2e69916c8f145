/*
 * The page "What can I apply for": asks the questions that still matter, one at a time or all at once, and shows the
 * possible grants after each answer. Nothing is sent anywhere.
 */
(() => {
  "use strict";

  const { rules, words } = Tiaowen;
  const {
    UNSURE, answer, askThing, assess, bring, button, compareEdition, decode, encode, field, fresh, go, h, ledgerField,
    next, now, t, tellEdition, today,
  } = Tiaowen.page;
  const root = document.getElementById("calculator");
  const home = document.title;

  // ---- One question at a time

  const about = ({ of }) => (of && of !== "applicant" ? t("about", { claim: of }) : of ? t("about_applicant") : "");

  /** The page's back button goes one step back in the browser's history, so that both buttons do the same. */
  const back = () => now.state.case.claims.length > 0 && button(t("back"), () => history.back(), { class: "link" });

  function askOne(asked) {
    if (asked.fact === "thing") return askThing();
    const id = "q";
    const isKind = asked.fact === "kind";
    const take = (value) => go(answer(asked, isKind && value !== UNSURE ? { kind: value } : value));
    const made = asked.fact === "ledger" ? ledgerField(id, take) : field(asked, id, { take });
    const left = now.found.ahead.length;
    const submit = (event) => {
      event.preventDefault();
      const given = made.read();
      if (!given.error) return take(given.value);
      made.tellError(given.error);
      (made.node.querySelector(".grant-had [aria-invalid]") ?? made.node.querySelector("input,button")).focus();
      return undefined;
    };
    const skip = !made.picks && !made.sure && button(t("unsure"), () => take(UNSURE), { class: "second" });
    const leave = now.state.at && now.state.case.claims.length ? button(t("leave_as_is"), () => go({}), { class: "second" }) : "";
    return h("form", { class: "ask", novalidate: true, onsubmit: submit },
      h("p", { class: "eyebrow" }, [about(asked), !isKind && left ? t(left === 1 ? "left_one" : "left", { n: left }) : ""].filter(Boolean).join(t("between"))),
      made.node,
      h("div", { class: "buttons" }, !made.isDirect && h("button", { type: "submit" }, t("next")), skip, leave, back()));
  }

  const finished = () => h("div", { class: "ask done" }, h("h2", { tabindex: -1, id: "q-legend" }, t("done")),
    h("p", {}, t(now.found.open.length ? "done_unsure" : "done_all")), back());

  // ---- The whole page

  const tellAll = (...lines) => document.getElementById("told").replaceChildren(...lines.map((line) => h("span", { class: "line" }, line)));

  /** Loads the functions that open files and links and list their errors, when they are first needed. */
  const withOpening = (act) => (Tiaowen.page.reopen ? act() : bring(words.writing.files, act));

  const resume = () => h("section", {}, h("h2", {}, t("resume")), h("label", { for: "file" }, t("open_file")), " ",
    h("input", { type: "file", id: "file", accept: ".json,.yaml,.yml", onchange: ({ target: { files: [file] } }) => file && withOpening(() => Tiaowen.page.reopen(file)) }));

  /**
   * Shows the whole page again. With `moved` the focus goes to the question; otherwise it stays. With `only`, only the
   * result changes and the question stays as it is. With `same`, the form of all questions is kept.
   */
  function show(moved, only = false, same = false) {
    const focused = document.activeElement?.id;
    const unfolded = [...document.querySelectorAll("details[id][open]")].map((one) => one.id);
    now.found = assess();
    const asked = next();
    const begun = now.state.case.claims.length > 0;
    const place_ = (id, ...nodes) => document.getElementById(id).replaceChildren(...nodes.filter(Boolean));
    const form = same && document.querySelector("form.all");
    const isAll = now.state.all && begun && !now.state.at;
    const { askAll, listAnswers, listResult, listTools, showStanding } = Tiaowen.page;
    const isDone = !asked || now.state.all;
    if (isAll && !askAll) bring(words.writing.all, () => show(moved));
    if (form) askAll(form);
    else if (!only) place_("ask", isAll ? askAll?.() : asked ? askOne(asked) : finished());
    root.classList.toggle("begun", begun);
    if (begun && !listResult) bring(words.writing.result, () => show(false, true));
    if (!begun) for (const id of ["standing", "given", "result"]) place_(id);
    else if (listResult) {
      showStanding(isDone || now.isWhole);
      place_("given", listAnswers(isDone));
      place_("result", listResult(isDone || now.isWhole));
    }
    if (!only || (begun && listResult && !document.querySelector("#tools .keeping"))) place_("tools", begun ? listTools?.() : resume());
    place_("edition", tellEdition());
    for (const link of document.querySelectorAll("a.switch")) link.href = link.href.split("#")[0] + (begun ? encode(now.state) : "");
    for (const id of unfolded) document.getElementById(id)?.setAttribute("open", "");
    document.title = asked || !begun ? home : `${t("done")} – ${home}`;
    if (moved) document.getElementById("q-legend")?.focus();
    else if (focused && document.activeElement.id !== focused) document.getElementById(focused)?.focus();
  }

  /**
   * Runs the code of a first answer in idle time without showing it, because a browser runs code much more slowly the
   * first time. Each kind of claim is done in its own idle period.
   */
  function warmUp([kind, ...others]) {
    const kept = { ...now };
    if (!kind || kept.state.case.claims.length) return;
    now.state = { ...fresh(), ...answer({ of: null, fact: "kind" }, { kind }) };
    now.found = assess();
    encode(structuredClone(now.state));
    askOne(next());
    Tiaowen.page.listAnswers();
    Tiaowen.page.listResult(false);
    Object.assign(now, kept);
    later(warmUp, others);
  }

  const later = (act, given) => (globalThis.requestIdleCallback ?? setTimeout)(() => act(given), { timeout: 2000 });

  function open() {
    const [state, faults] = decode(location.hash);
    if (state && faults.length) withOpening(() => Tiaowen.page.tellFaults(faults));
    else if (state) tellAll();
    else tellAll(t("link_broken"));
    now.state = state ?? fresh();
    now.before = null;
  }

  /** Opens the state in the address. Short links are read by calculator-keeping.js. */
  function openAddress(moved) {
    if (!location.hash.startsWith("#s=")) {
      open();
      show(moved);
    } else {
      show(false);
      bring(words.writing.result, () => bring(words.writing.keeping, () => Tiaowen.page.openShort(location.hash)));
    }
  }

  now.show = show;
  Object.assign(Tiaowen.page, { resume, tellAll, withOpening });

  // Links within the page would remove the answers from the address.
  document.addEventListener("click", (event) => {
    if (!event.target.closest?.('a[href="#content"]')) return;
    event.preventDefault();
    document.getElementById("content").focus();
  });
  addEventListener("popstate", () => {
    if (!location.hash || /^#[cst]=/.test(location.hash)) openAddress(true);
  });
  openAddress(false);
  root.hidden = false;
  // In a frame of another site, the page reports its height, and nothing else, so that the frame can follow it.
  if (parent !== window) {
    document.documentElement.classList.add("framed");
    new ResizeObserver(() => parent.postMessage({ tiaowenHeight: document.body.offsetHeight }, "*")).observe(document.body);
  }
  compareEdition();
  document.addEventListener("visibilitychange", () => document.hidden || compareEdition());
  later(() => bring(words.writing.result, () => later(warmUp, Object.keys(rules.kinds))));
  // The page is stored for use without a network if it comes from a server. Opened as a file, it needs no storage.
  if (location.protocol.startsWith("http")) navigator.serviceWorker?.register("../offline.js").catch(() => {});
})();
