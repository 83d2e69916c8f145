/*
 * The result on the page: the possible grants with their computation, the missing facts, and the conflicts.
 */
(() => {
  "use strict";

  const { rules, words, telling } = Tiaowen;
  const { GROUPS, lowest } = Tiaowen.parts;
  const { begin, fact: nameOf, item, range, support: supportName, supportOf, tell } = telling;
  const { bring, button, cite, go, h, now, place, t } = Tiaowen.page;

  // ---- The result

  const isOne = ({ low, high }) => low === high;
  const groupOf = (one) => (one.claim === null || (one.reasons.length === 1 && one.reasons[0].kind === "subject") ? "apart" : GROUPS[one.status]);
  const worth = ({ amount }) => (amount === null ? -1n : amount.high ?? 10n ** 17n);
  const byWorth = (one, other) => (worth(one) > worth(other) ? -1 : worth(one) < worth(other) ? 1 : 0);

  /**
   * The sum that is possible now, and the number of supports in each status. Screen readers announce this line after
   * each answer.
   */
  function sayStanding() {
    const { outcomes, combination } = now.found.assessment;
    const { best, total } = combination;
    const count = (name) => outcomes.filter((one) => groupOf(one) === name).length;
    const counts = ["open", "waiting", "elsewhere", "refused"].filter(count).map((name) => t(`count_${name}`, { n: count(name) }));
    const sum = !best.length ? t("no_money") : total.high === null ? t("no_bound") : t(isSure() ? "comes_to" : "at_most", { sum: range(isSure() ? combination.if_given : { low: total.high, high: total.high }) });
    const { before } = now;
    const was = before && best.length && before.high !== null && total.high !== null && before.high > total.high
      ? t("narrowed", { before: telling.sum(before.high), after: telling.sum(total.high) }) : "";
    return { sum, was, counts: telling.join(counts) };
  }

  /** Whether every support in the total is open with no question left. */
  const isSure = () => now.found.assessment.combination.best.every(({ claim, support }) =>
    ["open", "elsewhere"].includes(groupOf(outcomeOf(claim, support))));
  const outcomeOf = (claim, support) => now.found.assessment.outcomes.find((one) => one.claim === claim && one.support === support);

  /**
   * The same total under the least favourable option of each reading, shown beside the total under the readings in use.
   */
  function sayCautious() {
    const { combination } = now.found.assessment;
    if (!combination.best.length || combination.total.high === null) return "";
    const of = ({ if_given, total }) => (isSure() ? if_given : { low: total.high, high: total.high });
    const usual = of(combination);
    const least = lowest([of(leastOf(now.found.case).combination), usual]);
    const parts = { by: t(Object.keys(now.state.readings).length ? "by_chosen" : "by_default"), sum: range(least) };
    return t(least.low === usual.low && least.high === usual.high ? "cautious_same" : isSure() ? "cautious" : "cautious_most", parts);
  }

  /**
   * The line with the sum. While there are questions it stands alone; at the end, the cautious sum, the range and the
   * counts follow.
   */
  function showStanding(isDone) {
    const { sum, was, counts } = sayStanding();
    document.getElementById("standing").replaceChildren(h("p", { class: "sum" }, sum),
      ...(isDone ? [h("p", { class: "cautious" }, sayCautious()), ...drawRange()] : []),
      ...[was, isDone && counts].filter(Boolean).map((line) => h("p", { class: "quiet" }, line)));
  }

  /** The remaining range as a bar within the widest range. The sentence above it says the same. */
  function drawRange() {
    const { assessment: { combination }, widest } = now.found;
    const { best, total: { low, high } } = combination;
    if (!best.length || high === null || !widest || (isSure() && isOne(combination.if_given))) return [];
    const whole = widest > high ? widest : high;
    const part = (fen) => `${Number((fen * 1000n) / whole) / 10}%`;
    const sure = isSure() ? combination.if_given.low : low;
    const left = h("span");
    left.style.marginInlineStart = part(sure === high ? 0n : sure);
    left.style.width = part(sure === high ? high : high - sure);
    return [h("div", { class: "range", "aria-hidden": "true" }, h("div", {}, left), h("span", {}, telling.sum(0n)), h("span", {}, telling.sum(whole)))];
  }

  function listResult(whole) {
    const { outcomes, combination } = now.found.assessment;
    const of = (name) => outcomes.filter((one) => groupOf(one) === name).sort(byWorth);
    if (!whole) {
      const possible = ["open", "waiting", "elsewhere"].flatMap(of);
      return h("section", { class: "result", "aria-labelledby": "result-title" }, h("details", { id: "so-far" },
        h("summary", {}, h("h2", { id: "result-title", tabindex: -1 }, t("possible")), " ", h("span", { class: "quiet-inline" }, sayStanding().counts)),
        ...drawRange(), possible.length ? h("ul", { class: "entries" }, possible.map(brief)) : h("p", {}, t("nothing_left")),
        h("div", { class: "buttons" }, button(t("show_whole"), () => {
          now.isWhole = true;
          now.show(false);
          document.getElementById("result-title").focus();
        }))));
    }
    const section = (name, ...content) => (content.flat().filter(Boolean).length ? h("section", { class: `part-${name}` }, h("h3", {}, t(`title_${name}`)), content) : "");
    return h("section", { class: "result", "aria-labelledby": "result-title" }, h("h2", { id: "result-title", tabindex: -1 }, t("result")),
      h("p", { class: "notice" }, t("no_promise")),
      ["open", "waiting", "elsewhere"].map((name) => section(name, of(name).map(card))),
      section("refused", listRefused(of("refused"))),
      combination.best.length || combination.barred.length ? section("best", listBest(combination)) : "",
      listNext(),
      listNotes(),
      h("details", { id: "basis" }, h("summary", {}, h("h3", {}, t("basis"))), section("presumed", Tiaowen.page.listPresumed?.()), listReadings()));
  }

  // ---- Next steps

  /** The supports that can still be granted, the highest sum first. */
  const listed = () => now.found.assessment.outcomes.filter((one) => ["open", "waiting", "elsewhere"].includes(groupOf(one))).sort(byWorth);

  /** The reasons that hold, among a reason and all its parts: those for which evidence can be given separately. */
  const heldOf = (reason) => (!reason.holds || telling.isSum(reason) || reason.kind === "unclaimed" ? []
    : reason.parts.length ? reason.parts.flatMap(heldOf) : [reason]);

  /**
   * Evidence to prepare, and questions for the agency: missing facts, facts that it judges, and decisions that the text
   * leaves to it.
   */
  function stepsOf(one) {
    const kind = supportOf.get(one.support).per;
    const needed = Tiaowen.readRules(rules, now.state.readings).byId[one.support].needed?.length;
    const judged = one.judged.map(({ term }) => (rules.facts.some((fact) => fact.id === term) ? nameOf(term, kind) : telling.concept(term)));
    const missing = one.missing.map((fact) => nameOf(fact, kind)).filter((name) => !judged.includes(name));
    return {
      prove: [...new Set(one.reasons.flatMap(heldOf).map((reason) => tell(reason, kind)))],
      ask: [t("ask_guide"), needed && one.status === "candidate" && t("ask_chosen"), ...judged.map((what) => t("ask_judged", { what })),
        ...missing.map((what) => t("ask_missing", { what })), one.status === "case-by-case" && t("ask_case")].filter(Boolean),
    };
  }

  /** The status of a batch of applications today, or nothing if no batch is recorded. */
  function listPractice(measure) {
    const { links = [], batches = [] } = Tiaowen.practice[measure] ?? {};
    const day = Tiaowen.page.today();
    const linkTo = (name, href) => (href ? h("a", { href, rel: "external" }, name) : name);
    return links.length + batches.length ? h("ul", {}, links.map(([name, href]) => h("li", {}, linkTo(name, href))),
      batches.map(([name, first, last, href]) => h("li", {}, linkTo(t("batch", { name, first: telling.day(first), last: telling.day(last) }), href), " ",
        h("strong", { class: "tag" }, t(day < first ? "batch_ahead" : day > last ? "batch_over" : "batch_open"))))) : t("when_unsaid");
  }

  /** The agencies to ask about an outcome, and where the text names them if not in the measure. */
  function whom(one) {
    const { agencies, source, issuers = [] } = measureOf(one);
    return [[...agencies, ...issuers].map((id, n) => [n ? telling.say("list", "between") : "", h("a", { href: `agencies/${id}.html` }, telling.agency(id))]),
      source ? h("span", { class: "quiet" }, ` ${t(`whom_${source}`)}`) : "",
      agencies.length || source ? "" : t("whom_none")];
  }

  function listNext() {
    const lines = (items) => h("ul", {}, items.map((item_) => h("li", {}, item_)));
    const steps = listed().map((one) => {
      const { prove, ask } = stepsOf(one);
      const row = (title, content) => h("div", {}, h("dt", {}, t(title)), h("dd", {}, content));
      return h("details", { id: `next-${one.claim}-${one.support}` }, h("summary", {}, h("h4", {}, several() ? item(one.claim, one.support) : begin(supportName(one.support)))),
        h("dl", { class: "details" },
          row("step_who", whom(one)),
          row("step_when", listPractice(one.measure)), prove.length ? row("step_prove", lines(prove)) : "",
          words.formalities?.[one.support] ? row("step_text", lines(words.formalities[one.support])) : "", row("step_ask", lines(ask))));
    });
    if (steps.length) steps[0].open = true;
    const only = now.state.case.claims.filter(({ is }) => Array.isArray(is) && is.length).map((claim) => h("p", {},
      several() ? `${claim.id}${t("colon")}` : "", t("only_this", { things: telling.join(claim.is.map(telling.concept)) }), " ",
      button(t("change"), () => go({ at: [claim.id, "is"] }), { class: "link", "aria-label": t("change_what", { name: `${claim.id} ${nameOf("is", claim.kind)}` }) })));
    return steps.length > 0 && h("section", { class: "part-next", id: "next" }, h("h3", {}, t("next_steps")), steps, only,
      h("div", { class: "buttons" }, button(t("letter"), () => Tiaowen.page.withKeeping(() => Tiaowen.page.keep.letter()))));
  }

  /** The kind of the claim that a fact belongs to. */
  const kindOf = (key) => now.state.case.claims.find(({ kind }) => telling.factOf(key, kind))?.kind;

  /** A support in one line, while there are still questions. */
  const brief = (one) => h("li", {}, h("a", { href: supportHref(one) }, several() ? item(one.claim, one.support) : begin(supportName(one.support))), " ",
    h("span", { class: "quiet-inline" }, sayAmount(one)));

  const measureOf = (one) => rules.measures[one.measure];
  const supportHref = (one) => `measures/${one.measure}.html#${one.support}`;
  const heading = (one) => h("h4", {}, h("a", { href: supportHref(one) }, `${t("measure", telling.numberOf(one.measure))} `, supportOf.get(one.support).name[0]));
  const several = () => now.state.case.claims.length > 1;

  const whereSaid = ({ said, at, amount }) => said ?? [[at, amount.q]];

  function card(one) {
    const kind = supportOf.get(one.support).per;
    const reasons = one.reasons.filter(telling.isSum);
    const row = (title, ...content) => h("div", {}, h("dt", {}, title), h("dd", {}, content));
    const ask = (fact) => {
      const asked = place({ of: Tiaowen.factsOf(rules, "applicant").some((a) => a.id === fact) ? "applicant" : one.claim, fact, supports: [] }, now.found.case);
      return asked ? button(begin(nameOf(fact, kind)), () => go({ at: [asked.of, asked.fact] }), { class: "chip-button" })
        : button(nameOf(fact, "grant"), () => go({ at: [null, "ledger"] }), { class: "chip-button" });
    };
    const needed = Tiaowen.readRules(rules, now.state.readings).byId[one.support].needed?.length;
    const chosen = supportOf.get(one.support).choice;
    const judged = one.judged.map(({ term }) => term);
    return h("article", { class: `support${one.amount ? " support-money" : ""}` }, heading(one),
      h("p", {}, h("strong", { class: "tag" }, begin(telling.say("status", one.status))), several() && ` ${one.claim}`),
      h("p", { class: "worth" }, sayAmount(one)),
      h("dl", { class: "details" },
        one.amount && one.amount.high !== null && row(t("how"), reasons.map((reason) => h("p", {}, tell(reason, kind))),
          whereSaid(supportOf.get(one.support)).map(([at, said]) => h("p", {}, cite(at, said)))),
        row(t("decided"), needed ? [t(chosen ? "chosen_by" : "chosen_read"), chosen && cite(supportOf.get(one.support).at, chosen)] : t("not_chosen"), " ",
          one.status === "candidate" && button(t("was_chosen"), () => go({ at: [one.claim, "selected"] }), { class: "link" })),
        row(t("whom"), whom(one)),
        one.missing.length ? row(t("missing"), one.missing.map((fact) => [ask(fact), " "])) : "",
        judged.length ? row(t("judged"), judged.map((term) => [rules.facts.some((f) => f.id === term) ? ask(term) : telling.concept(term), " "])) : ""),
      why(one, kind));
  }

  function sayAmount(one) {
    if (one.amount === null) return t(one.status === "case-by-case" ? "case_by_case" : "no_sum");
    if (one.amount.high === null) return t("no_bound");
    return t(one.ceiling ? "ceiling" : "due", { sum: isOne(one.amount) || one.status === "undetermined" ? telling.sum(one.amount.high) : range(one.amount) });
  }

  /** Links to the sentences that a reason quotes. */
  function citesOf(reason) {
    const each = [reason, ...reason.parts].filter((one) => one.provision && one.words);
    const seen = new Set();
    return each.filter((one) => !seen.has(one.words) && seen.add(one.words)).map((one) => [cite(one.provision, one.words), " "]);
  }

  function why(one, kind) {
    const line = (reason) => h("li", { class: `is-${reason.holds}` },
      h("span", { class: "mark", "aria-hidden": "true" }, { true: "✓", false: "✗" }[reason.holds] ?? "?"),
      h("span", { class: "hidden" }, t({ true: "met", false: "unmet" }[reason.holds] ?? "not_known")), " ", tell(reason, kind), " ",
      reason.provision && reason.words ? cite(reason.provision, reason.words) : "",
      reason.parts.length && !telling.isSum(reason) ? h("ul", {}, reason.parts.map(line)) : "");
    return h("details", {}, h("summary", {}, t("why")), h("ul", { class: "why" }, one.reasons.map(line)));
  }

  function listRefused(refused) {
    const { assessment, case: data } = now.found;
    const near = new Map(refused.map((one) => [one, telling.findMiss?.(one, data, now.state.readings, assessment.combination.total)]));
    const changes = (one) => Object.keys(near.get(one)?.changes ?? {}).length || 9;
    refused.sort((one, other) => changes(one) - changes(other) || byWorth(near.get(one)?.then ?? one, near.get(other)?.then ?? other));
    const lines = refused.map((one) => {
      const kind = supportOf.get(one.support).per;
      const failed = one.reasons.filter((reason) => reason.holds === false || reason.kind === "topped-up");
      return h("li", {}, h("a", { href: supportHref(one) }, several() ? item(one.claim, one.support) : begin(supportName(one.support))), " ",
        h("strong", { class: "tag" }, begin(telling.say("status", one.status))),
        failed.map((reason) => h("p", {}, tell(reason, kind), " ", citesOf(reason))),
        near.get(one) && h("p", { class: "near" }, h("strong", { class: "tag" }, t("near")), " ", telling.sayMiss(one.support, near.get(one))));
    });
    return lines.length ? h("ul", { class: "plain" }, lines) : "";
  }

  /** A case under the least favourable option of each reading; an option that the person chose stays. */
  const leastOf = (data) => Tiaowen.assess(rules, data, {
    ...Object.fromEntries(rules.readings.map((one) => [one.id, one.least ?? one.default])), ...now.state.readings,
  });

  function listBest(combination) {
    const { best, total, settled, proved, waits, barred } = combination;
    if (!best.length) return h("p", {}, telling.say("combination", barred.length ? "nothing" : "none"));
    const name = ({ claim, support }) => (several() ? item(claim, support) : supportName(support));
    const bars = barred.map((bar) => h("li", {}, telling.say("bar", bar.kind, {
      item: begin(name(bar)), by: telling.join(bar.by.map(name), "and"),
    }), t("stop"), " ", cite(bar.provision)));
    return [
      h("p", {}, telling.say("combination", "total", { range: range(combination.if_given) })),
      waits.length > 0 && h("p", {}, telling.say("combination", "waits", { range: range(total), facts: telling.join(waits.map((key) => nameOf(key, kindOf(key)))) })),
      h("table", { class: "money" }, h("thead", {}, h("tr", {}, h("th", { scope: "col" }, t("item")), h("th", { scope: "col" }, t("sum")))),
        h("tbody", {}, best.map((one) => h("tr", {}, h("th", { scope: "row" }, begin(name(one))), h("td", {}, begin(range(one.amount))))))),
      !settled && h("p", {}, telling.say("combination", "unsettled")),
      !proved && h("p", {}, telling.say("combination", "unproved")),
      bars.length ? h("ul", { class: "plain" }, bars) : "",
    ];
  }

  // ---- Sections that are loaded later

  /**
   * The section on readings. Evaluating all options takes longer than the rest of the result, so the rest is shown
   * first. The code comes with the notes, and the texts in a file of their own. Until they are ready, the previous
   * section stays.
   */
  function listReadings() {
    const weighLater = () => Tiaowen.page.weighLater?.();
    if (Tiaowen.readings) weighLater();
    else bring(words.writing.readings, weighLater);
    return document.getElementById("readings") ?? h("section", { class: "part-readings", id: "readings" });
  }

  /** The notes on the case. The code for notes and near misses is loaded with the first whole result. */
  function listNotes() {
    if (!Tiaowen.notes) bring(words.writing.notes, () => now.show(false, true));
    const notes = Tiaowen.notes?.(now.found.case, now.found.assessment) ?? [];
    return notes.length > 0 && h("section", { class: "part-notes", id: "notes" },
      h("h3", {}, Tiaowen.noteWords.title), h("ul", { class: "plain" }, notes.map((one) => h("li", {}, one))));
  }

  Object.assign(Tiaowen.page, {
    groupOf, listed, listResult, showStanding, stepsOf,
  });
})();
