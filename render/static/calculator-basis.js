/*
 * Shows what the result depends on: the presumed facts, and the readings that change the result, each with a switch.
 * Loaded with the first whole result.
 */
(() => {
  "use strict";

  const { rules, telling } = Tiaowen;
  const { begin, range, support: supportName, supportOf } = telling;
  const { button, go, h, now, t } = Tiaowen.page;
  const MOST_READINGS = 4;

  function listPresumed() {
    const seen = new Map();
    for (const one of now.found.assessment.outcomes.filter((other) => Tiaowen.page.groupOf(other) !== "apart")) {
      for (const fact of one.presumed) seen.set(fact, [one.claim, supportOf.get(one.support).per]);
    }
    const rows = [...seen].map(([fact, [claim, kind]]) => {
      const declared = telling.factOf(fact, kind);
      return declared?.why ? h("li", {}, begin(declared.name[0]), t("colon"), declared.why[0], " ",
        fact !== "object" && button(t("change"), () => go({ at: [claim, fact] }), { class: "link", "aria-label": t("change_what", { name: declared.name[0] }) })) : "";
    });
    return rows.length ? h("ul", { class: "plain" }, rows) : "";
  }

  // ---- Readings

  const word = (key, parts) => telling.fill(Tiaowen.noteWords.readings[key], parts);

  const gist = ({ status, amount, ceiling }) => [status, amount?.low, amount?.high, ceiling].join();

  /**
   * The readings that change the result, with the result of each option while the other readings stay the same. The
   * reading that changes the most money comes first. A reading that no rule uses has no texts here and is not shown.
   */
  function weigh() {
    const { assessment, case: data } = now.found;
    const apart = (sums) => sums.reduce((one, other) => (one > other ? one : other)) - sums.reduce((one, other) => (one < other ? one : other));
    // The largest difference between two options, in the lower or in the upper bound of the total.
    const spread = (totals) => {
      const [lows, highs] = [apart(totals.map(({ low }) => low)), apart(totals.map(({ high }) => high ?? 10n ** 17n))];
      return lows > highs ? lows : highs;
    };
    return rules.readings.filter(({ id }) => Tiaowen.readings[id]).map((reading) => {
      const chosen = assessment.readings[reading.id];
      const options = reading.options.map(([id]) => {
        const other = id === chosen ? assessment : Tiaowen.assess(rules, data, { ...now.state.readings, [reading.id]: id });
        const { if_given: total } = other.combination;
        const changed = other.outcomes.find((one, n) => gist(one) !== gist(assessment.outcomes[n]));
        return { id, total, changed, differs: changed || gist({ amount: total }) !== gist({ amount: assessment.combination.if_given }) };
      });
      return { reading, chosen, options, spread: spread(options.map(({ total }) => total)) };
    })
      .filter(({ reading, chosen, options }) => chosen !== reading.default || options.some(({ differs }) => differs))
      .sort((one, other) => (one.spread > other.spread ? -1 : one.spread < other.spread ? 1 : 0));
  }

  /**
   * Evaluates the options of the readings after the rest of the result is shown, if the texts of the readings are
   * loaded.
   */
  function weighLater() {
    const { found } = now;
    if (Tiaowen.readings) setTimeout(() => found === now.found && showReadings(weigh()));
  }

  function showReadings(weighed) {
    const box = document.getElementById("readings");
    const [focused, isOpen] = [document.activeElement?.id, document.getElementById("others")?.open];
    const isFirst = ({ reading, chosen, spread }, n) => chosen !== reading.default || (n < MOST_READINGS && (spread || !weighed[0].spread));
    const first = weighed.filter(isFirst);
    const others = weighed.filter((one) => !first.includes(one));
    box?.replaceChildren(...(weighed.length ? [h("h3", {}, word("title")), h("p", {}, word("lead")), ...first.map(switchOf)] : []),
      ...(others.length ? [h("details", { id: "others", open: isOpen }, h("summary", {}, word("others", { n: others.length })), others.map(switchOf))] : []));
    if (focused && document.activeElement.id !== focused) document.getElementById(focused)?.focus();
  }

  /** A reading with its options. Choosing another option evaluates the case again. */
  function switchOf({ reading, chosen, options, spread }) {
    const [ask, texts] = Tiaowen.readings[reading.id];
    const tells = ({ id, total, changed, differs }) => {
      if (id !== chosen && !differs) return word("same_result");
      if (spread) return word("total", { sum: range(total) });
      return changed ? word("outcome", { support: supportName(changed.support), status: telling.say("status", changed.status) }) : "";
    };
    return h("fieldset", { class: "question reading" },
      h("legend", {}, h("a", { href: `readings.html#${reading.id}` }, reading.id), " ", ask),
      h("div", { class: "choices", onchange: ({ target }) => {
        const readings = { ...now.state.readings, [reading.id]: target.value };
        if (target.value === reading.default) delete readings[reading.id];
        go({ readings }, { stay: true });
      } }, options.map((option) => h("label", {},
        h("input", { type: "radio", name: `r-${reading.id}`, id: `r-${reading.id}-${option.id}`, value: option.id, checked: option.id === chosen }),
        h("span", {}, texts[option.id], option.id === reading.default && h("span", { class: "tag" }, word("default")),
          h("span", { class: "quiet" }, tells(option)))))));
  }

  Object.assign(Tiaowen.page, { listPresumed, weighLater });
})();
