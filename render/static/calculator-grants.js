/*
 * The groups of fields for earlier grants. Loaded when a person has received any.
 */
(() => {
  "use strict";

  const { rules, telling } = Tiaowen;
  const { begin, support: supportName } = telling;
  const { button, distinct, errorOf, h, hintOf, now, readText, shorten, t } = Tiaowen.page;
  const PAID = ["support", "level", "object", "amount", "date"];

  function grantRow(entry, id, remove) {
    const objects = distinct([entry.object, ...now.state.case.claims.map((claim) => claim.object ?? claim.id)].filter(Boolean));
    const declared = (name) => telling.factOf(name, "grant");
    const options = {
      support: [["", t("other_policy")], ...rules.supports.filter((one) => isPaid(one)).map((one) => [one.id, begin(supportName(one.id))])],
      level: [["", t("unsure")], ...Tiaowen.choicesOf(rules, declared("level"), "grant")],
      object: [["", t("unsure")], ...objects.map((one) => [one, one]), [t("another_thing"), t("another_thing")]],
    };
    const tellErrors = {};
    const inputs = Object.fromEntries(PAID.map((name) => [name, options[name]
      ? h("select", { id: `${id}-${name}`, onchange: () => { level.hidden = inputs.support.value !== ""; } },
        options[name].map(([value, label]) => h("option", { value, selected: value === (entry[name] ?? "") }, label)))
      : h("input", {
        type: "text", id: `${id}-${name}`, autocomplete: "off", maxlength: 200, "aria-describedby": `${id}-${name}-hint ${id}-${name}-error`,
        value: entry[name] === undefined ? "" : name === "amount" ? shorten(entry[name]) : entry[name],
      })]));
    const rows = Object.fromEntries(PAID.map((name) => {
      const [error, tell] = errorOf(`${id}-${name}`, () => [inputs[name]]);
      tellErrors[name] = tell;
      return [name, h("div", { class: "row" }, h("label", { for: `${id}-${name}` }, begin(declared(name).name[0])),
        !options[name] && hintOf(declared(name).type, `${id}-${name}`), inputs[name], error)];
    }));
    const level = rows.level;
    level.hidden = Boolean(entry.support);
    const node = h("fieldset", { class: "grant-had" }, h("legend", {}, t("one_grant")), Object.values(rows), button(t("remove_grant"), remove));
    const read = () => {
      // Facts of a grant that the page does not ask for, such as those of a case file, stay unchanged.
      const value = { ...entry };
      let faulty = false;
      for (const name of PAID) {
        const text = inputs[name].value.trim();
        delete value[name];
        tellErrors[name]("");
        if (!text || (name === "level" && inputs.support.value)) continue;
        const got = ["amount", "date"].includes(name) ? readText(declared(name).type, text) : { value: text };
        if (got.error) {
          tellErrors[name](got.error);
          faulty = true;
        } else value[name] = got.value;
      }
      return faulty ? { error: true } : { value };
    };
    return { node, read, focus: () => inputs.support.focus() };
  }

  const isPaid = (one) => !["case-by-case", "by-reference", "in-kind"].includes(one.amount.k);

  Tiaowen.page.grantRow = grantRow;
})();
