/*
 * Lists the answers given, each with a way to change it, and the ways to save them. Loaded once there is an answer.
 */
(() => {
  "use strict";

  const { rules, words, telling } = Tiaowen;
  const { begin, fact: nameOf, support: supportName } = telling;
  const { bring, button, encode, fresh, go, h, isYes, kindOf, now, resume, t, tellAll, unsureOf, without, freeName } = Tiaowen.page;

  // ---- The answers given

  /** The answers; collapsed while there are questions. */
  function listAnswers(isDone) {
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
    return h("section", { class: "answers", "aria-labelledby": "answers-title" }, h("details", { id: "answers", open: isDone }, h("summary", {}, h("h2", { id: "answers-title" }, t("answers"))),
      now.state.case.claims.map((claim) => [
        h("h3", {}, claim.id, " ", h("span", { class: "quiet-inline" }, begin(rules.kinds[claim.kind][0])), " ",
          button(t("duplicate"), () => go(copyOf(claim)), { class: "link", "aria-label": t("duplicate_what", { name: claim.id }) }), " ",
          button(t("remove"), () => go(without(claim.id)), { class: "link", "aria-label": t("remove_what", { name: claim.id }) })),
        h("dl", { class: "details" }, rows(claim.id, claim)),
      ]),
      h("h3", {}, t("about_case")),
      h("dl", { class: "details" }, applicant, row(null, "ledger", t("about_ledger"), ledger),
        row(null, "date", t("on"), telling.day(now.state.case.date))),
      h("div", { class: "buttons" },
        button(t("another"), () => go({ at: [null, "thing"] })),
        button(t("as_table"), () => withKeeping(() => Tiaowen.page.openTable())),
        button(t(now.state.all ? "one_by_one" : "all_at_once"), () => go({ all: !now.state.all || undefined })))));
  }

  /** A copy of a claim under another name. The fact that differs most often, its sum, is asked at once. */
  function copyOf(claim) {
    const data = structuredClone(now.state.case);
    const id = freeName(claim.kind, data.claims);
    data.claims.push({ ...structuredClone(claim), id, object: id });
    const sum = Object.keys(claim).find((fact) => telling.factOf(fact, claim.kind)?.type === "money");
    return { case: data, unsure: [...now.state.unsure, ...unsureOf(claim.id).map((fact) => `${id}|${fact}`)], ...(sum && { at: [id, sum] }) };
  }

  /** Loads the functions for short links, files, tables and letters, when a person wants one of them. */
  const withKeeping = (act) => (Tiaowen.page.openTable ? act() : bring(words.writing.keeping, act));

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

  // ---- Saving the answers

  /** Leads to the calculators of other works with what they may ask too; readings and things are each work's own. */
  function carryOver() {
    const claims = now.state.case.claims.map(({ is, ...rest }) => rest);
    for (const link of document.querySelectorAll("#works a")) link.href = link.href.split("#")[0] + encode({ case: { ...now.state.case, claims } });
  }

  function listTools() {
    carryOver();
    const said = h("div", { role: "status", id: "said" });
    const tool = (key, act = key) => button(t(key), () => withKeeping(() => Tiaowen.page.keep[act](said)));
    return h("section", { class: "keeping", "aria-labelledby": "tools-title" }, h("details", { id: "tools-all" }, h("summary", {}, h("h2", { id: "tools-title" }, t("keep"))),
      h("p", { class: "quiet" }, t("keep_note")),
      h("div", { class: "buttons" }, tool("copy"), tool("save"), tool("save_yaml"), tool("letter"), button(t("print"), () => print()),
        tool("company"), tool("use_company"),
        button(t("anew"), () => {
          go(fresh());
          tellAll(t("begun_anew"));
        })),
      said, resume()));
  }

  Object.assign(Tiaowen.page, { listAnswers, listTools, sayGrant, sayValue, withKeeping });
})();
