/*
 * The page "What can I apply for": asks what still matters, one question at a time or all at once, and shows what
 * may be had after each answer. Nothing is sent anywhere.
 */
(() => {
  "use strict";

  const { rules, words, telling } = Tiaowen;
  const { begin, fact: nameOf, support: supportName } = telling;
  const {
    UNSURE, answer, assess, bring, button, compareEdition, decode, encode, field, fresh, givenOf, go, h, isYes, kindOf,
    ledgerField, listResult, next, now, place, showStanding, t, tellEdition, today, unsureOf, without, write,
  } = Tiaowen.page;
  const root = document.getElementById("calculator");
  const home = document.title;

  // ---- One question at a time

  const about = ({ of }) => (of && of !== "applicant" ? t("about", { claim: of }) : of ? t("about_applicant") : "");

  function askOne(asked) {
    const id = "q";
    const made = asked.fact === "ledger" ? ledgerField(id) : field(asked, id);
    const name = asked.fact === "kind" && h("input", { type: "text", id: "q-name", maxlength: 60, autocomplete: "off", "aria-describedby": "q-error" });
    const left = now.found.ahead.length;
    const submit = (event) => {
      event.preventDefault();
      const given = made.read();
      if (given.error) {
        made.tellError(given.error);
        (made.node.querySelector(".grant-had [aria-invalid]") ?? made.node.querySelector("input")).focus();
        return;
      }
      if (name) {
        const own = name.value.trim();
        const claims = [...now.state.case.claims, { id: own, kind: given.value }].map(({ id, kind }) => ({ id, kind }));
        if (own && Tiaowen.readCase(rules, { date: today(), claims }).faults.length) {
          made.tellError(t("name_taken"));
          name.focus();
          return;
        }
        given.value = { kind: given.value, name: own };
      }
      go(answer(asked, given.value));
    };
    const skip = !made.picks && !made.sure && button(t("unsure"), () => go(answer(asked, UNSURE)), { class: "second" });
    const back = (now.state.at || asked.fact === "kind") && now.state.case.claims.length
      ? button(t("leave_as_is"), () => go({}), { class: "second" }) : "";
    return h("form", { class: "ask", novalidate: true, onsubmit: submit },
      h("p", { class: "eyebrow" }, [about(asked), asked.fact !== "kind" && left ? t(left === 1 ? "left_one" : "left", { n: left }) : ""].filter(Boolean).join(t("between"))),
      made.node,
      name && h("details", { class: "own-name" }, h("summary", {}, t("give_name")), h("label", { for: "q-name" }, t("name_label")), name),
      h("div", { class: "buttons" }, h("button", { type: "submit" }, t("next")), skip, back));
  }

  const finished = () => h("div", { class: "ask done" }, h("h2", { tabindex: -1, id: "q-legend" }, t("done")),
    h("p", {}, t(now.found.open.length ? "done_unsure" : "done_all")));

  // ---- The answers given

  function listAnswers() {
    const change = (of, fact, name) => button(t("change"), () => go({ at: [of, fact] }), { class: "link", "aria-label": t("change_what", { name }) });
    const row = (of, fact, name, value) => h("div", {}, h("dt", {}, name), h("dd", {}, value, " ", change(of, fact, name)));
    const rows = (of, given) => [
      ...Object.keys(given).filter((fact) => !["id", "kind"].includes(fact))
        .map((fact) => row(of, fact, begin(nameOf(fact, kindOf(of))), sayValue(of, fact, given[fact]))),
      ...unsureOf(of).filter((fact) => !(fact in given)).map((fact) => {
        return row(of, fact, begin(nameOf(fact, kindOf(of))), h("span", { class: "quiet-inline" }, t("unsure")));
      }),
    ];
    const ledger = now.state.case.ledger === undefined ? t(now.state.unsure.includes("|ledger") ? "unsure" : "not_told")
      : now.state.case.ledger.length ? h("ul", {}, now.state.case.ledger.map((one) => h("li", {}, sayGrant(one)))) : t("none_had");
    const applicant = rows("applicant", now.state.case.applicant);
    return h("section", { class: "answers", "aria-labelledby": "answers-title" },
      h("h2", { id: "answers-title" }, t("answers")),
      now.state.case.claims.map((claim) => [
        h("h3", {}, claim.id, " ", h("span", { class: "quiet-inline" }, begin(rules.kinds[claim.kind][0])), " ",
          button(t("remove"), () => go(without(claim.id)), { class: "link", "aria-label": t("remove_what", { name: claim.id }) })),
        h("dl", { class: "details" }, rows(claim.id, claim)),
      ]),
      h("h3", {}, t("about_case")),
      h("dl", { class: "details" }, applicant, row(null, "ledger", t("about_ledger"), ledger),
        row(null, "date", t("on"), telling.day(now.state.case.date))),
      h("div", { class: "buttons" },
        button(t("another"), () => go({ at: [null, "kind"] })),
        button(t(now.state.all ? "one_by_one" : "all_at_once"), () => go({ all: !now.state.all || undefined }))));
  }

  function sayValue(of, fact, value) {
    const type = telling.factOf(fact, kindOf(of))?.type;
    if (type === "money") return telling.sum(Tiaowen.readMoney(value).value);
    if (type === "date") return telling.day(value);
    if (type !== "choices") return telling.choice(fact, value, kindOf(of));
    const is = Array.isArray(value) ? value : Object.keys(value).filter((one) => isYes(value[one]));
    return is.length ? telling.join(is.map(telling.concept)) : t("none_of_these");
  }

  function sayGrant(one) {
    const parts = [one.support ? begin(supportName(one.support)) : t("other_policy"), one.level && telling.choice("level", one.level, "grant"),
      one.object, one.amount && telling.sum(Tiaowen.readMoney(one.amount).value), one.date && telling.day(one.date)];
    return parts.filter(Boolean).join(t("between"));
  }

  // ---- Keeping the answers

  function listTools() {
    const said = h("p", { role: "status" });
    const address = () => location.href.split("#")[0] + encode({ ...now.state, at: undefined });
    const copy = async () => {
      const field = h("input", { type: "text", readonly: true, value: address(), "aria-label": t("the_link") });
      try {
        await navigator.clipboard.writeText(address());
        said.replaceChildren(t("copied"), field);
      } catch {
        said.replaceChildren(t("copy_this"), field);
        field.select();
      }
    };
    const save = () => {
      const url = URL.createObjectURL(new Blob([`${JSON.stringify(now.state.case, null, 2)}\n`], { type: "application/json" }));
      h("a", { href: url, download: "tiaowen-case.json" }).click();
      setTimeout(() => URL.revokeObjectURL(url), 60000);
      const chosen = Object.entries(now.state.readings).map(([id, option]) => ` --reading ${id}=${option}`).join("");
      said.replaceChildren(t("saved"), " ", h("code", {}, `tiaowen assess tiaowen-case.json${chosen}`));
    };
    const begun = now.state.case.claims.length > 0;
    return h("section", { class: "keeping", "aria-labelledby": "tools-title" }, h("h2", { id: "tools-title" }, t(begun ? "keep" : "resume")),
      begun && h("p", { class: "quiet" }, t("keep_note")),
      begun && h("div", { class: "buttons" }, button(t("copy"), copy), button(t("save"), save), button(t("print"), () => print()),
        button(t("anew"), () => {
          go(fresh());
          tellAll(t("begun_anew"));
        })),
      said, h("p", {}, h("label", { for: "file" }, t("open_file")), " ",
        h("input", { type: "file", id: "file", accept: ".json,.yaml,.yml", onchange: ({ target: { files: [file] } }) => file && withOpening(() => Tiaowen.page.reopen(file)) })));
  }

  const tellAll = (...lines) => document.getElementById("told").replaceChildren(...lines.map((line) => h("span", { class: "line" }, line)));

  /** What opens files, and tells what of a file or link could not be read; it is loaded only now. */
  const withOpening = (act) => (Tiaowen.page.reopen ? act() : bring(words.writing.files, act));

  // ---- Showing it all

  /**
   * Puts everything on the page again; `moved` takes the reader to the question, else the focus stays where it is.
   * With `only` the result, nothing that is being answered is touched; the `same` form goes on as it is.
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
    const { askAll } = Tiaowen.page;
    if (isAll && !askAll) bring(words.writing.all, () => show(moved));
    if (form) askAll(form);
    else if (!only) place_("ask", isAll ? askAll?.() : asked ? askOne(asked) : finished());
    if (begun) showStanding();
    else place_("standing");
    place_("given", begun && listAnswers());
    const isDone = !asked || now.state.all;
    place_("result", begun && listResult(isDone || now.isWhole));
    if (!only) place_("tools", listTools());
    place_("edition", tellEdition());
    for (const link of document.querySelectorAll("a.switch")) link.href = link.href.split("#")[0] + (begun ? encode(now.state) : "");
    for (const id of unfolded) document.getElementById(id)?.setAttribute("open", "");
    document.title = asked || !begun ? home : `${t("done")} – ${home}`;
    if (moved) document.getElementById("q-legend")?.focus();
    else if (focused && document.activeElement.id !== focused) document.getElementById(focused)?.focus();
  }

  /**
   * Does what a first answer needs while nobody waits for it, and shows it nowhere: what a browser does for the first
   * time takes it several times as long. One kind after another, each in a pause of its own.
   */
  function warmUp([kind, ...others]) {
    const kept = { ...now };
    if (!kind || kept.state.case.claims.length) return;
    now.state = { ...fresh(), ...answer({ of: null, fact: "kind" }, { kind }) };
    now.found = assess();
    encode(structuredClone(now.state));
    askOne(next());
    listAnswers();
    listResult(false);
    Object.assign(now, kept);
    later(warmUp, others);
  }

  const later = (act, given) => (globalThis.requestIdleCallback ?? setTimeout)(() => act(given));

  function open() {
    const [state, faults] = decode(location.hash);
    if (state && faults.length) withOpening(() => Tiaowen.page.tellFaults(faults));
    else if (state) tellAll();
    else tellAll(t("link_broken"));
    now.state = state ?? fresh();
    now.before = null;
  }

  now.show = show;
  Tiaowen.page.tellAll = tellAll;

  // Links within the page would take the answers out of the address.
  document.addEventListener("click", (event) => {
    if (!event.target.closest?.('a[href="#content"]')) return;
    event.preventDefault();
    document.getElementById("content").focus();
  });
  addEventListener("popstate", () => {
    if (location.hash && !location.hash.startsWith("#c=")) return;
    open();
    show(true);
  });
  open();
  root.hidden = false;
  show(false);
  compareEdition();
  document.addEventListener("visibilitychange", () => document.hidden || compareEdition());
  later(warmUp, Object.keys(rules.kinds));
  // Kept for use without a network, where there is a server: from a file everything is there already.
  if (location.protocol.startsWith("http")) navigator.serviceWorker?.register("../offline.js").catch(() => {});
})();
