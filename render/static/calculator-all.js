/*
 * Shows all questions on one page. Each answer takes effect as soon as it is given. Loaded when a person asks for this
 * view.
 */
(() => {
  "use strict";

  const { rules } = Tiaowen;
  const { UNSURE, answer, button, field, givenOf, go, h, ledgerField, now, t, unsureOf } = Tiaowen.page;
  const WHILE_CLICKING = 200; // ms

  /**
   * Every question in one form. A field that is already on the page stays where it is, so that typing is not
   * interrupted.
   */
  function askAll(old) {
    const groups = [["applicant", t("about_applicant")], ...now.state.case.claims.map((claim) => [claim.id, t("about", { claim: claim.id })])];
    const order = rules.facts.map((one) => one.id);
    const sections = groups.map(([of, title], n) => {
      const given = Object.keys(givenOf(of)).filter((fact) => !["id", "kind"].includes(fact));
      const open = [...now.found.open.filter((one) => one.of === of).map((one) => one.fact), ...unsureOf(of)];
      const always = n === 0 ? [] : n === 1 ? ["is"] : ["is", "object"];
      const facts = [...new Set([...always, ...given, ...open])].sort((one, other) => order.indexOf(one) - order.indexOf(other));
      const section = old?.querySelector(`#g-${n}`) ?? h("section", { class: "group", id: `g-${n}` }, h("h2", {}, title));
      const ids = facts.map((fact) => `${liveId({ of, fact })}-set`);
      for (const one of [...section.children].slice(1)) if (!ids.includes(one.id)) one.remove();
      facts.forEach((fact, at) => {
        if (section.children[at + 1]?.id !== ids[at]) section.children[at].after(live({ of, fact }));
      });
      section.hidden = !facts.length;
      return section;
    });
    return old ?? h("form", { class: "ask all", novalidate: true, onsubmit: (event) => event.preventDefault() }, sections,
      h("section", { class: "group" }, h("h2", {}, t("about_ledger")), liveLedger()));
  }

  const liveId = ({ of, fact }) => `f-${rules.facts.findIndex((one) => one.id === fact)}-${now.state.case.claims.findIndex((one) => one.id === of)}`;

  /** A field whose answer takes effect as soon as it is given. */
  function live(asked) {
    const made = field(asked, liveId(asked), { whole: true });
    // A value that cannot be read counts as unknown: the result no longer uses the previous answer.
    const take = (target) => {
      const blank = target.type === "text" && !target.value.trim();
      const given = blank ? { value: UNSURE } : made.read();
      go(answer(asked, given.error ? UNSURE : given.value), { replace: true });
      made.tellError(target.type === "checkbox" ? "" : given.error ?? "");
    };
    // If a click leaves a field, the clicked element must not move before the click ends.
    made.node.addEventListener("change", ({ target }) => {
      if (target.type === "text") setTimeout(take, WHILE_CLICKING, target);
      else take(target);
    });
    return made.node;
  }

  function liveLedger() {
    const made = ledgerField("f-ledger");
    const take = (isDone) => {
      const given = made.read();
      go(answer({ of: null, fact: "ledger" }, given.error ? UNSURE : given.value), { replace: true });
      made.tellError(isDone ? given.error ?? "" : "");
    };
    made.node.addEventListener("change", ({ target }) => setTimeout(take, target.type === "text" ? WHILE_CLICKING : 0, false));
    made.node.append(button(t("take_grants"), () => take(true)));
    return made.node;
  }

  Tiaowen.page.askAll = askAll;
})();
